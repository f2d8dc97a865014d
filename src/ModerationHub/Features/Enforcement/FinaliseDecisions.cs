using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Webhooks;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Shield;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>Makes decisions final whose undo time is over: they get their number in the feed and their news leave. Each second, on any host.</summary>
public sealed partial class FinaliseDecisions(DuePlatforms due, OperationRunner runner, ILogger<FinaliseDecisions> logger)
{
    const int Batch = 100;

    public Task RunAsync(CancellationToken cancellation) => due.EachAsync(nameof(FinaliseDecisions),
        "select distinct platform_id from decisions where state = 'pending' and undo_until <= $1", async (actor, stop) =>
        {
            for (var done = Batch; done == Batch;)
            {
                done = await runner.RunAsync<Step, int>(actor, (step, token) => step.HandleAsync(token), stop);
                Log.Finalised(logger, actor.PlatformId, done);
            }
        }, cancellation);

    public sealed class Step(Operation op, DecisionNumbers numbers, ReporterOutcomes reporters, ResolvedReports reports, CaseStory story, DeliverySignal signal, ClearByDecision clearances)
    {
        public async Task<int> HandleAsync(CancellationToken cancellation)
        {
            // Undo holds the row that it takes back: such a row is skipped here and pending no more afterwards.
            var decisions = await op.Db.Decisions.FromSql($"""
                select d.*, d.xmin from decisions d where d.platform_id = {op.PlatformId} and d.state = 'pending' and d.undo_until <= {op.Now}
                order by d.undo_until limit {Batch} for update skip locked
                """).Include(d => d.Actions).ToListAsync(cancellation);
            if (decisions.Count == 0)
                return 0;
            foreach (var decision in decisions)
            {
                decision.State = DecisionState.Final;
                await reporters.CountAsync(decision, cancellation);
                await reports.ResolveAsync(decision, cancellation);
                await clearances.NoteAsync(decision, cancellation);
                story.Note(decision.CaseId, CaseEventKind.DecisionFinal);
                // What was found meanwhile waited for this.
                op.LookAgain(decision.AccountId);
            }
            var ids = decisions.Select(d => d.Id).ToList();
            await op.Db.WebhookDeliveries.Where(d => d.DecisionId != null && ids.Contains(d.DecisionId.Value) && d.State == DeliveryState.Held)
                .ExecuteUpdateAsync(s => s.SetProperty(d => d.State, DeliveryState.Pending).SetProperty(d => d.NextAttemptAt, op.Now), cancellation);
            // The numbers come last: their lock makes other decisions of the platform wait.
            var number = await numbers.TakeAsync(decisions.Count, cancellation);
            foreach (var decision in decisions.OrderBy(d => d.DecidedAt).ThenBy(d => d.Id))
                decision.Number = number++;
            // Written when the decision was made: what leaves says what the feed says.
            await op.Db.Database.ExecuteSqlAsync($$"""
                update webhook_deliveries d
                set payload = jsonb_set(d.payload::jsonb, '{data}', d.payload::jsonb -> 'data' || jsonb_build_object('number', final.number, 'state', 'final'))::text
                from unnest({{ids.ToArray()}}, {{decisions.Select(d => d.Number!.Value).ToArray()}}) as final(id, number)
                where d.platform_id = {{op.PlatformId}} and d.decision_id = final.id and d.event = {{WebhookEvents.DecisionMade}}
                """, cancellation);
            op.AfterCommit(signal.Wake);
            return decisions.Count;
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Platform {PlatformId}: {Count} decisions are final")]
        public static partial void Finalised(ILogger logger, int platformId, int count);
    }
}
