namespace ModerationHub.Domain.Posts;

/// <summary>A post as it came in. Never updated: what the hub finds in it lies in <see cref="Scoring.PostSignal"/>.</summary>
public sealed class Post
{
    public required int PlatformId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string Text { get; init; }

    /// <summary>As its platform told it or, where that is silent and it is being scored, as its words tell it.</summary>
    public string? Language { get; set; }

    public string? Client { get; init; }
    public string? InReplyTo { get; init; }
    public string? QuoteOf { get; init; }
    public string? RepostOf { get; init; }
    public DateTimeOffset? EditedAt { get; init; }
    public string[] Mentions { get; init; } = [];
    public string[] Hashtags { get; init; } = [];
    public string[] Urls { get; init; } = [];

    /// <summary>JSON array of {id, type, pdq, md5, url}; null when the post has no media.</summary>
    public string? Media { get; init; }
}

/// <summary>
/// When the last posts of a week arrived that were older than a day by then. Posts leave when their platform's time is over
/// since they were written and since they arrived, so that imported history does not vanish in the first night.
/// </summary>
public sealed class PostArrival
{
    public required int PlatformId { get; init; }

    /// <summary>The Monday of the week in which they were written.</summary>
    public required DateOnly Week { get; init; }

    public required DateTimeOffset LastAt { get; set; }
}
