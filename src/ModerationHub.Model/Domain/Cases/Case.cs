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

    /// <summary>The learned weights that the risk and its explanation were made with; null for those that the policy version sets.</summary>
    public int? RiskVersion { get; set; }

    /// <summary>The policy's text model that the risk was made with; null without one.</summary>
    public string? TextModel { get; set; }

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

    /// <summary>The heartbeat of whoever works on the case.</summary>
    public void Renew(Guid user, DateTimeOffset now)
    {
        DemandClaim(user, now);
        ClaimedUntil = now + ClaimLease;
    }

    public void Release(Guid user, DateTimeOffset now)
    {
        DemandClaim(user, now);
        Leave(CaseMove.Release, now);
    }

    /// <summary>The lease is over: the case waits again where it waited.</summary>
    public void Lapse(DateTimeOffset now)
    {
        if (State != CaseState.Claimed || ClaimedUntil > now)
            throw new RuleBrokenException(CaseRules.AlreadyClaimed);
        Leave(CaseMove.Release, now);
    }

    /// <summary>Gives the case to others. An escalated case stays with its destination, whatever queue was asked for.</summary>
    public void PassOn(Guid user, string queueId, DateTimeOffset now)
    {
        DemandClaim(user, now);
        if (EscalationId is null)
            QueueId = queueId;
        Leave(CaseMove.PassOn, now);
    }

    /// <summary>
    /// Ordinary escalations need the claim. A threat to life and the sealed lane wait for nobody: they take the case from
    /// whoever has it, and open a decided one again. What is sealed stays sealed.
    /// </summary>
    public void Escalate(Escalation escalation, Guid user, DateTimeOffset now)
    {
        if (!escalation.IsUrgent)
            DemandClaim(user, now);
        if (Lane == CaseLane.Sealed && escalation.Lane != CaseLane.Sealed)
            throw new RuleBrokenException(CaseRules.Sealed);
        if (State == CaseState.Decided && escalation.IsUrgent)
            Reopen(now);
        Leave(CaseMove.Escalate, now);
        (EscalationId, QueueId, DeadlineAt) = (escalation.Id, escalation.QueueId, escalation.DeadlineAt);
        (Lane, Band) = escalation.Lane == CaseLane.Ordinary ? (Lane, Band)
            : (escalation.Lane, escalation.Kind == EscalationKind.ThreatToLife ? CaseBand.ThreatToLife : CaseBand.Sealed);
    }

    /// <summary>The way back of an escalation: to the queue that it came from, by whoever has the case or when nobody has it.</summary>
    public void HandBack(Escalation escalation, Guid user, DateTimeOffset now)
    {
        if (State == CaseState.Claimed && ClaimedBy != user && ClaimedUntil > now)
            throw new RuleBrokenException(CaseRules.AlreadyClaimed);
        Leave(CaseMove.HandBack, now);
        (EscalationId, QueueId, Lane, Band, DeadlineAt) =
            (null, escalation.OriginQueueId, CaseLane.Ordinary, CaseBand.Ordinary, escalation.OriginDeadlineAt);
    }

    /// <param name="seenEvidence">How much evidence the reviewer saw; what came later brings the account back.</param>
    public void Decide(Guid user, long seenEvidence, DateTimeOffset now)
    {
        DemandClaim(user, now);
        Leave(CaseMove.Decide, now);
        EscalationId = null;
        EvidenceCount = Math.Min(EvidenceCount, seenEvidence);
    }

    /// <summary>An undone decision gives the case back to the one who decided, claimed, with its escalation.</summary>
    public void Undo(Guid user, Guid? escalationId, DateTimeOffset now)
    {
        State = CaseLife.After(State, CaseMove.Undo, escalationId is not null);
        (ClaimedBy, ClaimedUntil, ChangedAt, EscalationId) = (user, now + ClaimLease, now, escalationId);
    }

    /// <summary>Its deadline has passed: up one band, without touching who works on it.</summary>
    public void CrossDeadline(DateTimeOffset now, TimeSpan target)
    {
        (Band, DeadlineAt) = CaseBand.After(Band, now, target);
        ChangedAt = now;
    }

    /// <summary>New evidence, or a decision taken back: the case waits again in its queue, out of the special lanes unless it is sealed.</summary>
    public void Reopen(DateTimeOffset now)
    {
        Leave(CaseMove.Reopen, now);
        TimesReopened++;
        (Lane, Band) = Lane switch
        {
            CaseLane.Threat => (CaseLane.Ordinary, CaseBand.Ordinary),
            CaseLane.Sealed => (CaseLane.Sealed, CaseBand.Sealed),
            _ => (Lane, Band),
        };
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
