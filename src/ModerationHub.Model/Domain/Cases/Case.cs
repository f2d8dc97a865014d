namespace ModerationHub.Domain.Cases;

public enum CaseLane { Ordinary, Threat, Sealed }

/// <summary>The unit of review: at most one that is not decided for an account.</summary>
public sealed class Case
{
    public static readonly TimeSpan ClaimLease = TimeSpan.FromMinutes(5);

    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required string AccountId { get; init; }
    public required string QueueId { get; set; }
    public CaseState State { get; private set; }
    public CaseLane Lane { get; private set; }
    public short Band { get; set; }
    public double Rank { get; private set; }

    /// <summary>JSON of <see cref="CasePriority"/>.</summary>
    public string Priority { get; private set; } = "{}";

    public required string PolicyKey { get; set; }
    public required int PolicyVersion { get; set; }
    public double Risk { get; set; }

    /// <summary>JSON of the risk explanation at the time of the newest evidence.</summary>
    public string Explanation { get; set; } = "[]";

    public string? Language { get; set; }
    public required DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? DeadlineAt { get; set; }
    public Guid? ClaimedBy { get; private set; }
    public DateTimeOffset? ClaimedUntil { get; private set; }
    public Guid? EscalationId { get; private set; }

    /// <summary>The account's evidence count that this case has shown; a decided case returns only when it has grown.</summary>
    public long EvidenceCount { get; set; }

    public int TimesReopened { get; private set; }
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Row version (xmin): two reviewers can't both decide.</summary>
    public uint Version { get; init; }

    public void Rate(CasePriority priority, string json) => (Rank, Priority) = (priority.RankAt(OpenedAt), json);

    public void Claim(Guid user, DateTimeOffset now)
    {
        var lapsed = State == CaseState.Claimed && (ClaimedBy == user || ClaimedUntil <= now);
        State = lapsed ? CaseState.Claimed : CaseLife.After(State, CaseMove.Claim, EscalationId is not null);
        (ClaimedBy, ClaimedUntil, ChangedAt) = (user, now + ClaimLease, now);
    }

    public void Release(Guid user, DateTimeOffset now)
    {
        DemandClaim(user, now);
        Leave(CaseMove.Release, now);
    }

    public void PassOn(Guid user, string queueId, DateTimeOffset now)
    {
        DemandClaim(user, now);
        Leave(CaseMove.PassOn, now);
        QueueId = queueId;
    }

    public void Escalate(Escalation escalation, DateTimeOffset now)
    {
        Leave(CaseMove.Escalate, now);
        (EscalationId, QueueId, DeadlineAt) = (escalation.Id, escalation.QueueId, escalation.DeadlineAt);
        (Lane, Band) = escalation.Kind switch
        {
            EscalationKind.ThreatToLife => (CaseLane.Threat, CaseBand.ThreatToLife),
            EscalationKind.SealedLane => (CaseLane.Sealed, CaseBand.ThreatToLife),
            _ => (Lane, Band),
        };
    }

    /// <summary>The way back of an escalation: to the queue that it came from.</summary>
    public void HandBack(Escalation escalation, DateTimeOffset now)
    {
        Leave(CaseMove.HandBack, now);
        (EscalationId, QueueId, Lane, Band, DeadlineAt) =
            (null, escalation.OriginQueueId, CaseLane.Ordinary, CaseBand.Ordinary, escalation.OriginDeadlineAt);
    }

    public void Decide(Guid user, DateTimeOffset now)
    {
        DemandClaim(user, now);
        Leave(CaseMove.Decide, now);
        EscalationId = null;
    }

    /// <summary>An undone decision gives the case back to the one who decided, claimed.</summary>
    public void Undo(Guid user, DateTimeOffset now)
    {
        State = CaseLife.After(State, CaseMove.Undo, EscalationId is not null);
        (ClaimedBy, ClaimedUntil, ChangedAt) = (user, now + ClaimLease, now);
    }

    public void Reopen(DateTimeOffset now)
    {
        Leave(CaseMove.Reopen, now);
        TimesReopened++;
    }

    public bool IsClaimedBy(Guid user, DateTimeOffset now) =>
        State == CaseState.Claimed && ClaimedBy == user && ClaimedUntil > now;

    void DemandClaim(Guid user, DateTimeOffset now)
    {
        if (State == CaseState.Decided)
            throw new RuleBrokenException(CaseRules.AlreadyDecided);
        if (!IsClaimedBy(user, now))
            throw new RuleBrokenException(State == CaseState.Claimed ? CaseRules.ClaimLost : CaseRules.NotClaimed);
    }

    void Leave(CaseMove move, DateTimeOffset now)
    {
        State = CaseLife.After(State, move, EscalationId is not null);
        (ClaimedBy, ClaimedUntil, ChangedAt) = (null, null, now);
    }
}
