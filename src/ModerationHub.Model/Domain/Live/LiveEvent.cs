namespace ModerationHub.Domain.Live;

public enum LiveKind { CandidateRaised, CandidateChanged, CaseClaimed, CaseReleased, CaseDecided, CampaignRaised, AlarmRaised, AlarmAcknowledged, UserRevoked, TermStopped, EnforcementChanged, QueuesChanged }

/// <summary>
/// Something that reviewers' screens show as it happens; never with post text. Other hosts read the table
/// following transactions, so a lost notification delays but never loses it.
/// </summary>
public sealed class LiveEvent
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required LiveKind Kind { get; init; }

    /// <summary>The case, campaign, user, stopped term or decision that it is about; nothing when the platform's queues changed.</summary>
    public required Guid SubjectId { get; init; }

    public string? QueueId { get; init; }
    public short Band { get; init; }
    public double Rank { get; init; }
    public string? State { get; init; }

    /// <summary>Pseudonym of who holds the claim.</summary>
    public string? By { get; init; }
}
