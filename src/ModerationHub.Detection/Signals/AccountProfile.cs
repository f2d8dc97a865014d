using ModerationHub.Detection.Media;

namespace ModerationHub.Detection.Signals;

/// <summary>What the platform's team has declared about an account.</summary>
[Flags]
public enum AccountStanding
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The platform verified who it is.</summary>
    Verified = 1,

    /// <summary>Listed as press.</summary>
    Press = 2,

    /// <summary>Listed as a researcher.</summary>
    Researcher = 4,

    /// <summary>Listed as counter-speech.</summary>
    CounterSpeech = 8,

    /// <summary>The owner shows posts to approved followers alone.</summary>
    Protected = 16,
}

/// <summary>
/// What detectors may know of an account. Language and place are left out on purpose: they are never evidence, and of whom it follows
/// nothing but a count is known.
/// </summary>
/// <param name="Id">The platform's id.</param>
/// <param name="Handle">Handle without '@', if known.</param>
public sealed record AccountProfile(string Id, string? Handle = null)
{
    /// <summary>Name shown.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Self-description.</summary>
    public string? Bio { get; init; }

    /// <summary>Creation time; null for stubs.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Number of followers, if known.</summary>
    public long? Followers { get; init; }

    /// <summary>Number of accounts that it follows, if known.</summary>
    public long? Following { get; init; }

    /// <summary>Number of its posts as the platform tells it, if known.</summary>
    public long? Posts { get; init; }

    /// <summary>Whether a picture of the owner's choice is set; null if unknown.</summary>
    public bool? HasAvatar { get; init; }

    /// <summary>What the picture looks like, if known.</summary>
    public PdqHash? Avatar { get; init; }

    /// <summary>Link in the profile.</summary>
    public string? Url { get; init; }

    /// <summary>What is declared about the account.</summary>
    public AccountStanding Standing { get; init; }

    /// <summary>What became of its posts.</summary>
    public PostEnds Ends { get; init; }

    /// <summary>How much of what it follows is suspended; supports other evidence, and little.</summary>
    public Circle Circle { get; init; }

    /// <summary>What a person cleared; null when nobody did or it has expired.</summary>
    public SeenEvidence? Cleared { get; init; }
}
