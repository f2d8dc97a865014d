using ModerationHub.Features.Cases;
using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Features.Triage.Views;

/// <summary>The answer of a handler: a value, or the sentence of the rule that stood in the way.</summary>
public readonly record struct Answer<T>(T? Value, string? Broken)
{
    public static implicit operator Answer<T>(T value) => new(value, null);
}

public static class Answer
{
    public static Answer<T> Broken<T>(string sentence) => new(default, sentence);
}

/// <summary>A decision that is on the record and can still be taken back.</summary>
public sealed record Decided(Guid DecisionId, DateTimeOffset UndoUntil);

/// <summary>What the triage page asks of the host. Each is one handler; the page knows nothing else of it.</summary>
public sealed record TriageActions
{
    /// <summary>Claims the most urgent case of a queue; null when there is none.</summary>
    public required Func<string?, Task<Answer<CaseView?>>> ClaimNext { get; init; }

    /// <summary>Claims one case from the list.</summary>
    public required Func<Guid, Task<Answer<CaseView?>>> Claim { get; init; }

    /// <summary>Writes a draft as decision, pending until its undo time is over.</summary>
    public required Func<DecisionDraft, Task<Answer<Decided>>> Decide { get; init; }

    /// <summary>Takes a pending decision back and gives its case, claimed again.</summary>
    public required Func<Guid, Task<Answer<CaseView?>>> Undo { get; init; }

    public required Func<Guid, PassReason, string, Task<Answer<bool>>> PassOn { get; init; }

    public required Func<Guid, Task<Answer<bool>>> Release { get; init; }

    /// <summary>Raises an imminent threat to life; the answer names who was paged.</summary>
    public required Func<Guid, Task<Answer<string>>> RaiseThreat { get; init; }

    /// <summary>Moves a case to the sealed lane.</summary>
    public required Func<Guid, Task<Answer<bool>>> Seal { get; init; }

    /// <summary>Keeps a draft, so that it outlives the circuit.</summary>
    public Func<DecisionDraft, Task>? KeepDraft { get; init; }

    /// <summary>Reads what stands around a post of a case: what it answers or quotes, and the replies.</summary>
    public Func<Guid, string, Task<Answer<PostsAround>>>? ReadAround { get; init; }

    /// <summary>Counts that covered media of a post was looked at; answers how often in this shift.</summary>
    public Func<Guid, string, Task<Answer<int>>>? CountReveal { get; init; }
}
