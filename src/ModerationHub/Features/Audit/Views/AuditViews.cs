using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Features.Audit.Views;

/// <summary>What the search asks for; all but its text lives in the address, so that a search can be sent to a colleague.</summary>
public sealed record AuditFilter
{
    /// <summary>What was typed may be a handle or somebody's words, so it never stands in an address.</summary>
    public string? Text { get; init; }

    public string? Reviewer { get; init; }

    public string? Policy { get; init; }

    public string? Action { get; init; }

    public string? State { get; init; }

    public string? Language { get; init; }

    /// <summary>Only what the platform has not applied in time, or will not.</summary>
    public bool NotApplied { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    public bool Any => this != new AuditFilter();

    /// <summary>The same search as query of an address, without its text; empty parts are left out.</summary>
    public IReadOnlyDictionary<string, object?> ToQuery() => new Dictionary<string, object?>
    {
        ["reviewer"] = Blank(Reviewer),
        ["policy"] = Blank(Policy),
        ["action"] = Blank(Action),
        ["state"] = Blank(State),
        ["language"] = Blank(Language),
        ["applied"] = NotApplied ? "no" : null,
        ["from"] = From,
        ["to"] = To,
    };

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>A choice in a filter: what goes into the address and what people read.</summary>
public sealed record Choice(string Value, string Name);

/// <summary>One decision in the table. <paramref name="Tone"/> is a tone of StateBadge.</summary>
public sealed record AuditRow(Guid DecisionId, DateTimeOffset At, string Reviewer, string Handle, string Action, string Policy, int PolicyVersion, string State, string Tone, string? Language, bool NotApplied = false);

/// <summary>What the platform said of one action. <paramref name="Tone"/> is a tone of StateBadge; <paramref name="Detail"/> are its own words.</summary>
public sealed record EnforcementView(string Action, string State, string Tone, DateTimeOffset? At, string? Detail);

/// <summary>An entry of the chain as people check it.</summary>
public sealed record AuditEntryView(long Sequence, DateTimeOffset At, string Actor, string What, string? Reason, string Hash);

/// <summary>One decision whole; a decision that was overturned has both entries.</summary>
public sealed record AuditDetail(AuditRow Row, string CaseNumber, string Reason, string? Note, string PolicyText)
{
    public IReadOnlyList<string> Actions { get; init; } = [];

    public IReadOnlyList<PostView> Exhibits { get; init; } = [];

    public IReadOnlyList<SignalView> Signals { get; init; } = [];

    public string? Weights { get; init; }

    public IReadOnlyList<string> ContextAnswers { get; init; } = [];

    public IReadOnlyList<AuditEntryView> Entries { get; init; } = [];

    public IReadOnlyList<EnforcementView> Enforcement { get; init; } = [];

    /// <summary>The sentence of the alarm; null when there is none.</summary>
    public string? NotApplied { get; init; }

    public bool CanOverturn { get; init; }
}

/// <summary>The outcome of an integrity check; <paramref name="BrokenAt"/> names the first broken entry.</summary>
public sealed record IntegrityResult(long Checked, long? BrokenAt, DateTimeOffset At);
