using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Policies.Backtests;

/// <summary>An account under both versions.</summary>
/// <param name="Incomplete">Posts that live scoring counted are not stored any more: what the draft would make of them is unknown, so its terms are left out.</param>
public sealed record JudgedAccount(string Id, string? Handle, string Language, double RiskLive, double RiskDraft, bool Live, bool Draft, bool? Upheld, bool Incomplete);

/// <summary>What becomes of the accounts: kept are those that are over the threshold under either version, counted are all.</summary>
public sealed class BacktestJudged
{
    readonly ConcurrentBag<JudgedAccount> _over = [];
    int _accounts;
    int _incomplete;

    public IReadOnlyCollection<JudgedAccount> Over => _over;
    public int Accounts => _accounts;
    public int Incomplete => _incomplete;

    public void Add(JudgedAccount account)
    {
        Interlocked.Increment(ref _accounts);
        if (account.Incomplete)
            Interlocked.Increment(ref _incomplete);
        if (account.Live || account.Draft)
            _over.Add(account);
    }
}

/// <summary>Judges the accounts that a draft could concern, under the live version and under the draft.</summary>
public sealed class BacktestAccounts(BacktestLease lease, BacktestPlan plan, PlatformContext platform, BacktestFindings findings, IReadOnlySet<string> suspicious, DateTimeOffset now)
{
    public const int PerBatch = 500;

    internal const string Others = """
        select account_id from account_scores where platform_id = $1 and account_id > $2 and risk >= $3 order by account_id limit $4
        """;

    const string CountOthers = "select count(*) from account_scores where platform_id = $1 and risk >= $2";

    const string Verdicts = $"""
        select distinct on (d.account_id) d.account_id, {ActedOn.Sql}
        from decisions d where d.platform_id = $1 and d.account_id = any ($2) and d.state = 'final'
        order by d.account_id, d.decided_at desc, d.id desc
        """;

    readonly BacktestRules? _rules = plan.AddedRules is null ? null : new(plan, platform, findings, suspicious, now);
    readonly ScoringContext _live = plan.ContextOf(platform, draft: false);
    readonly ScoringContext _draft = plan.ContextOf(platform, draft: true);

    /// <returns>About how many batches there will be.</returns>
    public async Task<int> CountAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginAsync(lease.PlatformId, cancellation);
        await using var command = new NpgsqlCommand(CountOthers, connection, transaction) { Parameters = { Param.Of(lease.PlatformId), Param.Of((float)plan.LeastRisk) } };
        return (int)(((long)(await command.ExecuteScalarAsync(cancellation))! + findings.Accounts.Count + findings.RuleAccounts.Count) / PerBatch) + 1;
    }

    /// <summary>Ids of everybody to judge: who uses the terms of either version, then, page by page, who has a risk worth the name.</summary>
    public async IAsyncEnumerable<string[]> BatchesAsync(NpgsqlConnection connection, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var found = new HashSet<string>(findings.Accounts.Keys.Concat(findings.RuleAccounts.Keys), StringComparer.Ordinal);
        foreach (var batch in found.Order(StringComparer.Ordinal).Chunk(PerBatch))
            yield return batch;
        for (var last = ""; ;)
        {
            List<string> ids = [];
            await using (var transaction = await connection.BeginAsync(lease.PlatformId, cancellation))
            {
                await using var command = new NpgsqlCommand(Others, connection, transaction) { Parameters = { Param.Of(lease.PlatformId), Param.Of(last), Param.Of((float)plan.LeastRisk), Param.Of(PerBatch) } };
                await using var reader = await command.ExecuteReaderAsync(cancellation);
                while (await reader.ReadAsync(cancellation))
                    ids.Add(reader.GetString(0));
            }
            if (ids.Count == 0)
                yield break;
            last = ids[^1];
            if (ids.Where(id => !found.Contains(id)).ToArray() is { Length: > 0 } others)
                yield return others;
        }
    }

    public async Task<IReadOnlyList<JudgedAccount>> JudgeAsync(NpgsqlConnection connection, string[] ids, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginAsync(lease.PlatformId, cancellation);
        var accounts = await new BatchReader(transaction, new ShardLease(lease.PlatformId, 0, null), new ShardMemory()).ReadNamedAsync(ids, cancellation);
        var verdicts = new Dictionary<string, bool>(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand(Verdicts, connection, transaction) { Parameters = { Param.Of(lease.PlatformId), Param.Of((IEnumerable<string>)ids) } })
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation))
                verdicts[reader.GetString(0)] = reader.GetBoolean(1);
        var met = _rules is null ? [] : await _rules.ReadAsync(transaction, accounts, cancellation);
        var scorer = new AccountScorer();
        return [.. accounts.Select(a => Judge(a, scorer, verdicts, met.GetValueOrDefault(a.Id)))];
    }

    JudgedAccount Judge(AccountWork account, AccountScorer scorer, Dictionary<string, bool> verdicts, RuleMemory? met)
    {
        findings.Accounts.TryGetValue(account.Id, out var found);
        // Live is what live scoring remembers; the draft's terms take the place of the live ones where all posts that it remembers are there to be read.
        var stored = AccountFeatures.FromUtf8(account.StoredFeatures);
        var incomplete = plan.TermsDiffer && (stored.Policies.GetValueOrDefault(lease.PolicyKey)?.Posts ?? 0) > (found?.Use.Live.Posts ?? 0);
        var profile = AccountScoring.Surrounded(account.Profile, account.Around ?? default, account.Memory?.EvidenceCount ?? 0, stored, now) with { Circle = account.Profile.Circle };
        var (live, draft) = (Risk(draft: false), Risk(draft: true));
        var language = found?.Languages.OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal).First().Key ?? QueueRouting.Primary(account.Language) ?? "und";
        return new JudgedAccount(account.Id, account.Profile.Handle, language, live.Risk, draft.Risk, live.Crosses, draft.Crosses,
            verdicts.TryGetValue(account.Id, out var upheld) ? upheld : null, incomplete);

        RiskExplanation Risk(bool draft)
        {
            if (draft && !incomplete)
                found?.Use.WriteTo(lease.PolicyKey, stored, draft);
            if (draft && met is not null)
                stored.Rules = met;
            return scorer.Apply(profile, stored, account.Reports, [], draft ? _draft : _live, now).Risks[0];
        }
    }
}
