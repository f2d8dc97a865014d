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
}
