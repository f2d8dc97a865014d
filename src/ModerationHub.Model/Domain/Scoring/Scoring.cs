namespace ModerationHub.Domain.Scoring;

public enum ChunkKind { Posts, Accounts, Recount }

/// <summary>
/// Work for the scoring drains: keys of posts (or of accounts to look at again) of one bucket. Deleted in the transaction that scores it.
/// A recount names accounts whose use of terms is to be counted anew, and posts of theirs that use terms for which nobody looked before.
/// </summary>
public sealed class Chunk
{
    public required int PlatformId { get; init; }
    public required short Bucket { get; init; }
    public required Guid Id { get; init; }
    public required ChunkKind Kind { get; init; }
    public DateTimeOffset[] PostCreatedAt { get; init; } = [];
    public string[] PostIds { get; init; } = [];
    public string[] AccountIds { get; init; } = [];
    public required int Rows { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>A range of buckets. The lock on its row is the lease of the worker that scores it, so a killed worker holds nothing.</summary>
public sealed class ScoringShard
{
    public const int Count = 8;

    public required int PlatformId { get; init; }
    public required short Shard { get; init; }

    /// <summary>Who scored it last: a worker that finds itself here may trust its cache.</summary>
    public Guid? LastWorker { get; set; }
}

/// <summary>What the hub knows of an account by scoring; written by one worker at a time.</summary>
public sealed class AccountScore
{
    public required int PlatformId { get; init; }
    public required string AccountId { get; init; }
    public required short Bucket { get; init; }

    /// <summary>The detectors' incremental features, UTF-8 JSON.</summary>
    public byte[] Features { get; set; } = [];

    public double Risk { get; set; }
    public string? PolicyKey { get; set; }
    public int? PolicyVersion { get; set; }

    /// <summary>The learned weights that it was scored with: with the policy version, all that gives this risk again. Null for those that the policy version sets.</summary>
    public int? RiskVersion { get; set; }

    /// <summary>The policy's text model that it was scored with; null without one.</summary>
    public string? TextModel { get; set; }

    /// <summary>JSON of the risks under other policies that are no longer ordinary, the highest first, each explained. Null when there are none.</summary>
    public string? OtherRisks { get; set; }

    /// <summary>JSON of the explanation: each signal's share. Null while the risk is far below every threshold.</summary>
    public string? Explanation { get; set; }

    public long ScoredPosts { get; set; }

    /// <summary>Violating posts seen, and pieces of evidence that lie on the account itself; a decided case returns only when this has grown past what its decision saw.</summary>
    public long EvidenceCount { get; set; }

    public DateTimeOffset? LastPostAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>One detector's finding in one post, with the spans to highlight. Lives as long as the post's partition.</summary>
public sealed class PostSignal
{
    public required int PlatformId { get; init; }
    public required DateTimeOffset PostCreatedAt { get; init; }
    public required string PostId { get; init; }
    public required string Detector { get; init; }
    public required string PolicyKey { get; init; }
    public required string AccountId { get; init; }
    public required double Strength { get; init; }
    public required double Confidence { get; init; }
    public required string Evidence { get; init; }

    /// <summary>Pairs of UTF-16 offset and length in the original text.</summary>
    public int[] Spans { get; init; } = [];
}

/// <summary>A row that could not be scored, set aside with its error so that its neighbours go on.</summary>
public sealed class ScoringFailure
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required string AccountId { get; init; }
    public string? PostId { get; init; }
    public DateTimeOffset? PostCreatedAt { get; init; }

    /// <summary>The account was to be counted anew; the post, if any, was scored when it came and is named to be looked at once more.</summary>
    public bool Recount { get; init; }
    public required string Error { get; init; }
    public required DateTimeOffset At { get; init; }
}
