namespace ModerationHub.Features.Demo;

public sealed record LoadOptions
{
    public ulong Seed { get; init; } = 1;

    public int Accounts { get; init; } = 100_000;

    /// <summary>Share of rows that repeat an earlier post (same id, same time).</summary>
    public double Duplicates { get; init; } = 0.1;

    /// <summary>Share of posts that hold words of the demo's term banks.</summary>
    public double Suspicious { get; init; } = 0.01;

    /// <summary>Time of the first post; the next ones follow evenly.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Posts a second of the platform's own time, which spaces <c>created_at</c>.</summary>
    public double Rate { get; init; } = 10_000;
}
