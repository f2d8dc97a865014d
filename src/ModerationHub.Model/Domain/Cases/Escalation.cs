namespace ModerationHub.Domain.Cases;

public enum EscalationKind { Lead, Specialist, ThreatToLife, SealedLane }

/// <summary>Where a case went that its reviewer could not or must not decide: destination, owner, deadline and the way back.</summary>
public sealed class Escalation
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }
    public required EscalationKind Kind { get; init; }
    public required string QueueId { get; init; }

    /// <summary>Who answers for it: a user, or the role on call.</summary>
    public required string Owner { get; set; }

    public required DateTimeOffset DeadlineAt { get; set; }
    public required string OriginQueueId { get; init; }
    public DateTimeOffset? OriginDeadlineAt { get; init; }
    public required string Reason { get; init; }
    public required Guid RaisedBy { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>How often nobody acknowledged in time: each step pages more people.</summary>
    public int Level { get; set; }

    public Guid? AcknowledgedBy { get; set; }
    public DateTimeOffset? AcknowledgedAt { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }
    public string? Outcome { get; set; }

    /// <summary>Sealed lane: the reference of the report to the body that the law names.</summary>
    public string? ExternalReference { get; set; }

    /// <summary>Sealed lane: until when everything of the account is kept, whatever retention and erasure say.</summary>
    public DateTimeOffset? PreservedUntil { get; set; }

    /// <summary>Lies in the sealed lane, also when it speaks of a threat to life.</summary>
    public bool Sealed { get; init; }

    public bool IsUrgent => Sealed || Kind is EscalationKind.ThreatToLife or EscalationKind.SealedLane;

    public bool AlarmSounds => Kind == EscalationKind.ThreatToLife && AcknowledgedAt is null && ClosedAt is null;

    public CaseLane Lane => Sealed ? CaseLane.Sealed : Kind == EscalationKind.ThreatToLife ? CaseLane.Threat : CaseLane.Ordinary;

    public void Acknowledge(Guid user, DateTimeOffset now)
    {
        if (Kind != EscalationKind.ThreatToLife || ClosedAt is not null)
            throw new RuleBrokenException(EscalationRules.NoAlarm);
        if (AcknowledgedAt is not null)
            throw new RuleBrokenException(EscalationRules.AlreadyAcknowledged);
        (AcknowledgedBy, AcknowledgedAt) = (user, now);
    }

    /// <summary>Nobody acknowledged in time: more people are paged, and the clock starts again.</summary>
    public void Climb(DateTimeOffset now)
    {
        if (!AlarmSounds)
            throw new RuleBrokenException(EscalationRules.NoAlarm);
        Level++;
        (Owner, DeadlineAt) = (EscalationPlan.ThreatOwner(Level), now + EscalationPlan.ThreatStep);
    }

    /// <param name="reference">Of the external report; what is left empty stays as it was.</param>
    /// <param name="until">The end of the last day.</param>
    public void Preserve(string? reference, DateTimeOffset until, DateTimeOffset now)
    {
        var day = TimeSpan.FromDays(1);
        if (until <= now + day || until > now + PreservationRules.Longest + day)
            throw new RuleBrokenException(PreservationRules.Time);
        if (!Words.AreMissing(reference))
            ExternalReference = reference.Trim() is { Length: <= PreservationRules.MaxReference } fits ? fits : throw new RuleBrokenException(PreservationRules.ReferenceTooLong);
        PreservedUntil = until;
    }

    public void Close(string outcome, DateTimeOffset now) => (Outcome, ClosedAt) = (outcome, now);

    /// <summary>An undone decision brings back what it had closed.</summary>
    public void Resume() => (Outcome, ClosedAt) = (null, null);
}
