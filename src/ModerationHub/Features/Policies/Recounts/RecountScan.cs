using System.Runtime.CompilerServices;
using ModerationHub.Data;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Policies.Recounts;

/// <summary>
/// Finds the accounts that a change can concern: who uses terms that came, went or weigh otherwise, whose posts may meet new rules, and who has a risk worth the name.
/// After a change of banks, whose posts link to or show what they know; after a decision about one of their entries, whose have that one.
/// </summary>
sealed class RecountScan(RecountLease lease, PlatformContexts contexts, LanguageTeller languages, DateTimeOffset now)
{
    /// <summary>Of one account; the newest say enough.</summary>
    const int MostNamed = 100;

    const string Posts = $"select {BacktestScan.Columns} from posts p where p.platform_id = $1 and p.created_at >= $2 and p.created_at < $3 order by p.created_at";

    /// <summary>How far back what a bank learns is looked for.</summary>
    static readonly TimeSpan Banked = TimeSpan.FromDays(90);

    const string Shown = $$"""
        select {{BacktestScan.Columns}}, p.media::text from posts p where p.platform_id = $1 and p.created_at >= $2 and p.created_at < $3
            and (p.urls <> '{}' or p.text like '%://%' or (p.media is not null and p.media <> '[]')) order by p.created_at
        """;

    const string Marked = """
        select distinct account_id from post_signals
        where platform_id = $1 and post_created_at >= $2 and post_created_at < $3 and detector = 'terms' and policy_key = $4
        """;

    const string Term = """
        select t.kind, t.text, t.weight, t.threat_to_life from bank_terms t join banks b on b.platform_id = t.platform_id and b.id = t.bank_id and b.kind <> 'urls'
        where t.platform_id = $1 and t.id = $2 limit 1
        """;

    const string UnderPolicy = """
        select account_id from account_scores
        where platform_id = $1 and account_id > $2 and (policy_key = $3 or other_risks @> jsonb_build_array(jsonb_build_object('policy', $3))) order by account_id limit $4
        """;

    readonly SortedSet<string> _accounts = new(StringComparer.Ordinal);
    Predicate<PostInput>? _banked;
    TermMatcher? _added;
    RuleSet? _rules;
    bool _termsDiffer;
    double _leastRisk;

    /// <summary>Those in whose posts something was found, in the order of their ids.</summary>
    public IReadOnlyCollection<string> Accounts => _accounts;

    public Dictionary<string, List<NamedPost>> Named { get; } = new(StringComparer.Ordinal);

