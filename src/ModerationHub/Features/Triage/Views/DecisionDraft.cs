namespace ModerationHub.Features.Triage.Views;

public enum DecisionAction { Suspend, Restrict, RemovePost, Warn, NoAction, Escalate, RevokeApp }

/// <summary>Why a post that looks like a breach may be none. Each is answered before anybody is suspended.</summary>
public enum ContextKind { Reporting, Research, CounterSpeech, Satire, Victim }

/// <summary>What a draft still lacks.</summary>
public enum Gap { Action, Policy, Reason, Exhibits, Context, Note, Destination, App, Allowed, Territory }

/// <summary>One action with its target: a post for <see cref="DecisionAction.RemovePost"/>, an app for <see cref="DecisionAction.RevokeApp"/>, else the account. No duration means for good.</summary>
public sealed record DraftAction(DecisionAction Kind, string? PostId = null, TimeSpan? Duration = null, string? App = null);

/// <summary>Where a case can be escalated to: always with an owner, a time and a way back.</summary>
public sealed record EscalationTarget(string Key, string Name, string Owner, TimeSpan DueWithin);

/// <summary>A decision that is being made. Immutable, so that it can be kept beside a case and brought back by undo.</summary>
public sealed record DecisionDraft(Guid CaseId)
{
    public string? PolicyKey { get; init; }

    public string Reason { get; init; } = "";

    public string Note { get; init; } = "";

    public IReadOnlyList<DraftAction> Actions { get; init; } = [];

    /// <summary>Where what can hold in one place alone is to hold, as it was typed: country codes; empty is everywhere.</summary>
    public string Territories { get; init; } = "";

    public IReadOnlyList<string> Exhibits { get; init; } = [];

    public IReadOnlyDictionary<ContextKind, bool> Context { get; init; } = new Dictionary<ContextKind, bool>();

    public string? EscalateTo { get; init; }

    public bool Has(DecisionAction kind) => Actions.Any(action => action.Kind == kind);

    public bool Removes(string postId) => Actions.Any(action => action.Kind == DecisionAction.RemovePost && action.PostId == postId);

    public bool ContextApplies => Context.Values.Any(applies => applies);
}
