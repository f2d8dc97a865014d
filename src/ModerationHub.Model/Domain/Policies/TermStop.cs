namespace ModerationHub.Domain.Policies;

/// <summary>Posts of a language scored in ten minutes that use a term, meet a rule, link to or show what a bank lists; with the empty id all posts scored. One row a shard, so that drains never wait for each other.</summary>
public sealed class TermHits
{
    /// <summary>In place of a shard: the row holds a whole day, folded from its ten minutes.</summary>
    public const short WholeDay = -1;

    public required int PlatformId { get; init; }
    public required Guid TermId { get; init; }
    public required DateTimeOffset Slot { get; init; }

    /// <summary>Primary tag of the posts; "und" where they do not say.</summary>
    public required string Language { get; init; }

    public required short Shard { get; init; }
    public required long Posts { get; set; }
}

public enum TermStopState { Stopped, Resumed, Withdrawn }

/// <summary>A term, rule, link or image hash that suddenly fired far beyond what it ever did. While it is stopped, or once withdrawn, its hits do not count.</summary>
public sealed class TermStop
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required string PolicyKey { get; init; }
    public required Guid TermId { get; init; }
    public required string Text { get; init; }

    /// <summary>The language in whose posts it went too far; null when it was all posts together.</summary>
    public string? Language { get; init; }

    public TermStopState State { get; set; }
    public required DateTimeOffset StoppedAt { get; init; }

    /// <summary>From when on it may have touched cases: its hits were counted, or its version went live.</summary>
    public required DateTimeOffset Since { get; init; }

    public required long Posts { get; init; }

    /// <summary>Share of the posts (of the language, else of all) that used it, 0–1; what was usual, by history or backtest.</summary>
    public required double Share { get; init; }
    public required double UsualShare { get; init; }

    public string? DecidedBy { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public string? Reason { get; set; }
    public uint Row { get; init; }

    /// <summary>A person lets it count again or takes it out for good.</summary>
    public void Decide(bool resume, string reason, string name, DateTimeOffset now)
    {
        if (State != TermStopState.Stopped)
            throw new RuleBrokenException(PolicyRules.StopDecided);
        if (Words.AreMissing(reason))
            throw new RuleBrokenException(PolicyRules.ReasonRequired);
        (State, DecidedBy, DecidedAt, Reason) = (resume ? TermStopState.Resumed : TermStopState.Withdrawn, name, now, reason.Trim());
    }
}