    /// <returns>The slices of history to look through.</returns>
    public async Task<IReadOnlyList<(DateTime From, DateTime To)>> PlanAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (lease.IsOfArchive)
            return [];
        await using var transaction = await connection.BeginAsync(lease.PlatformId, cancellation);
        if (lease.IsOfBanks)
        {
            var (banks, platform) = (new BankRecount(), await contexts.OfAsync(lease.PlatformId, transaction, cancellation));
            _banked = post => banks.Knows(post, lease.PolicyKey, platform.Scoring);
        }
        else if (lease.TermId is { } entry && await BankEntries.ReadAsync(connection, lease.PlatformId, entry, cancellation) is { } alone)
        {
            _banked = alone.AreIn;
        }
        if (_banked is not null)
            return await SlicesAsync(transaction, now - Banked, cancellation);
        var plan = await BacktestPlan.ReadAsync(lease.PlatformId, lease.PolicyKey, lease.Version, lease.Before ?? lease.Version, transaction, cancellation);
        (_added, _termsDiffer, _leastRisk) = lease switch
        {
            { TermId: { } term } => (await TermAsync(term, transaction, cancellation), false, plan.LeastRisk),
            { Before: null } => (plan.DraftTerms, true, 0),
            _ => (plan.AddedTerms, plan.TermsDiffer, plan.LeastRisk),
        };
        _rules = lease switch
        {
            { TermId: { } rule } => await RuleAsync(plan.Draft, rule, transaction, cancellation),
            { Before: null } => LivePolicies.CompileRules([plan.Draft], new HashSet<Guid>()),
            _ => plan.AddedRules,
        };
        return _added is not null || _rules is { IsEmpty: false } || _termsDiffer ? await SlicesAsync(transaction, DateTimeOffset.UnixEpoch, cancellation) : [];
    }

    async Task<IReadOnlyList<(DateTime From, DateTime To)>> SlicesAsync(NpgsqlTransaction transaction, DateTimeOffset since, CancellationToken cancellation)
    {
        List<(DateTime From, DateTime To)> slices = [];
        await EachAsync("select min(created_at), max(created_at) from posts where platform_id = $1 and created_at >= $2", transaction, r =>
        {
            if (!r.IsDBNull(0))
                slices.AddRange(BacktestRunner.Slice(r.GetDateTime(0), r.GetDateTime(1).AddMicroseconds(1)));
        }, cancellation, Param.Of(lease.PlatformId), Param.Of(since.UtcDateTime));
        return slices;
    }

    public async Task LookAsync(NpgsqlConnection connection, DateTime from, DateTime to, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginAsync(lease.PlatformId, cancellation);
        if (_banked is not null)
        {
            await EachAsync(Shown, transaction, r =>
            {
                // What a post links to or shows is the same in every language.
                var post = BacktestScan.Post(r, LanguageTeller.None, null);
                if (!r.IsDBNull(12) && r.GetString(12) is { Length: > 2 } media)
                    post = post with { Media = PostMediaReader.Read(media) };
                if (_banked(post))
                    Name(r.GetString(0), new NamedPost(r.GetDateTime(2), post.Id));
            }, cancellation, Param.Of(lease.PlatformId), Param.Of(from), Param.Of(to));
            return;
        }
        if (_termsDiffer)
            await EachAsync(Marked, transaction, r => _accounts.Add(r.GetString(0)), cancellation, Param.Of(lease.PlatformId), Param.Of(from), Param.Of(to), Param.Of(lease.PolicyKey));
        if (_added is null && _rules is not { IsEmpty: false })
            return;
        var replay = _added is null ? null : new PolicyReplay(lease.PolicyKey, _added, _added, _added);
        var rules = _rules is { IsEmpty: false } ? new RuleReplay(_rules) : null;
        await EachAsync(Posts, transaction, r =>
        {
            var (account, post) = (r.GetString(0), BacktestScan.Post(r, rules is null ? LanguageTeller.None : languages, null));
            if (replay?.UsesAdded(post.Text, post.Hashtags, post.Urls) == true)
                Name(account, new NamedPost(r.GetDateTime(2), post.Id));
            // Whether it meets the rule is known only with all that the account did: the drain replays its posts.
            else if (rules is not null && !_accounts.Contains(account) && rules.MayMeet(post))
                _accounts.Add(account);
        }, cancellation, Param.Of(lease.PlatformId), Param.Of(from), Param.Of(to));
    }

    void Name(string account, NamedPost post)
    {
        _accounts.Add(account);
        if (!Named.TryGetValue(account, out var posts))
            Named.Add(account, posts = []);
        if (posts.Count == MostNamed)
            posts.RemoveAt(0);
        posts.Add(post);
    }

    /// <summary>The others, whom numbers alone can move, behind the last of them that was handed over: page by page, because they may be all there are.</summary>
    public async IAsyncEnumerable<string[]> OthersAsync(NpgsqlConnection connection, string last, int page, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // What is not found among the terms is a rule: whoever it bears on has a risk.
        if (_banked is not null || (lease.TermId is not null && _added is not null))
            yield break;
        while (true)
        {
            List<string> ids = [];
            await using (var transaction = await connection.BeginAsync(lease.PlatformId, cancellation))
                await EachAsync(lease.IsOfArchive ? UnderPolicy : BacktestAccounts.Others, transaction, r => ids.Add(r.GetString(0)), cancellation,
                    Param.Of(lease.PlatformId), Param.Of(last), lease.IsOfArchive ? Param.Of(lease.PolicyKey) : Param.Of((float)_leastRisk), Param.Of(page));
            if (ids.Count == 0)
                yield break;
            last = ids[^1];
            if (ids.Where(id => !_accounts.Contains(id)).ToArray() is { Length: > 0 } others)
                yield return others;
        }
    }

    // One that was taken out is looked for no more.
    async Task<RuleSet?> RuleAsync(LivePolicy policy, Guid id, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        HashSet<Guid> stopped = [];
        await EachAsync("select term_id from term_stops where platform_id = $1 and term_id = $2 and state <> 'resumed'", transaction, r => stopped.Add(r.GetGuid(0)), cancellation,
            Param.Of(lease.PlatformId), Param.Of(id));
        return LivePolicies.CompileRules([policy with { Rules = [.. policy.Rules.Where(r => r.Id == id.ToString())] }], stopped);
    }

    async Task<TermMatcher?> TermAsync(Guid id, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        TermMatcher? found = null;
        await EachAsync(Term, transaction, r => found = LivePolicies.Compile(
            [new StoredTerm(lease.PolicyKey, id, "", SnakeCase.Parse<TermKind>(r.GetString(0)), r.GetString(1), r.GetDouble(2), r.GetBoolean(3))], []), cancellation, Param.Of(lease.PlatformId), Param.Of(id));
        return found;
    }

    static async Task EachAsync(string sql, NpgsqlTransaction transaction, Action<NpgsqlDataReader> row, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction) { CommandTimeout = 300 };
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            row(reader);
    }
}
