namespace ModerationHub.Domain.Posts;

public enum PostEventKind { Edited, Deleted }

/// <summary>What became of a post on the platform. Posts are never updated, so it lies beside them.</summary>
public sealed class PostEvent
{
    public required int PlatformId { get; init; }
    public required string AccountId { get; init; }
    public required string PostId { get; init; }
    public required PostEventKind Kind { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>How long after the post it happened; null when the post is unknown or was more than a day old.</summary>
    public int? SecondsAfter { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}
