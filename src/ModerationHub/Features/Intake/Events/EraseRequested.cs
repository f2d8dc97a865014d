using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Erasure;
using ModerationHub.Domain.Orders;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Intake.Events;

/// <summary>
/// Carries out what owners asked to have forgotten. Posts keep their key alone, so that the same post sent again stays
/// unknown in content; copies in cases stay while a case is open or a decision stands on them, everything while an order
/// without an answer names it. What stays is listed with its reason and looked at again each day.
/// </summary>
public sealed partial class EraseRequested(DuePlatforms due, OperationRunner runner, ILogger<EraseRequested> logger)
{
    public static readonly TimeSpan LookAgain = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var platform in await due.WhereAsync("select distinct platform_id from erasure_requests where state <> 'done' and next_check_at <= $1", cancellation))
        {
            var done = 0;
            while (await runner.RunAsync<Step, bool>(Actor.Machine(platform), (step, token) => step.HandleAsync(token), cancellation))
                done++;
            Log.Carried(logger, platform, done);
        }
    }

    public sealed class Step(Operation op)
    {
        /// <returns>False when nothing is due.</returns>
        public async Task<bool> HandleAsync(CancellationToken cancellation)
        {
            var request = await op.Db.ErasureRequests.FromSql($"""
                select * from erasure_requests where platform_id = {op.PlatformId} and state <> 'done' and next_check_at <= {op.Now}
                order by next_check_at limit 1 for update skip locked
                """).SingleOrDefaultAsync(cancellation);
            if (request is null)
                return false;
            List<Retained> kept = [];
            var ordered = await OrdersAsync(request, kept, cancellation);
            var posts = ordered.Contains(ErasureRequest.WholeAccount) ? 0 : await PostsAsync(request, ordered, cancellation);
            var copies = await CopiesAsync(request, ordered, kept, cancellation);
            if (request.PostId == ErasureRequest.WholeAccount && !ordered.Contains(ErasureRequest.WholeAccount))
                copies += await AppealsAsync(request.AccountId, kept, cancellation);
            if (request.PostId == ErasureRequest.WholeAccount && !ordered.Contains(ErasureRequest.WholeAccount))
                await ProfileAsync(request.AccountId, kept.Exists(k => k.Reason == RetentionReason.StandingDecision), cancellation);
            var retained = JsonSerializer.Serialize(kept, Operation.Json);
            if (request.ErasedAt is null || posts + copies > 0)
                op.Audit("erasure.carried_out", "account", request.AccountId, new { PostId = request.PostId.Length > 0 ? request.PostId : null, RequestedAt = request.At, posts, copies, Retained = kept });
            (request.Retained, request.ErasedAt, request.NextCheckAt) = (retained, op.Now, op.Now + LookAgain);
            request.State = kept.Count > 0 ? ErasureState.Partly : ErasureState.Done;
            return true;
        }

        /// <returns>The posts that an open order names; the whole account when one names that.</returns>
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
            return named;
        }

        async Task<int> PostsAsync(ErasureRequest request, HashSet<string> ordered, CancellationToken cancellation)
        {
            string[] keep = [.. ordered];
            await op.Db.Database.ExecuteSqlAsync($"""
                delete from post_signals where platform_id = {op.PlatformId} and account_id = {request.AccountId}
                and ({request.PostId} = '' or post_id = {request.PostId}) and post_id <> all ({keep})
                """, cancellation);
            return await op.Db.Database.ExecuteSqlAsync($$"""
                update posts set text = '', client = null, mentions = '{}', hashtags = '{}', urls = '{}', media = null
                where platform_id = {{op.PlatformId}} and account_id = {{request.AccountId}} and ({{request.PostId}} = '' or id = {{request.PostId}}) and id <> all ({{keep}})
                and (text <> '' or client is not null or media is not null or mentions <> '{}' or hashtags <> '{}' or urls <> '{}')
                """, cancellation);
        }

        async Task<int> CopiesAsync(ErasureRequest request, HashSet<string> ordered, List<Retained> kept, CancellationToken cancellation)
        {
            var cases = await op.Db.Cases.AsNoTracking().Where(c => c.AccountId == request.AccountId).OrderBy(c => c.Id)
                .Select(c => new
                {
                    c.Id, Open = c.State != CaseState.Decided,
                    Stands = op.Db.Decisions.Any(d => d.CaseId == c.Id && d.Reverses == null && (d.State == DecisionState.Pending || d.State == DecisionState.Final)
                        && d.Actions.Any(a => a.Kind != ActionKind.NoAction)),
                }).ToListAsync(cancellation);
            var erased = 0;
            var only = EvidenceKey.Post(request.PostId);
            foreach (var one in cases)
            {
                if (ordered.Contains(ErasureRequest.WholeAccount))
                    continue;
                var keys = await op.Db.CaseEvidence.AsNoTracking().Where(e => e.CaseId == one.Id && e.Kind != EvidenceKind.Report
                        && (request.PostId == "" || e.Key == only)).Select(e => e.Key).ToListAsync(cancellation);
                if (one.Open || one.Stands)
                    kept.AddRange(keys.Order(StringComparer.Ordinal).Select(key => new Retained(key, one.Open ? RetentionReason.OpenCase : RetentionReason.StandingDecision, one.Id)));
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

        Task<int> ForgetAsync(Guid caseId, string[] keys, CancellationToken cancellation) => op.Db.Database.ExecuteSqlAsync($$"""
            update case_evidence set payload = case kind
                when 'post' then jsonb_build_object('id', payload -> 'id', 'created_at', payload -> 'created_at', 'text', '')
                else jsonb_build_object('id', payload -> 'id', 'state', payload -> 'state', 'age_band', payload -> 'age_band') end
            where platform_id = {{op.PlatformId}} and case_id = {{caseId}} and key = any ({{keys}})
            and (kind = 'post' and payload ->> 'text' <> '' or kind = 'profile' and payload ->> 'handle' is not null)
            """, cancellation);

        // The opaque hashes tell who comes back after a suspension: they go when no decision stands any more.
        Task<int> ProfileAsync(string account, bool suspended, CancellationToken cancellation) => op.Db.Database.ExecuteSqlAsync($$"""
            update accounts set handle = null, display_name = null, bio = null, location = null, url = null, avatar_pdq = null,
                email_hash = case when {{suspended}} then email_hash end, device_hashes = case when {{suspended}} then device_hashes else '{}' end,
                ip_hashes = case when {{suspended}} then ip_hashes else '{}' end, updated_at = {{op.Now}}
            where platform_id = {{op.PlatformId}} and id = {{account}}
            """, cancellation);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Platform {PlatformId}: {Count} erasure requests carried out")]
        public static partial void Carried(ILogger logger, int platformId, int count);
    }
}
