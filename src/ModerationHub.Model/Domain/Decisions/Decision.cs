using ModerationHub.Domain.Accounts;

namespace ModerationHub.Domain.Decisions;

public enum DecisionState { Pending, Undone, Final, Overturned }

public enum ActionKind { Suspend, Restrict, RemovePost, Warn, RevokeApp, NoAction, Restore }

public enum EnforcementState { Pending, Applied, Refused, Failed }

/// <summary>What a human decided on a case. It leaves for the platform when the undo time is over.</summary>
public sealed class Decision
{
    public static readonly TimeSpan UndoTime = TimeSpan.FromSeconds(10);

    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }
    public required string AccountId { get; init; }
    public required string PolicyKey { get; init; }
    public required int PolicyVersion { get; init; }
    public required string Reason { get; init; }
    public string? Note { get; init; }

    /// <summary>JSON of <see cref="ContextCheck"/>; required before a suspension.</summary>
    public string? ContextCheck { get; init; }

    /// <summary>Ids of the posts relied on.</summary>
    public string[] Exhibits { get; init; } = [];

    /// <summary>JSON of what the detectors had found for this policy; null where nothing may be learned: in the sealed lane, and when another policy was chosen.</summary>
    public string? Findings { get; init; }

    public string? Language { get; init; }
    public required Guid DecidedBy { get; init; }

    /// <summary>Pseudonym at the time: what leaves the hub names nobody.</summary>
    public required string DecidedAs { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }
    public required DateTimeOffset UndoUntil { get; init; }
    public DecisionState State { get; set; }

    /// <summary>The platform's number of the decision in the feed, in commit order; null until the undo time is over.</summary>
    public long? Number { get; set; }

    /// <summary>Since when it alarms: the platform did not apply it in time, or said that it will not. Null again once it is applied.</summary>
    public DateTimeOffset? NotAppliedAt { get; set; }

    /// <summary>The decision that this one takes back.</summary>
    public Guid? Reverses { get; init; }

    public required AccountState AccountStateBefore { get; init; }
    public DateTimeOffset? AccountStateUntilBefore { get; init; }
    public List<DecisionAction> Actions { get; init; } = [];
    public uint Version { get; init; }

    /// <summary>Somebody else takes a final decision back, with a reason. What takes back can't be taken back itself.</summary>
    public void Overturn(Guid user, string reason)
    {
        if (Reverses is not null)
            throw new RuleBrokenException(DecisionRules.ReversalStands);
        if (State != DecisionState.Final)
            throw new RuleBrokenException(State switch
            {
                DecisionState.Overturned => DecisionRules.AlreadyOverturned,
                DecisionState.Undone => DecisionRules.AlreadyUndone,
                _ => DecisionRules.NotFinal,
            });
        if (DecidedBy == user)
            throw new RuleBrokenException(DecisionRules.OwnDecision);
        if (Words.AreMissing(reason))
            throw new RuleBrokenException(DecisionRules.ReasonRequired);
        State = DecisionState.Overturned;
    }
}

public sealed class DecisionAction
{
    public required int PlatformId { get; init; }
    public required Guid DecisionId { get; init; }
    public required int Ordinal { get; init; }
    public required ActionKind Kind { get; init; }

    /// <summary>The post to remove or the app to revoke; null when the account itself is the target.</summary>
    public string? Target { get; init; }

    public DateTimeOffset? EndsAt { get; init; }
    public string[] Territories { get; init; } = [];
    public EnforcementState Enforcement { get; set; }
    public DateTimeOffset? EnforcementAt { get; set; }
    public string? EnforcementDetail { get; set; }
}

/// <summary>The structured check before any suspension: does the account report, study, counter, mock or suffer what it shows?</summary>
public sealed record ContextCheck(bool Reporting, bool Research, bool CounterSpeech, bool Satire, bool Victim)
{
    public bool Any => Reporting || Research || CounterSpeech || Satire || Victim;
}

/// <summary>What somebody wants done to an account, a post or an app.</summary>
public sealed record ActionRequest(ActionKind Kind, string? Target = null, TimeSpan? Duration = null, string[]? Territories = null);
