using ModerationHub.Components.Controls;

namespace ModerationHub.Features.Triage.Views;

/// <summary>One open case in the list at the side, without a band where that is sealed. Rows are ordered by band, then by rank: both come from the server.</summary>
public sealed record ListedCase(Guid CaseId, string Queue, string Handle, Band? Band, double Rank, DateTimeOffset OpenedAt, DateTimeOffset DueAt)
{
    /// <summary>The band of the queue: what crossed its deadline or threatens a life stands before all else.</summary>
    public short QueueBand { get; init; }

    public string? Language { get; init; }

    /// <summary>The strongest reason, in a few words.</summary>
    public string? Why { get; init; }

    public string? ClaimedBy { get; init; }

    public bool ClaimedByMe { get; init; }

    /// <summary>It was decided or moved while the list is in use: it stays where it stands, and leaves when the list is left.</summary>
    public bool Gone { get; init; }
}

/// <summary>A queue that this user may see. Both numbers are counted up to <see cref="QueueBoard.CountLimit"/>; one more means "and more".</summary>
public sealed record QueueTab(string Key, string Name, int Open, int Late);
