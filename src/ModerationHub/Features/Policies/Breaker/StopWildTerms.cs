using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies.Breaker;

/// <summary>
/// Stops a live term, rule, link or image hash that suddenly fires far beyond its history and its backtest, in all posts or in those of one language.
/// Shares, not numbers: when the whole platform posts more, nothing stops. What a backtest called too broad is no norm but a warning
/// that came true. Each minute, on any host, over what all hosts counted.
/// </summary>
public sealed partial class StopWildTerms(DuePlatforms due, OperationRunner runner, ILogger<StopWildTerms> logger)
{
    /// <summary>Fewer hits than this frighten nobody.</summary>
    public const long FewestPosts = 100;

    /// <summary>A term that so few posts use does no harm, however suddenly.</summary>
    public const double LeastShare = 0.01;

    /// <summary>How many times its usual share is far beyond.</summary>
    public const double Beyond = 20;

    /// <summary>
    /// Without so many posts before there is no history of a language to compare with: what is usual in all languages together stands in.
    /// Without so many in all, only what a backtest warned of is stopped.
    /// </summary>
    public const long EnoughHistory = 5_000;

    static readonly TimeSpan Window = 2 * TermCounts.Slot;
    internal static readonly TimeSpan History = TimeSpan.FromDays(7);

    /// <summary>Ten-minute counts older than this are folded into their day's: a term has one row a day then, not over a thousand.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    /// <summary>What a lead let count again is left alone for so long.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    // A look into the index for each platform; the table itself grows with every term that anybody uses.
    public Task RunAsync(CancellationToken cancellation) => due.EachAsync(nameof(StopWildTerms), """
        select p.id from platforms p where exists (select from term_hits h where h.platform_id = p.id and h.slot >= $1::timestamptz - interval '20 minutes')
        """, async (actor, stop) =>
        {
            if (await runner.RunAsync<Step, int>(actor, (step, token) => step.HandleAsync(token), stop) is > 0 and var stopped)
                Log.Stopped(logger, actor.PlatformId, stopped);
        }, cancellation);

