using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Features.Scoring;
using Npgsql;

namespace ModerationHub.Features.Policies.Backtests;

/// <summary>Replays the posts of accounts that could meet a draft's new rules: what a rule asks of the account, its earlier posts and its signals is known only there.</summary>
public sealed class BacktestRules(BacktestPlan plan, PlatformContext platform, BacktestFindings findings, IReadOnlySet<string> suspicious, DateTimeOffset now)
{
    /// <summary>Newest posts of an account that are replayed.</summary>
    const int MostPosts = 5_000;

    const string Posts = $"""
        select {BacktestScan.Columns} from unnest($2::text[]) as a(id)
        cross join lateral (select * from posts where platform_id = $1 and account_id = a.id order by created_at desc, id desc limit $3) p
        order by p.account_id, p.created_at, p.id
        """;

    readonly ScoringContext _context = plan.ContextOf(platform, draft: true, plan.AddedRules);

    /// <returns>What each account would remember of the rules.</returns>
    public async Task<Dictionary<string, RuleMemory>> ReadAsync(NpgsqlTransaction transaction, IReadOnlyList<AccountWork> accounts, CancellationToken cancellation)
    {
        var met = new Dictionary<string, RuleMemory>(StringComparer.Ordinal);
        var concerned = accounts.Where(a => findings.RuleAccounts.ContainsKey(a.Id)).ToDictionary(a => a.Id, StringComparer.Ordinal);
        if (concerned.Count == 0)
            return met;
        var replay = new RuleReplay(plan.AddedRules!);
        await using var command = new NpgsqlCommand(Posts, transaction.Connection, transaction)
        {
            CommandTimeout = 300, Parameters = { Param.Of(platform.PlatformId), Param.Of((IEnumerable<string>)concerned.Keys), Param.Of(MostPosts) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var (current, posts) = ("", new List<PostInput>());
        while (await reader.ReadAsync(cancellation))
        {
            if (reader.GetString(0) is var account && account != current)
                Replay();
            current = account;
            posts.Add(BacktestScan.Post(reader, platform.Scoring.Languages, concerned[account].Language));
        }
        Replay();
        return met;

        void Replay()
        {
            if (posts.Count == 0)
                return;
            var work = concerned[current];
            var features = AccountFeatures.FromUtf8(work.StoredFeatures);
            var found = replay.Replay(work.Profile, features, work.Reports, posts, _context, now);
            if (features.Rules is { } rules)
                met[current] = rules;
            Count(found, posts, !suspicious.Contains(current));
            posts.Clear();
        }
    }

    void Count(IEnumerable<PostSignal> found, IEnumerable<PostInput> posts, bool ordinary)
    {
        var languages = posts.DistinctBy(p => p.Id).ToDictionary(p => p.Id, p => QueueRouting.Primary(p.Language) ?? "und", StringComparer.Ordinal);
        foreach (var signal in found)
            foreach (var rule in signal.Terms)
                findings.Rules.GetOrAdd((rule, languages[signal.PostId]), _ => new PostCount()).Add(1, ordinary ? 1 : 0);
    }
}
