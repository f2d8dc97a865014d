using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Posts;

namespace ModerationHub.Features.Scoring;

/// <summary>One account of a batch: its new posts, oldest first, and what is known of it.</summary>
public sealed class AccountWork(string id)
{
    public string Id { get; } = id;
    public List<Post> Posts { get; } = [];

    /// <summary>Posts of before in which a recount found something new. They were scored when they came and are not counted again.</summary>
    public List<Post> Again { get; } = [];

    /// <summary>All posts that this batch's findings are about.</summary>
    public IEnumerable<Post> Shown => Posts.Concat(Again);

    /// <summary>Asked for by name, because its profile, its reports or a decision changed.</summary>
    public bool LookAgain { get; set; }

    /// <summary>Stored posts from which its use of terms is counted anew; null for most.</summary>
    public List<RecountedPost>? Recount { get; set; }

    /// <summary>With it, the posts that it names.</summary>
    public List<(DateTime At, string Id)> Named { get; } = [];

    /// <summary>With it, its newest stored posts, as far as there are rules that were not in force when they came.</summary>
    public List<RecountedPost> Replayed { get; } = [];

    /// <summary>With it, the posts that are named because a bank may know their links or images by now; the images as they are stored stand beside.</summary>
    public List<(BankedPost Post, string? Media)> Banked { get; } = [];

    /// <summary>Until when a person's decision has seen what it posted.</summary>
    public DateTimeOffset? DecidedAt { get; set; }

    public AccountProfile Profile { get; set; } = new(id);
    public string? Language { get; set; }
    public AccountState State { get; set; }
    public DateTimeOffset? StateUntil { get; set; }
    public ReportTally Reports { get; set; }

    /// <summary>Read again when the account is new to memory or something about it changed; null when memory has it.</summary>
    public Surroundings? Around { get; set; }

    /// <summary>Young accounts among those that its posts speak to: until when they are young, and whether they follow.</summary>
    public Dictionary<string, (DateTimeOffset YoungUntil, bool Follows)> Strangers { get; } = new(StringComparer.Ordinal);

    /// <summary>As stored; null when memory has the account or it was never scored.</summary>
    public byte[]? StoredFeatures { get; set; }

    public AccountMemory? Memory { get; set; }

    public bool IsSuspendedForGood => State == AccountState.Deleted || (State == AccountState.Suspended && StateUntil is null);
}

/// <summary>What lies around an account and changes seldom.</summary>
/// <param name="Circle">Null until somebody asked: it only supports evidence, so it is read for those that have some.</param>
/// <param name="Standing">What the team declared, until <paramref name="StandingUntil"/>.</param>
/// <param name="Cleared">What a person cleared last.</param>
public readonly record struct Surroundings(
    PostEnds Ends, Circle? Circle = null, AccountStanding Standing = 0, DateTimeOffset StandingUntil = default, ClearedEvidence? Cleared = null);

public sealed record ClearedEvidence(int Severity, long Seen, DateTimeOffset Until);

/// <summary>What one transaction scores.</summary>
public sealed record ScoringBatch(ShardLease Lease, IReadOnlyList<AccountWork> Accounts, int Chunks, int Posts, DateTimeOffset? OldestReceivedAt)
{
    /// <summary>Rules for which nobody looked in the posts of accounts that are counted anew.</summary>
    public RuleSet FreshRules { get; init; } = RuleSet.Empty;
}
