using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Appeals;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Erasure;
using ModerationHub.Domain.Orders;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Intake.Events;

/// <summary>
/// Carries out what owners asked to have forgotten. Posts keep their key alone, so that the same post sent again stays
/// unknown in content; copies in cases stay while a case is open or a decision stands on them, and for six months after any
/// decision, so that who doubts it can be answered; everything while an order without an answer names it or the account is
/// preserved. What stays is listed with its reason and looked at again each day.
/// </summary>
public sealed partial class EraseRequested(DuePlatforms due, OperationRunner runner, ILogger<EraseRequested> logger)
{
    public static readonly TimeSpan LookAgain = TimeSpan.FromDays(1);
    public static readonly TimeSpan AfterFailure = TimeSpan.FromHours(1);

    /// <summary>So long what was decided on is kept, also where nothing was done or the decision was overturned.</summary>
    public const int MonthsAfterDecision = 6;

    /// <summary>Posts a transaction: an account with a million of them holds nobody up.</summary>
    public const int BatchPosts = 5_000;

    public Task RunAsync(CancellationToken cancellation) => due.EachAsync(nameof(EraseRequested),
        "select distinct platform_id from erasure_requests where state <> 'done' and next_check_at <= $1", async (actor, stop) =>
        {
            var steps = 0;
            for (var reached = await NextAsync(actor, null, stop); reached is not null; reached = await NextAsync(actor, reached, stop))
                steps++;
            Log.Carried(logger, actor.PlatformId, steps);
        }, cancellation);

