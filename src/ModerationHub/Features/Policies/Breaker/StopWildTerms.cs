using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Policies;
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

    /// <summary>Ten-minute counts older than this are folded into their day's: a term has one row a day then, not over a thousand.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    /// <summary>What a lead let count again is left alone for so long.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        // A look into the index for each platform; the table itself grows with every term that anybody uses.
        foreach (var platform in await due.WhereAsync("""
            select p.id from platforms p where exists (select from term_hits h where h.platform_id = p.id and h.slot >= $1::timestamptz - interval '20 minutes')
            """, cancellation))
            try
            {
                if (await runner.RunAsync<Step, int>(Actor.Machine(platform), (step, token) => step.HandleAsync(token), cancellation) is > 0 and var stopped)
                    Log.Stopped(logger, platform, stopped);
            }
            catch (Exception e) when (e is DbException or DbUpdateException)
            {
                // One platform's trouble leaves the others' terms watched; the next minute tries it again.
                Log.Failed(logger, platform, SetAside.Of("", null, e).Error);
            }
    }

    public sealed class Step(Operation op)
    {
        public async Task<int> HandleAsync(CancellationToken cancellation)
        {
            var (since, from, resumed) = (TermCounts.SlotOf(op.Now - Window), op.Now - History, op.Now - Grace);
            await FoldAsync(cancellation);
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

        // Only what is older than the window is folded: drains never count there again. Of two hosts, whoever deletes a row adds it.
        async Task FoldAsync(CancellationToken cancellation)
        {
            await op.Db.Database.ExecuteSqlAsync($"delete from term_hits where platform_id = {op.PlatformId} and slot < {op.Now - 2 * History}", cancellation);
            await op.Db.Database.ExecuteSqlAsync($"""
                with old as (
                    delete from term_hits where platform_id = {op.PlatformId} and slot < {op.Now - Kept} and shard <> {TermHits.WholeDay} returning term_id, slot, posts)
                insert into term_hits as h (platform_id, slot, term_id, shard, posts)
                select {op.PlatformId}, date_trunc('day', slot, 'UTC'), term_id, {TermHits.WholeDay}, sum(posts) from old group by 2, term_id order by 2, term_id
                on conflict (platform_id, slot, term_id, shard) do update set posts = h.posts + excluded.posts
                """, cancellation);
        }
    }

    public sealed record Wild(Guid TermId, string Text, string PolicyKey, long Posts, double Share, double UsualShare);

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Platform {PlatformId}: {Count} terms fired far beyond their history and were stopped")]
        public static partial void Stopped(ILogger logger, int platformId, int count);

        [LoggerMessage(LogLevel.Warning, "Platform {PlatformId}: what its terms did was not judged: {Error}")]
        public static partial void Failed(ILogger logger, int platformId, string error);
    }
}
