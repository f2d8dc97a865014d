namespace ModerationHub.Features.Policies.Backtests;

/// <summary>What people decided about the accounts concerned: something was done, nothing was done, or nobody has looked.</summary>
public sealed record HumanVerdicts(int Upheld, int Cleared, int Undecided)
{
    public int All => Upheld + Cleared + Undecided;

    public HumanVerdicts Plus(bool? upheld) => upheld switch
    {
        true => this with { Upheld = Upheld + 1 },
        false => this with { Cleared = Cleared + 1 },
        null => this with { Undecided = Undecided + 1 },
    };
}

/// <param name="Language">Primary tag; "und" where neither post nor account says.</param>
/// <param name="Posts">Stored posts in it that were read.</param>
/// <param name="Live">Candidates under the live version.</param>
/// <param name="Draft">Candidates under the draft.</param>
public sealed record LanguageOutcome(string Language, long Posts, int Live, int Draft, HumanVerdicts Added, HumanVerdicts Lost);

/// <summary>How broad a term or rule that is new or weighs more is in a language, measured on accounts that nobody has anything against.</summary>
/// <param name="Posts">Posts that use it.</param>
/// <param name="Share">Share of the ordinary accounts' posts in that language that use it, 0–1.</param>
public sealed record TermBreadth(Guid TermId, string Text, string Language, long Posts, double Share, bool TooBroad);

/// <param name="Upheld">What people decided about it last; null when nobody did.</param>
public sealed record BacktestAccount(string AccountId, string? Handle, string Language, double RiskLive, double RiskDraft, bool? Upheld);

/// <summary>What a draft would have changed.</summary>
/// <param name="Added">Some of the candidates that only the draft makes, highest risk first.</param>
/// <param name="Lost">Some of those that only the live version makes.</param>
/// <param name="Incomplete">Accounts of which live scoring remembers posts that are not stored any more; the draft's terms were left out there.</param>
public sealed record BacktestResult(long Posts, int Accounts, double Seconds, bool TextsRead, IReadOnlyList<LanguageOutcome> Languages,
    IReadOnlyList<TermBreadth> Terms, IReadOnlyList<BacktestAccount> Added, IReadOnlyList<BacktestAccount> Lost, int Incomplete = 0)
{
    public const int MostListed = 200;

    /// <summary>A term that so large a share of ordinary posts in a language uses says nothing about whoever uses it.</summary>
    public const double BroadShare = 0.01;

    /// <summary>Fewer posts than this in a language are no measure.</summary>
    public const long EnoughPosts = 100;
}
