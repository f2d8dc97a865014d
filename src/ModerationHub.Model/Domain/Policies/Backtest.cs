namespace ModerationHub.Domain.Policies;

public enum BacktestState { Waiting, Running, Done, Cancelled, CutOff, Failed }

/// <summary>A version run over the stored history beside the live one. The row carries order, progress and result; whoever runs it holds a lease.</summary>
public sealed class Backtest
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required string PolicyKey { get; init; }
    public required int Version { get; init; }

    /// <summary>The version that was live when it was ordered.</summary>
    public int? LiveVersion { get; init; }

    /// <summary>The draft's last change at that time.</summary>
    public DateTimeOffset? DraftChangedAt { get; init; }

    public required string RequestedBy { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
    public BacktestState State { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Until then its runner is taken to be alive.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Who runs it: a new id each time it is taken.</summary>
    public Guid? Runner { get; set; }

    public int Attempts { get; set; }
    public bool CancelRequested { get; set; }

    /// <summary>Share of the work done, 0–1.</summary>
    public double Progress { get; set; }

    public long Posts { get; set; }

    /// <summary>JSON; null until it is done.</summary>
    public string? Result { get; set; }

    public string? Error { get; set; }
}
