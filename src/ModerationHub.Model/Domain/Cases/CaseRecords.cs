namespace ModerationHub.Domain.Cases;

public enum QueueKind { Ordinary, Language, Specialist, Lead, Threat, Sealed }

/// <summary>Where cases wait. The first queue by position whose policy and languages fit takes a new case.</summary>
public sealed class Queue
{
    public required int PlatformId { get; init; }
    public required string Id { get; init; }
    public required string Name { get; set; }
    public required QueueKind Kind { get; init; }
    public string? PolicyKey { get; set; }

    /// <summary>Languages of the queue; empty takes all.</summary>
    public string[] Languages { get; set; } = [];

    public int Position { get; set; }

    /// <summary>Takes no case any more; what comes back to it is still worked on there.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
}

public enum EvidenceKind { Profile, Post, Report }

/// <summary>Evidence copied into the case, so that it outlives the post's partition and the platform's deletion.</summary>
public sealed class CaseEvidence
{
    public required int PlatformId { get; init; }
    public required Guid CaseId { get; init; }

    /// <summary>"profile", "post:…" or "report:…": one copy each.</summary>
    public required string Key { get; init; }

    public required EvidenceKind Kind { get; init; }

    /// <summary>JSON of the post with its signals and spans, the profile or the report.</summary>
    public required string Payload { get; set; }

    /// <summary>How telling it is; the page shows the most telling first.</summary>
    public double Weight { get; set; }

    public required DateTimeOffset At { get; set; }
}

/// <summary>One line of the case's timeline.</summary>
public sealed class CaseEvent
{
    public required int PlatformId { get; init; }
    public required Guid CaseId { get; init; }
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Kind { get; init; }

    /// <summary>Pseudonym of who did it; null when the machine did.</summary>
    public string? Actor { get; init; }

    public string? Detail { get; init; }
}

/// <summary>Who passed a case on without deciding: claim next leaves it out for that reviewer.</summary>
public sealed class CasePass
{
    public required int PlatformId { get; init; }
    public required Guid CaseId { get; init; }
    public required Guid UserId { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>A decision that is being written; survives a killed host.</summary>
public sealed class DecisionDraft
{
    public required int PlatformId { get; init; }
    public required Guid CaseId { get; init; }
    public required Guid UserId { get; init; }
    public required string Payload { get; set; }
    public required DateTimeOffset UpdatedAt { get; set; }
}
