namespace ModerationHub.Features.Cases.Views;

/// <summary>Part of a post's text to highlight, in UTF-16 units, with the reason shown as a tip.</summary>
public sealed record Highlight(int Start, int Length, string Reason);

public sealed record LinkView(string Url, string Domain);

/// <summary>A picture or video of a post. Without <paramref name="PreviewUrl"/> there is only a reference to it.</summary>
public sealed record MediaView(string Id, string Type, string? PreviewUrl, string? KnownAs = null)
{
    /// <summary>What a bank would know it by, as a line of those that banks take; null when the platform told no hash.</summary>
    public string? Hash { get; init; }
}

/// <summary>One post as evidence. <paramref name="Weight"/> orders posts: the most telling one first.</summary>
public sealed record PostView(string Id, string? Text, string? Language, DateTimeOffset CreatedAt, double Weight)
{
    public string? Client { get; init; }

    public IReadOnlyList<Highlight> Highlights { get; init; } = [];

    public IReadOnlyList<LinkView> Links { get; init; } = [];

    public IReadOnlyList<MediaView> Media { get; init; } = [];

    /// <summary>What banks say of its media: bank, label and distance, never a pixel.</summary>
    public IReadOnlyList<string> KnownMedia { get; init; } = [];

    public bool IsAnswer { get; init; }

    public bool IsQuote { get; init; }

    public int NearCopies { get; init; }

    /// <summary>When it was deleted on the platform, if it was; the copy stays.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>When it was last edited there after it came in.</summary>
    public DateTimeOffset? EditedAt { get; init; }
}
