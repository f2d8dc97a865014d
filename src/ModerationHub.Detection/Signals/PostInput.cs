using ModerationHub.Detection.Media;

namespace ModerationHub.Detection.Signals;

/// <summary>One post as detectors see it.</summary>
/// <param name="Id">The platform's id.</param>
/// <param name="CreatedAt">When it was posted.</param>
/// <param name="Text">The text; may be empty.</param>
public sealed record PostInput(string Id, DateTimeOffset CreatedAt, string Text)
{
    /// <summary>Its language as a BCP 47 tag; null if unknown.</summary>
    public string? Language { get; init; }

    /// <summary>The app that posted it.</summary>
    public string? Client { get; init; }

    /// <summary>Post answered.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>Post quoted.</summary>
    public string? QuoteOf { get; init; }

    /// <summary>Post passed on unchanged.</summary>
    public string? RepostOf { get; init; }

    /// <summary>Hashtags given beside the text.</summary>
    public IReadOnlyList<string> Hashtags { get; init; } = [];

    /// <summary>Links given beside the text.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Pictures and films shown with it.</summary>
    public IReadOnlyList<PostMedia> Media { get; init; } = [];

    /// <summary>Whether the platform told of any picture or film, looked at or not.</summary>
    public bool HasMedia { get; init; }

    /// <summary>Whom it speaks to directly; empty when it mentions nobody or more than two accounts.</summary>
    public IReadOnlyList<Contact> Contacts { get; init; } = [];
}

/// <summary>A picture or film of a post; of a film the hash of one picture.</summary>
/// <param name="Pdq">What it looks like; null when the platform did not tell.</param>
/// <param name="Md5">The file, 32 lower-case hexadecimal digits; null when the platform did not tell.</param>
/// <param name="Quality">Of the PDQ hash, 0–100; null when the platform did not tell.</param>
public sealed record PostMedia(PdqHash? Pdq, string? Md5, int? Quality = null);
