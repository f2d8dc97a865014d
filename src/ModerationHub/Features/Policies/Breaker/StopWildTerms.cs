using Microsoft.EntityFrameworkCore;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies.Breaker;

/// <summary>
/// Stops a live term or rule that suddenly fires far beyond its history and its backtest. Shares, not numbers: when the whole platform
/// posts more, nothing stops. Each minute, on any host, over what all hosts counted.
/// </summary>
public sealed partial class StopWildTerms(DuePlatforms due, OperationRunner runner, ILogger<StopWildTerms> logger)
{
    /// <summary>Fewer hits than this frighten nobody.</summary>
    public const long FewestPosts = 200;

    /// <summary>A term that so few posts use does no harm, however suddenly.</summary>
    public const double LeastShare = 0.01;

    /// <summary>How many times its usual share is far beyond.</summary>
    public const double Beyond = 20;

    /// <summary>Without so many posts before there is no history to compare with.</summary>
    public const long EnoughHistory = 5_000;

    static readonly TimeSpan Window = 2 * TermCounts.Slot;
    static readonly TimeSpan History = TimeSpan.FromDays(7);

    /// <summary>What a lead let count again is left alone for so long.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var platform in await due.WhereAsync("select distinct platform_id from term_hits where slot >= $1 - interval '20 minutes'", cancellation))
            if (await runner.RunAsync<Step, int>(Actor.Machine(platform), (step, token) => step.HandleAsync(token), cancellation) is > 0 and var stopped)
                Log.Stopped(logger, platform, stopped);
    }

    public sealed class Step(Operation op)
    {
        public async Task<int> HandleAsync(CancellationToken cancellation)
        {
            var (since, from, resumed) = (TermCounts.SlotOf(op.Now - Window), op.Now - History, op.Now - Grace);
            await op.Db.Database.ExecuteSqlAsync($"delete from term_hits where platform_id = {op.PlatformId} and slot < {op.Now - 2 * History}", cancellation);
            var wild = await op.Db.Database.SqlQuery<Wild>($"""
                with counted as (
                    select term_id, coalesce(sum(posts) filter (where slot >= {since}), 0)::bigint as recent, coalesce(sum(posts) filter (where slot < {since}), 0)::bigint as before
                    from term_hits where platform_id = {op.PlatformId} and slot >= {from} group by term_id),
                whole as (select recent, before from counted where term_id = '00000000-0000-0000-0000-000000000000'),
                live as (
                    select distinct on (s.id) s.* from (
                        select t.id, t.text, v.policy_key, v.version
                        from policy_versions v join bank_terms t on t.platform_id = v.platform_id and t.bank_id = any (v.bank_ids)
                        where v.platform_id = {op.PlatformId} and v.state = 'live'
                        union all
                        select (r->>'id')::uuid, r->>'name', v.policy_key, v.version
                        from policy_versions v cross join lateral jsonb_array_elements(v.rules->'rules') r
                        where v.platform_id = {op.PlatformId} and v.state = 'live') s
                    order by s.id, s.policy_key),
                judged as (
                    select l.id as term_id, l.text, l.policy_key, c.recent as posts, c.recent::float8 / w.recent as share,
                        greatest(c.before::float8 / w.before, coalesce((
                            select sum((b.result_term->>'posts')::float8) / nullif(max(b.posts), 0)
                            from (select posts, jsonb_array_elements(result->'terms') as result_term from backtests
                                  where platform_id = {op.PlatformId} and policy_key = l.policy_key and version = l.version and state = 'done' order by id desc limit 1000) b
                            where b.result_term->>'term_id' = l.id::text), 0)) as usual_share
                    from live l join counted c on c.term_id = l.id cross join whole w
                    where c.recent >= {FewestPosts} and w.recent > 0 and w.before >= {EnoughHistory})
                select term_id, text, policy_key, posts, share, usual_share from judged j
                where share >= {LeastShare} and share >= {Beyond} * usual_share
                    and not exists (select from term_stops s where s.platform_id = {op.PlatformId} and s.term_id = j.term_id
                        and (s.state <> 'resumed' or s.decided_at >= {resumed}))
                order by term_id
                """).ToListAsync(cancellation);
            var stopped = 0;
            foreach (var term in wild)
            {
                var (id, share, usual) = (op.NewId(), Math.Round(term.Share, 4), Math.Round(term.UsualShare, 6));
                // Another host may look at the same minute: whoever is first stops it and says so.
                if (await op.Db.Database.ExecuteSqlAsync($"""
                    insert into term_stops (platform_id, id, policy_key, term_id, text, state, stopped_at, since, posts, share, usual_share)
                    values ({op.PlatformId}, {id}, {term.PolicyKey}, {term.TermId}, {term.Text}, 'stopped', {op.Now}, {since}, {term.Posts}, {share}, {usual})
                    on conflict (platform_id, term_id) where state <> 'resumed' do nothing
                    """, cancellation) == 0)
                    continue;
                op.Audit("policy.term_stopped", "term_stop", id.ToString(), new { term.PolicyKey, term.TermId, term.Text, term.Posts, share, usual_share = usual });
                stopped++;
            }
            return stopped;
        }
    }

    public sealed record Wild(Guid TermId, string Text, string PolicyKey, long Posts, double Share, double UsualShare);

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Platform {PlatformId}: {Count} terms fired far beyond their history and were stopped")]
        public static partial void Stopped(ILogger logger, int platformId, int count);
    }
}
