namespace ModerationHub.Domain.Scoring;

public enum SightingKind
{
    /// <summary>An account posted a text that others posted too.</summary>
    SharedText,

    /// <summary>An account was written to by one that invites strangers.</summary>
    SoughtOut,

    /// <summary>An app was found to post through an account.</summary>
    PostingApp,

    /// <summary>An account was created together with others like it.</summary>
    CreatedTogether,
}

/// <summary>
/// What one host found between accounts and every other has to know; read by their transactions like the live events, and again by a
/// host that starts.
/// </summary>
public sealed class Sighting
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required SightingKind Kind { get; init; }
    public required string AccountId { get; init; }

    /// <summary>The shared text's MinHash: 64 minima of four bytes, the lowest byte first.</summary>
    public byte[]? Signature { get; init; }

    /// <summary>The account that wrote to this one.</summary>
    public string? ByAccountId { get; init; }

    /// <summary>The app that posts through the account.</summary>
    public string? Client { get; init; }

    /// <summary>When the text was posted.</summary>
    public DateTimeOffset? PostedAt { get; init; }

    public required DateTimeOffset NotedAt { get; init; }
}
