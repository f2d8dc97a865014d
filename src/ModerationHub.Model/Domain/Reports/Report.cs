namespace ModerationHub.Domain.Reports;

public enum ReporterKind { User, TrustedFlagger, Partner, Authority }

public sealed class Report
{
    public required int PlatformId { get; init; }
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public string? PostId { get; init; }
    public required string ReporterId { get; init; }
    public required ReporterKind ReporterKind { get; init; }
    public required string Reason { get; init; }
    public string? Comment { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The first decision on the account that became final after it came; whoever reported is told once. Stays when that is overturned. An authority's has none: its order answers it.</summary>
    public Guid? ResolvedBy { get; init; }
}

/// <summary>Somebody who reports, how often, and how often a decision agreed.</summary>
public sealed class Reporter
{
    public required int PlatformId { get; init; }
    public required string Id { get; init; }
    public required ReporterKind Kind { get; init; }
    public int Reports { get; set; }
    public int Upheld { get; set; }
    public int Rejected { get; set; }
    public required DateTimeOffset FirstSeenAt { get; init; }
}