    public sealed class Step(Operation op)
    {
        // Links are added to banks that are live already: their ids tell when.
        public async Task<int> HandleAsync(CancellationToken cancellation)
        {
            var (since, from, resumed) = (TermCounts.SlotOf(op.Now - Window), op.Now - History, op.Now - Grace);
            await FoldAsync(cancellation);
            var wild = await op.Db.Database.SqlQuery<Wild>($"""
                with counted as (
                    select term_id, coalesce(language, '') as language,
                        coalesce(sum(posts) filter (where slot >= {since}), 0)::bigint as recent, coalesce(sum(posts) filter (where slot < {since}), 0)::bigint as before
                    from term_hits where platform_id = {op.PlatformId} and slot >= {from} group by grouping sets ((term_id), (term_id, language))),
                whole as (select language, recent, before from counted where term_id = '00000000-0000-0000-0000-000000000000'),
                fired as (select distinct term_id as id from counted where recent >= {FewestPosts} and term_id <> '00000000-0000-0000-0000-000000000000'),
                looking as (
                    select b.id, b.kind, v.policy_key, v.version, v.published_at from banks b
                    join policy_versions v on v.platform_id = b.platform_id and v.state = 'live' and (b.id = any (v.bank_ids) or b.policy_key = v.policy_key)
                    where b.platform_id = {op.PlatformId}),
                live as (
                    select distinct on (s.id) s.* from (
                        select t.id, t.text, b.policy_key, b.version, greatest(b.published_at, case when b.kind = 'urls' then to_timestamp(('x' || left(replace(t.id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) end) as published_at
                        from fired join bank_terms t on t.platform_id = {op.PlatformId} and t.id = fired.id join looking b on b.id = t.bank_id
                        union all
                        select h.id, h.label || ' (' || left(coalesce(h.pdq, h.md5), 12) || '…)', b.policy_key, b.version, greatest(b.published_at, h.added_at)
                        from fired join bank_hashes h on h.platform_id = {op.PlatformId} and h.id = fired.id join looking b on b.id = h.bank_id
                        union all
                        select (r->>'id')::uuid, r->>'name', v.policy_key, v.version, v.published_at
                        from policy_versions v cross join lateral jsonb_array_elements(v.rules->'rules') r
                        where v.platform_id = {op.PlatformId} and v.state = 'live') s
                    order by s.id, s.policy_key),
                tests as (
                    select distinct on (policy_key, version) policy_key, version, result from backtests
                    where platform_id = {op.PlatformId} and state = 'done' order by policy_key, version, id desc),
                tested as (
                    select t.term_id, coalesce(t.language, '') as language, bool_or(t.too_broad) as too_broad,
                        sum(t.posts) filter (where not t.too_broad)::float8 / nullif(case when grouping(t.language) = 1 then max(w.posts) else max(n.posts) end, 0) as share
                    from tests b
                    cross join lateral jsonb_to_recordset(b.result->'terms') as t(term_id uuid, language text, posts bigint, too_broad boolean)
                    join live l on l.id = t.term_id and l.policy_key = b.policy_key and l.version = b.version
                    join lateral jsonb_to_recordset(b.result->'languages') as n(language text, posts bigint) on n.language = t.language
                    cross join lateral (select sum(posts) as posts from jsonb_to_recordset(b.result->'languages') as e(posts bigint)) w
                    group by grouping sets ((t.term_id), (t.term_id, t.language))),
                judged as (
                    select l.id as term_id, l.text, l.policy_key, nullif(c.language, '') as language, c.recent as posts, c.recent::float8 / w.recent as share,
                        greatest(c.before::float8 / nullif(w.before, 0), case when w.before < {EnoughHistory} then a.before::float8 / nullif(aw.before, 0) end, t.share, 0) as usual_share, case when l.published_at >= {from} then l.published_at end as published_at
                    from live l join counted c on c.term_id = l.id join whole w on w.language = c.language
                    join counted a on a.term_id = l.id and a.language = '' join whole aw on aw.language = ''
                    left join tested t on t.term_id = l.id and t.language = c.language
                    where c.recent >= {FewestPosts} and w.recent > 0 and (w.before >= {EnoughHistory} or aw.before >= {EnoughHistory} or t.too_broad))
                select distinct on (term_id) term_id, text, policy_key, language, posts, share, usual_share, published_at from judged j
                where share >= {LeastShare} and share >= {Beyond} * usual_share
                    and not exists (select from term_stops s where s.platform_id = {op.PlatformId} and s.term_id = j.term_id
                        and (s.state <> 'resumed' or s.decided_at >= {resumed}))
                order by term_id, share desc, language nulls first
                """).ToListAsync(cancellation);
            var stopped = 0;
            foreach (var term in wild)
            {
                var (id, share, usual) = (op.NewId(), Math.Round(term.Share, 4), Math.Round(term.UsualShare, 6));
                var touched = term.PublishedAt is { } published && published < since ? published : since;
                // Another host may look at the same minute: whoever is first stops it and says so.
                if (await op.Db.Database.ExecuteSqlAsync($"""
                    insert into term_stops (platform_id, id, policy_key, term_id, text, language, state, stopped_at, since, posts, share, usual_share)
                    values ({op.PlatformId}, {id}, {term.PolicyKey}, {term.TermId}, {term.Text}, {term.Language}, 'stopped', {op.Now}, {touched}, {term.Posts}, {share}, {usual})
                    on conflict (platform_id, term_id) where state <> 'resumed' do nothing
                    """, cancellation) == 0)
                    continue;
                op.Audit("policy.term_stopped", "term_stop", id.ToString(), new { term.PolicyKey, term.TermId, term.Text, term.Language, term.Posts, share, usual_share = usual });
                op.PublishStop(id, TermStopState.Stopped);
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
                    delete from term_hits where platform_id = {op.PlatformId} and slot < {op.Now - Kept} and shard <> {TermHits.WholeDay} returning term_id, slot, language, posts)
                insert into term_hits as h (platform_id, slot, term_id, language, shard, posts)
                select {op.PlatformId}, date_trunc('day', slot, 'UTC'), term_id, language, {TermHits.WholeDay}, sum(posts) from old group by 2, term_id, language order by 2, term_id, language
                on conflict (platform_id, slot, term_id, language, shard) do update set posts = h.posts + excluded.posts
                """, cancellation);
        }
    }

    public sealed record Wild(Guid TermId, string Text, string PolicyKey, string? Language, long Posts, double Share, double UsualShare, DateTimeOffset? PublishedAt);

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Platform {PlatformId}: {Count} terms or entries of banks fired far beyond their history and were stopped")]
        public static partial void Stopped(ILogger logger, int platformId, int count);
    }
}
