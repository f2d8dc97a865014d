namespace ModerationHub.Domain.Policies;

public enum BankKind { Terms, Urls, Hashes }

public sealed class Bank
{
    public required int PlatformId { get; init; }
    public required string Id { get; init; }
    public required string Name { get; set; }
    public required BankKind Kind { get; init; }

    /// <summary>The policy that a bank of hashes or links serves in every version; null leaves that to the versions that name the bank.</summary>
    public string? PolicyKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public List<BankTerm> Terms { get; init; } = [];
}

public enum TermKind { Phrase, Hashtag, Domain }

public sealed class BankTerm
{
    public required int PlatformId { get; init; }
    public required string BankId { get; init; }
    public required Guid Id { get; init; }
    public required string Text { get; init; }
    public required TermKind Kind { get; init; }
    public string? Language { get; set; }

    /// <summary>How much a hit tells, 0–1.</summary>
    public required double Weight { get; set; }

    /// <summary>A term that by itself speaks of an imminent threat to somebody's life.</summary>
    public bool ThreatToLife { get; set; }
}
