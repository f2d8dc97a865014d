using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Live;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>
/// Final decisions that the platform did not apply in its time alarm: leads see them until it does. What the platform refuses
/// alarms when it says so. Each minute, on any host; whatever the reason that no answer came, a decision alarms once.
/// </summary>
public sealed partial class AlarmUnapplied(DuePlatforms due, OperationRunner runner, ILogger<AlarmUnapplied> logger)
{
    const int Batch = 100;

    /// <summary>What was decided before nobody waits for any more: a platform that has never answered is not told all of its history.</summary>
    static readonly TimeSpan Waited = TimeSpan.FromDays(30);

    public Task RunAsync(CancellationToken cancellation) => due.EachAsync(nameof(AlarmUnapplied), """
            select distinct a.platform_id from decision_actions a
            join decisions d on d.platform_id = a.platform_id and d.id = a.decision_id join platforms p on p.id = a.platform_id
            where a.enforcement <> 'applied' and a.kind <> 'no_action' and d.state = 'final' and d.not_applied_at is null
                and d.undo_until <= $1 - make_interval(mins => p.enforcement_alarm_minutes)
                and d.decided_at > $1 - interval '30 days'
            """, async (actor, stop) =>
        {
            for (var done = Batch; done == Batch;)
            {
                done = await runner.RunAsync<Step, int>(actor, (step, token) => step.HandleAsync(token), stop);
                Log.Alarmed(logger, actor.PlatformId, done);
            }
        }, cancellation);

    public sealed class Step(Operation op)
    {
        public async Task<int> HandleAsync(CancellationToken cancellation)
        {
            var minutes = await op.Db.Platforms.Where(p => p.Id == op.PlatformId).Select(p => p.EnforcementAlarmMinutes).SingleAsync(cancellation);
            var before = op.Now - TimeSpan.FromMinutes(minutes);
            var decisions = await op.Db.Decisions.FromSql($"""
                select d.*, d.xmin from decisions d where d.platform_id = {op.PlatformId} and d.state = 'final' and d.not_applied_at is null and d.undo_until <= {before} and d.decided_at > {op.Now - Waited}
                    and exists (select from decision_actions a where a.platform_id = d.platform_id and a.decision_id = d.id and a.enforcement <> 'applied' and a.kind <> 'no_action')
                order by d.undo_until limit {Batch} for update skip locked
                """).ToListAsync(cancellation);
            // The platform may have answered between the look and the lock.
            var ids = decisions.Select(d => d.Id).ToList();
            var unapplied = await op.Db.DecisionActions.Where(a => ids.Contains(a.DecisionId) && a.Enforcement != EnforcementState.Applied && a.Kind != ActionKind.NoAction)
                .Select(a => a.DecisionId).Distinct().ToListAsync(cancellation);
            foreach (var decision in decisions.Where(d => unapplied.Contains(d.Id)))
            {
                decision.NotAppliedAt = op.Now;
                op.Audit("decision.not_applied", "decision", decision.Id.ToString(), new { decision.AccountId, final_since = decision.UndoUntil, minutes }, decision.CaseId);
                op.Publish(Changed(op, decision.Id));
            }
            return decisions.Count;
        }
    }

    /// <summary>For the leads' count; it says of no case or account anything.</summary>
    internal static LiveEvent Changed(Operation op, Guid decision) =>
        new() { PlatformId = op.PlatformId, Id = op.NewId(), At = op.Now, Kind = LiveKind.EnforcementChanged, SubjectId = decision };

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Platform {PlatformId}: {Count} decisions are not applied in time")]
        public static partial void Alarmed(ILogger logger, int platformId, int count);
    }
}
