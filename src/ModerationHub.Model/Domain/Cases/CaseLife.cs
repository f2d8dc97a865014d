namespace ModerationHub.Domain.Cases;

public enum CaseState { Open, Claimed, Escalated, Decided }

public enum CaseMove { Claim, Release, PassOn, Escalate, HandBack, Decide, Undo, Reopen }

public static class CaseRules
{
    public static readonly Rule AlreadyClaimed = new("case_already_claimed", "Somebody else is working on this case.");
    public static readonly Rule AlreadyDecided = new("case_already_decided", "The case is already decided.");
    public static readonly Rule NotClaimed = new("case_not_claimed", "Claim the case first.");
    public static readonly Rule ClaimLost = new("case_claim_lost", "Your claim on this case has ended; somebody else may have it now.");
    public static readonly Rule NotEscalated = new("case_not_escalated", "The case is not escalated.");
    public static readonly Rule AlreadyOpen = new("case_already_open", "The case is already open.");
    public static readonly Rule NotDecided = new("case_not_decided", "The case is not decided.");
    public static readonly Rule NoDestination = new("escalation_without_destination", "An escalation needs a queue, an owner, a deadline and a way back.");
    public static readonly Rule Sealed = new("case_sealed", "The case lies in the sealed lane.");
    public static readonly Rule Unknown = new("case_unknown", "There is no such case.");
    public static readonly Rule NoQueueFor = new("case_queue_missing", "No queue of this platform takes such a case; ask an administrator to set one up.");
    public static readonly Rule NoSuchPost = new("case_post_unknown", "The post is not among the case's evidence.");
}

/// <summary>
/// The life of a case as one pure function: open → claimed → decided, with release, escalation and its way back,
/// undo and reopening. Every move that is not listed breaks a named rule.
/// </summary>
public static class CaseLife
{
    /// <param name="from">Where the case is.</param>
    /// <param name="move">What somebody wants.</param>
    /// <param name="escalated">Whether an escalation is still open: a released case then goes back to its destination, not to the ordinary queue.</param>
    public static CaseState After(CaseState from, CaseMove move, bool escalated) => (from, move) switch
    {
        (CaseState.Open or CaseState.Escalated, CaseMove.Claim) => CaseState.Claimed,
        (CaseState.Claimed, CaseMove.Claim) => throw new RuleBrokenException(CaseRules.AlreadyClaimed),
        (CaseState.Claimed, CaseMove.Release) => escalated ? CaseState.Escalated : CaseState.Open,
        (CaseState.Claimed, CaseMove.PassOn) => escalated ? CaseState.Escalated : CaseState.Open,
        (CaseState.Open or CaseState.Claimed or CaseState.Escalated, CaseMove.Escalate) => CaseState.Escalated,
        (CaseState.Escalated or CaseState.Claimed, CaseMove.HandBack) =>
            escalated ? CaseState.Open : throw new RuleBrokenException(CaseRules.NotEscalated),
        (CaseState.Open, CaseMove.HandBack) => throw new RuleBrokenException(CaseRules.NotEscalated),
        (CaseState.Claimed, CaseMove.Decide) => CaseState.Decided,
        (CaseState.Decided, CaseMove.Undo) => CaseState.Claimed,
        (CaseState.Decided, CaseMove.Reopen) => CaseState.Open,
        (CaseState.Decided, _) => throw new RuleBrokenException(CaseRules.AlreadyDecided),
        (_, CaseMove.Reopen) => throw new RuleBrokenException(CaseRules.AlreadyOpen),
        (_, CaseMove.Undo) => throw new RuleBrokenException(CaseRules.NotDecided),
        _ => throw new RuleBrokenException(CaseRules.NotClaimed),
    };
}
