using System.Collections.Concurrent;
using System.Data.Common;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Policies.Backtests;

/// <summary>What reading the history gave: each concerned account's use of the terms, and counts by language.</summary>
public sealed class BacktestFindings
{
    /// <summary>Accounts with a use under either version; the value is its own lock.</summary>
    public ConcurrentDictionary<string, FoundAccount> Accounts { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, PostCount> Languages { get; } = new(StringComparer.Ordinal);

    /// <summary>Accounts with a post that could meet a new rule; whether it does depends on the account.</summary>
    public ConcurrentDictionary<string, bool> RuleAccounts { get; } = new(StringComparer.Ordinal);

    /// <summary>Posts that meet a new rule, by its id and language.</summary>
    public ConcurrentDictionary<(string Rule, string Language), PostCount> Rules { get; } = new();

    /// <summary>By index of the draft's term and language.</summary>
    public ConcurrentDictionary<(int Term, string Language), PostCount> Terms { get; } = new();
}

public sealed class FoundAccount
{
    public ReplayedUse Use { get; } = new();
    public Dictionary<string, int> Languages { get; } = new(StringComparer.Ordinal);
}

public sealed class PostCount
{
    long _all, _ordinary;

    public long All => Interlocked.Read(ref _all);

    /// <summary>Those of accounts that nobody has anything against.</summary>
    public long Ordinary => Interlocked.Read(ref _ordinary);

    public void Add(long all, long ordinary)
    {
        Interlocked.Add(ref _all, all);
        Interlocked.Add(ref _ordinary, ordinary);
    }
}

/// <summary>
/// Reads one slice of the stored history. Where the draft has new texts or rules to look for, every post is read and searched for those
/// alone; where it has terms that weigh more, every post is counted, to tell how broad they are; posts whose stored signals say that the live terms hit are replayed under both versions.
/// </summary>
public sealed class BacktestScan(int platformId, string policyKey, BacktestPlan plan, IReadOnlySet<string> suspicious, BacktestFindings findings, LanguageTeller languages)
{
    internal const string Columns = "p.account_id, p.id, p.created_at, p.text, p.language, p.client, p.in_reply_to, p.quote_of, p.repost_of, nullif(p.hashtags, '{}'), nullif(p.urls, '{}'), p.media is not null and p.media <> '[]'";

    const string All = $"select {Columns} from posts p where p.platform_id = $1 and p.created_at >= $2 and p.created_at < $3";

    // Where the platform says the language its text is of no use.
    const string Counted = """
        select p.account_id, p.id, p.created_at, case when coalesce(p.language, 'und') = 'und' then p.text else '' end, p.language
        from posts p where p.platform_id = $1 and p.created_at >= $2 and p.created_at < $3
        """;

    const string Marked = $"""
        select {Columns} from post_signals s
        join posts p on p.platform_id = s.platform_id and p.created_at = s.post_created_at and p.id = s.post_id
        where s.platform_id = $1 and s.post_created_at >= $2 and s.post_created_at < $3 and p.created_at >= $2 and p.created_at < $3
            and s.detector = 'terms' and s.policy_key = $4
        """;

    readonly RuleReplay? _rules = plan.AddedRules is { } rules ? new(rules) : null;
    readonly PolicyReplay _replay = new(policyKey, plan.LiveTerms, plan.DraftTerms, plan.AddedTerms);
    readonly Dictionary<string, (long All, long Ordinary)> _counts = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _primary = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _usual = new(StringComparer.Ordinal);

    /// <returns>Posts read.</returns>
    public async Task<long> ReadAsync(NpgsqlConnection connection, DateTime from, DateTime to, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginAsync(platformId, cancellation);
        var read = plan.ReadsAll ? await EachAsync(All, Look, transaction, from, to, cancellation)
            : plan.CountsAll ? await EachAsync(Counted, r => Count(r), transaction, from, to, cancellation) : 0;
        if (plan.TermsDiffer)
            read += await EachAsync(Marked, LookAgain, transaction, from, to, cancellation, Param.Of(policyKey));
        foreach (var (language, count) in _counts)
            findings.Languages.GetOrAdd(language, _ => new PostCount()).Add(count.All, count.Ordinary);
        _counts.Clear();
        return read;
    }

    async Task<long> EachAsync(string sql, Action<DbDataReader> row, NpgsqlTransaction transaction, DateTime from, DateTime to,
        CancellationToken cancellation, params NpgsqlParameter[] more)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction) { CommandTimeout = 300, Parameters = { Param.Of(platformId), Param.Of(from), Param.Of(to) } };
        command.Parameters.AddRange(more);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var read = 0L;
        while (await reader.ReadAsync(cancellation))
        {
            row(reader);
            read++;
        }
        return read;
    }

    void Look(DbDataReader r)
    {
        var (account, language, ordinary) = Count(r);
        if (_replay.UsesAdded(r.GetString(3), Texts(r, 9), Texts(r, 10)))
            Replay(r, account, language, ordinary);
        if (_rules is not null && !findings.RuleAccounts.ContainsKey(account) && _rules.MayMeet(Post(r, languages, language)))
            findings.RuleAccounts.TryAdd(account, true);
    }

    (string Account, string Language, bool Ordinary) Count(DbDataReader r)
    {
        var account = r.GetString(0);
        var ordinary = !suspicious.Contains(account);
        var language = Language(r);
        var count = _counts.GetValueOrDefault(language);
        _counts[language] = (count.All + 1, count.Ordinary + (ordinary ? 1 : 0));
        return (account, language, ordinary);
    }

    // Posts with new terms were replayed when all were read.
    void LookAgain(DbDataReader r)
    {
        if (plan.AddedTerms is not null && _replay.UsesAdded(r.GetString(3), Texts(r, 9), Texts(r, 10)))
            return;
        var account = r.GetString(0);
        Replay(r, account, Language(r), !suspicious.Contains(account));
    }

    void Replay(DbDataReader r, string account, string language, bool ordinary)
    {
        var post = Post(r, languages, language);
        var found = findings.Accounts.GetOrAdd(account, _ => new FoundAccount());
        lock (found)
        {
            _replay.Replay(post, found.Use);
            found.Languages[language] = found.Languages.GetValueOrDefault(language) + 1;
        }
        foreach (var term in _replay.Terms)
            findings.Terms.GetOrAdd((term, language), _ => new PostCount()).Add(1, ordinary ? 1 : 0);
    }

    string Language(DbDataReader r)
    {
        if (Text(r, 4) is { } tag)
        {
            if (!_primary.TryGetValue(tag, out var primary))
                _primary[tag] = primary = QueueRouting.Primary(tag) ?? "und";
            if (primary != "und")
                return primary;
        }
        var account = r.GetString(0);
        if (languages.Tell(r.GetString(3), _usual.GetValueOrDefault(account)) is not { } told)
            return "und";
        return _usual[account] = told;
    }

    internal static PostInput Post(DbDataReader r, LanguageTeller languages, string? usual) => new(r.GetString(1), r.GetFieldValue<DateTimeOffset>(2), r.GetString(3))
    {
        Language = QueueRouting.LanguageOf(Text(r, 4), r.GetString(3), languages, usual), Client = Text(r, 5), InReplyTo = Text(r, 6), QuoteOf = Text(r, 7), RepostOf = Text(r, 8), Hashtags = Texts(r, 9), Urls = Texts(r, 10), HasMedia = r.GetBoolean(11),
    };

    static string? Text(DbDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);

    static string[] Texts(DbDataReader r, int column) => r.IsDBNull(column) ? [] : r.GetFieldValue<string[]>(column);
}