    /// <returns>Null when nothing is due.</returns>
    async Task<Reached?> NextAsync(Actor actor, Reached? before, CancellationToken cancellation)
    {
        try
        {
            return await runner.RunAsync<Step, Reached?>(actor, (step, token) => step.HandleAsync(before, token), cancellation);
        }
#pragma warning disable CA1031 // One request that fails must not keep the others waiting, here or on the next platform.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.Failed(logger, e, actor.PlatformId);
            return await runner.RunAsync<Step, Reached?>(actor, (step, token) => step.PostponeAsync(token), cancellation);
        }
    }

    /// <summary>How far a request is carried out.</summary>
    /// <param name="Through">Posts up to then are blank; null when they are looked at from the first on.</param>
    public sealed record Reached(string AccountId, string PostId, DateTimeOffset At, DateTimeOffset? Through);

    public sealed class Step(Operation op)
    {
        static readonly DateTimeOffset Beginning = DateTimeOffset.UnixEpoch;

        /// <param name="before">What the step before reached.</param>
        /// <param name="cancellation">Ends the wait.</param>
        /// <returns>Null when nothing is due.</returns>
        public async Task<Reached?> HandleAsync(Reached? before, CancellationToken cancellation)
        {
            if (await TakeAsync(cancellation) is not { } request)
                return null;
            List<Retained> kept = [];
            var ordered = await OrdersAsync(request, kept, cancellation);
            var held = ordered.Contains(ErasureRequest.WholeAccount);
            var from = before is { Through: { } through } && before == Of(request, through) ? through : Beginning;
            var blanked = held ? [] : await PostsAsync(request, ordered, from, cancellation);
            var posts = blanked.Count;
            if (posts == BatchPosts || from > Beginning)
            {
                if (posts > 0)
                    op.Audit("erasure.under_way", "account", request.AccountId, new { RequestedAt = request.At, posts });
                // Posts of before may have come in meanwhile: the last look is at all of them.
                return Of(request, posts == BatchPosts ? blanked.Max() : null);
            }
            await WaitForScoringAsync(request.AccountId, cancellation);
            if (!held)
                await SignalsAsync(request, ordered, cancellation);
            var copies = await CopiesAsync(request, ordered, kept, cancellation);
            if (request.PostId == ErasureRequest.WholeAccount && !held)
            {
                copies += await AppealsAsync(request.AccountId, kept, cancellation);
                await ProfileAsync(request, kept.Exists(k => k.Reason == RetentionReason.StandingDecision), cancellation);
            }
            var retained = JsonSerializer.Serialize(kept, Operation.Json);
            if (request.State == ErasureState.Pending || (request.ErasedAt is null && !held) || posts + copies > 0)
                op.Audit("erasure.carried_out", "account", request.AccountId, new { PostId = request.PostId.Length > 0 ? request.PostId : null, RequestedAt = request.At, posts, copies, Retained = kept });
            // What an order holds is not erased yet: the profile waits for the order too.
            (request.Retained, request.ErasedAt, request.NextCheckAt) = (retained, held ? request.ErasedAt : op.Now, op.Now + LookAgain);
            request.State = kept.Count > 0 ? ErasureState.Partly : ErasureState.Done;
            return Of(request, null);
        }

        /// <summary>Leaves the one that is due first for later.</summary>
        /// <returns>Null when nothing is due.</returns>
        public async Task<Reached?> PostponeAsync(CancellationToken cancellation)
        {
            if (await TakeAsync(cancellation) is not { } request)
                return null;
            request.NextCheckAt = op.Now + AfterFailure;
            return Of(request, null);
        }

        static Reached Of(ErasureRequest request, DateTimeOffset? through) => new(request.AccountId, request.PostId, request.At, through);

        Task<ErasureRequest?> TakeAsync(CancellationToken cancellation) => op.Db.ErasureRequests.FromSql($"""
            select * from erasure_requests where platform_id = {op.PlatformId} and state <> 'done' and next_check_at <= {op.Now}
            order by next_check_at, account_id, post_id, at limit 1 for update skip locked
            """).SingleOrDefaultAsync(cancellation);

        /// <summary>A batch that has read the posts already writes signals and copies of them when it commits; whoever comes next reads them erased.</summary>
        Task<int> WaitForScoringAsync(string account, CancellationToken cancellation) => op.Db.Database.ExecuteSqlAsync(
            $"select from scoring_shards where platform_id = {op.PlatformId} and shard = {(short)(AccountBucket.Of(account) / ShardLease.BucketsPerShard)} for update", cancellation);

        /// <returns>The posts that an open order names; the whole account when one names that, or when it is preserved for an external report.</returns>
        async Task<HashSet<string>> OrdersAsync(ErasureRequest request, List<Retained> kept, CancellationToken cancellation)
        {
            var orders = await op.Db.Orders.AsNoTracking().Where(o => o.AccountId == request.AccountId && (o.State == OrderState.Received || o.State == OrderState.Verified))
                .OrderBy(o => o.Id).Select(o => new { o.Id, o.PostId }).ToListAsync(cancellation);
            HashSet<string> named = new(StringComparer.Ordinal);
            foreach (var order in orders)
                if (order.PostId is null || request.PostId == ErasureRequest.WholeAccount || order.PostId == request.PostId)
                {
                    named.Add(order.PostId ?? ErasureRequest.WholeAccount);
                    kept.Add(new Retained(order.PostId is null ? "account" : EvidenceKey.Post(order.PostId), RetentionReason.OpenOrder, order.Id));
                }
            var preserved = await op.Db.Escalations.AsNoTracking().Where(e => e.PreservedUntil > op.Now && op.Db.Cases.Any(c => c.Id == e.CaseId && c.AccountId == request.AccountId))
                .OrderBy(e => e.Id).Select(e => e.CaseId).ToListAsync(cancellation);
            if (preserved.Count > 0)
                named.Add(ErasureRequest.WholeAccount);
            kept.AddRange(preserved.Select(id => new Retained("account", RetentionReason.Preserved, id)));
            return named;
        }

        /// <summary>What was written up to the request; who goes on writing has not asked for that to be forgotten.</summary>
        /// <returns>The times of the posts made blank, at most <see cref="BatchPosts"/>, the earliest from there on.</returns>
        Task<List<DateTimeOffset>> PostsAsync(ErasureRequest request, HashSet<string> ordered, DateTimeOffset from, CancellationToken cancellation)
        {
            string[] keep = [.. ordered];
            return op.Db.Database.SqlQuery<DateTimeOffset>($$"""
                update posts set text = '', client = null, mentions = '{}', hashtags = '{}', urls = '{}', media = null
                where platform_id = {{op.PlatformId}} and (created_at, id) in (
                    select created_at, id from posts
                    where platform_id = {{op.PlatformId}} and account_id = {{request.AccountId}} and created_at between {{from}} and {{request.At}}
                    and ({{request.PostId}} = '' or id = {{request.PostId}}) and id <> all ({{keep}})
                    and (text <> '' or client is not null or media is not null or mentions <> '{}' or hashtags <> '{}' or urls <> '{}')
                    order by created_at limit {{BatchPosts}})
                returning created_at as "Value"
                """).ToListAsync(cancellation);
        }

        Task<int> SignalsAsync(ErasureRequest request, HashSet<string> ordered, CancellationToken cancellation)
        {
            string[] keep = [.. ordered];
            return op.Db.Database.ExecuteSqlAsync($"""
                delete from post_signals where platform_id = {op.PlatformId} and account_id = {request.AccountId} and post_created_at <= {request.At}
                and ({request.PostId} = '' or post_id = {request.PostId}) and post_id <> all ({keep})
                """, cancellation);
        }

        async Task<int> CopiesAsync(ErasureRequest request, HashSet<string> ordered, List<Retained> kept, CancellationToken cancellation)
        {
            var recently = op.Now.AddMonths(-MonthsAfterDecision);
            var cases = await op.Db.Cases.AsNoTracking().Where(c => c.AccountId == request.AccountId).OrderBy(c => c.Id)
                .Select(c => new
                {
                    c.Id, Open = c.State != CaseState.Decided,
                    // What can still be undone brings the case back.
                    Stands = op.Db.Decisions.Any(d => d.CaseId == c.Id && d.Reverses == null && (d.State == DecisionState.Pending
                        || (d.State == DecisionState.Final && d.Actions.Any(a => a.Kind != ActionKind.NoAction)))),
                    Appealed = op.Db.Appeals.Any(a => a.State == AppealState.Open && op.Db.Decisions.Any(d => d.Id == a.DecisionId && d.CaseId == c.Id)),
                    // What took one back counts too.
                    Recent = op.Db.Decisions.Any(d => d.CaseId == c.Id && d.DecidedAt > recently && (d.State == DecisionState.Final || d.State == DecisionState.Overturned)),
                }).ToListAsync(cancellation);
            var erased = 0;
            var only = EvidenceKey.Post(request.PostId);
            foreach (var one in cases)
            {
                if (ordered.Contains(ErasureRequest.WholeAccount))
                    continue;
                var keys = await op.Db.CaseEvidence.AsNoTracking().Where(e => e.CaseId == one.Id && e.Kind != EvidenceKind.Report
                        && (request.PostId == "" || e.Key == only)).Select(e => e.Key).ToListAsync(cancellation);
                RetentionReason? reason = one.Open ? RetentionReason.OpenCase : one.Stands ? RetentionReason.StandingDecision
                    : one.Appealed ? RetentionReason.OpenAppeal : one.Recent ? RetentionReason.RecentDecision : null;
                if (reason is { } why)
                    kept.AddRange(keys.Order(StringComparer.Ordinal).Select(key => new Retained(key, why, one.Id)));
                else
                    erased += await ForgetAsync(one.Id, [.. keys.Where(key => key == EvidenceKey.Profile || !ordered.Contains(EvidenceKey.PostIdOf(key)))], cancellation);
            }
            return erased;
        }

        /// <summary>What the owner wrote against a decision is needed as long as that stands.</summary>
        async Task<int> AppealsAsync(string account, List<Retained> kept, CancellationToken cancellation)
        {
            var standing = await (from a in op.Db.Appeals.AsNoTracking()
                                  join d in op.Db.Decisions on a.DecisionId equals d.Id
                                  where a.AccountId == account && d.State == DecisionState.Final
                                  orderby a.Id
                                  select new { a.Id, a.ExternalId, a.DecisionId }).ToListAsync(cancellation);
            kept.AddRange(standing.Select(a => new Retained($"appeal:{a.ExternalId}", RetentionReason.StandingDecision, a.DecisionId)));
            Guid[] keep = [.. standing.Select(a => a.Id)];
            return await op.Db.Appeals.Where(a => a.AccountId == account && a.Text != "" && !keep.Contains(a.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.Text, ""), cancellation);
        }

        /// <summary>Of the copies stays which post it was and when; of the reasons, which signal and how much, without the words that they quote.</summary>
        async Task<int> ForgetAsync(Guid caseId, string[] keys, CancellationToken cancellation)
        {
            var forgotten = await op.Db.Database.ExecuteSqlAsync($$"""
                update case_evidence e set payload = bare.payload
                from (select key, case kind
                        when 'post' then jsonb_build_object('id', payload -> 'id', 'created_at', payload -> 'created_at', 'text', '')
                        else jsonb_build_object('id', payload -> 'id', 'state', payload -> 'state', 'age_band', payload -> 'age_band') end as payload
                    from case_evidence where platform_id = {{op.PlatformId}} and case_id = {{caseId}} and key = any ({{keys}})) bare
                where e.platform_id = {{op.PlatformId}} and e.case_id = {{caseId}} and e.key = bare.key and e.payload is distinct from bare.payload
                """, cancellation);
            if (forgotten > 0)
                await op.Db.Database.ExecuteSqlAsync($$"""
                    update cases set explanation = coalesce((select jsonb_agg(part || '{"evidence": ""}'::jsonb) from jsonb_array_elements(explanation) part), '[]'::jsonb)
                    where platform_id = {{op.PlatformId}} and id = {{caseId}}
                    """, cancellation);
            return forgotten;
        }

        // The opaque hashes tell who comes back after a suspension: they go when no decision stands any more. What the owner
        // shows is taken away once; what is sent later was shown later.
        async Task ProfileAsync(ErasureRequest request, bool suspended, CancellationToken cancellation)
        {
            if (request.ErasedAt is null)
                await op.Db.Database.ExecuteSqlAsync($$"""
                    update accounts set handle = null, display_name = null, bio = null, location = null, url = null, avatar_pdq = null, updated_at = {{op.Now}}
                    where platform_id = {{op.PlatformId}} and id = {{request.AccountId}};
                    update account_scores set explanation = null, other_risks = null where platform_id = {{op.PlatformId}} and account_id = {{request.AccountId}};
                    delete from shadow_accounts where platform_id = {{op.PlatformId}} and account_id = {{request.AccountId}};
                    delete from sightings where platform_id = {{op.PlatformId}} and (account_id = {{request.AccountId}} or by_account_id = {{request.AccountId}})
                    """, cancellation);
            if (!suspended)
                await op.Db.Database.ExecuteSqlAsync($$"""
                    update accounts set email_hash = null, device_hashes = '{}', ip_hashes = '{}', updated_at = {{op.Now}}
                    where platform_id = {{op.PlatformId}} and id = {{request.AccountId}} and (email_hash is not null or device_hashes <> '{}' or ip_hashes <> '{}')
                    """, cancellation);
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Platform {PlatformId}: {Count} steps of erasure requests carried out")]
        public static partial void Carried(ILogger logger, int platformId, int count);

        [LoggerMessage(LogLevel.Error, "Platform {PlatformId}: an erasure request failed and is tried again in an hour; the others go on")]
        public static partial void Failed(ILogger logger, Exception exception, int platformId);
    }
}
