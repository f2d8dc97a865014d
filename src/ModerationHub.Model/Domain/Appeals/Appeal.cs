namespace ModerationHub.Domain.Appeals;

/// <summary>Upheld: the decision stands. Overturned: it was taken back.</summary>
public enum AppealState { Open, Upheld, Overturned }

/// <summary>An account's owner asks that somebody else looks at a decision again.</summary>
public sealed class Appeal
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>The platform's id of it.</summary>
    public required string ExternalId { get; init; }

    public required Guid DecisionId { get; init; }
    public required string AccountId { get; init; }

    /// <summary>The owner's words: hostile input, and evidence of what the owner says.</summary>
    public required string Text { get; init; }

    public string? Language { get; init; }

    /// <summary>When it was written, by the platform's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
    public AppealState State { get; private set; }
    public Guid? AnsweredBy { get; private set; }
    public string? AnsweredAs { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }
    public string? Reason { get; private set; }
    public uint Version { get; init; }

    /// <summary>What everybody who answers must keep: an open appeal, somebody else's decision, a reason.</summary>
    public void DemandAnswerable(Guid user, Guid decidedBy, string reason)
    {
        if (State != AppealState.Open)
            throw new RuleBrokenException(AppealRules.Answered);
        if (user == decidedBy)
            throw new RuleBrokenException(AppealRules.OwnDecision);
        if (Words.AreMissing(reason))
            throw new RuleBrokenException(AppealRules.ReasonRequired);
        if (reason.Length > 500)
            throw new RuleBrokenException(AppealRules.ReasonTooLong);
    }

    public void Answer(AppealState outcome, Guid user, string name, string reason, DateTimeOffset now) =>
        (State, AnsweredBy, AnsweredAs, AnsweredAt, Reason) = (outcome, user, name, now, reason.Trim());
}

public static class AppealRules
{
    public static readonly Rule Unknown = new("appeal_unknown", "There is no such appeal.");
    public static readonly Rule Answered = new("appeal_answered", "The appeal is already answered.");
    public static readonly Rule OwnDecision = new("appeal_own_decision", "Somebody who did not make the decision must answer the appeal.");
    public static readonly Rule ReasonRequired = new("appeal_reason_required", "Give a reason; the account's owner will read it.");
    public static readonly Rule ReasonTooLong = new("appeal_reason_too_long", "The reason takes 500 characters.");
}
