using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

/// <summary>
/// What time does to cases: claims lapse, deadlines move cases up a band, alarms that nobody answers climb. Safe to run on
/// several hosts at once and to be killed anywhere: rows that another host works on are skipped, each batch commits whole.
/// </summary>
public sealed partial class CaseSweep(DuePlatforms due, OperationRunner runner, ILogger<CaseSweep> logger)
{
    const int Batch = 200;
    const string Alarms = "select distinct platform_id from escalations where closed_at is null and deadline_at <= $1 and kind = 'threat_to_life' and acknowledged_at is null";
    const string Due = """
        select platform_id from cases where state = 'claimed' and claimed_until <= $1
        union select platform_id from cases where state <> 'decided' and deadline_at is not null and deadline_at <= $1 and band < 9
        """;

    /// <summary>More late cases of a platform wait for the next minute: other work has its turn.</summary>
    const int MostBatches = 25;

    public async Task RunAsync(CancellationToken cancellation)
    {
        // Lives first, on every platform: what else is due may take long.
        await due.EachAsync("alarms", Alarms, async (actor, token) =>
            await SweepAsync<ClimbingAlarms>(actor, (step, canceled) => step.HandleAsync(Batch, canceled), Log.Climbed, token), cancellation);
        await due.EachAsync("cases", Due, async (actor, token) =>
        {
            await SweepAsync<LapsedClaims>(actor, (step, canceled) => step.HandleAsync(Batch, canceled), Log.Lapsed, token);
            await SweepAsync<CrossedDeadlines>(actor, (step, canceled) => step.HandleAsync(Batch, canceled), Log.Late, token);
        }, cancellation);
    }

    async Task SweepAsync<TStep>(Actor actor, Func<TStep, CancellationToken, Task<int>> step, Action<ILogger, int, int> log, CancellationToken cancellation)
        where TStep : class
    {
        var all = 0;
        for (var (batches, done) = (0, Batch); done == Batch && batches < MostBatches; batches++, all += done)
            done = await runner.RunAsync<TStep, int>(actor, step, cancellation);
        if (all > 0)
            log(logger, actor.PlatformId, all);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Platform {PlatformId}: {Count} alarms climbed")]
        public static partial void Climbed(ILogger logger, int platformId, int count);

        [LoggerMessage(LogLevel.Information, "Platform {PlatformId}: {Count} claims lapsed")]
        public static partial void Lapsed(ILogger logger, int platformId, int count);

        [LoggerMessage(LogLevel.Information, "Platform {PlatformId}: {Count} cases crossed their deadline")]
        public static partial void Late(ILogger logger, int platformId, int count);
    }
}

/// <summary>Claims whose lease is over: the cases wait again where they waited.</summary>
public sealed class LapsedClaims(Operation op, CaseStory story)
{
    public async Task<int> HandleAsync(int batch, CancellationToken cancellation)
    {
        var cases = await op.Db.Cases.FromSql($"""
            select c.*, c.xmin from cases c where c.platform_id = {op.PlatformId} and c.state = 'claimed' and c.claimed_until <= {op.Now}
            order by c.claimed_until limit {batch} for update skip locked
            """).ToListAsync(cancellation);
        foreach (var @case in cases)
        {
            @case.Lapse(op.Now);
            story.Note(@case.Id, CaseEventKind.ClaimLapsed);
            story.Publish(LiveKind.CaseReleased, @case);
        }
        return cases.Count;
    }
}

/// <summary>Cases over their deadline: up one band, so that nothing starves.</summary>
public sealed class CrossedDeadlines(Operation op, CaseStory story)
{
    public async Task<int> HandleAsync(int batch, CancellationToken cancellation)
    {
        var cases = await op.Db.Cases.FromSql($"""
            select c.*, c.xmin from cases c where c.platform_id = {op.PlatformId} and c.state <> 'decided' and c.deadline_at is not null
            and c.deadline_at <= {op.Now} and c.band < 9 order by c.deadline_at limit {batch} for update skip locked
            """).ToListAsync(cancellation);
        var targets = await op.Db.PolicyVersions.Select(v => new { v.PolicyKey, v.Version, v.TargetMinutes })
            .ToDictionaryAsync(v => (v.PolicyKey, v.Version), v => TimeSpan.FromMinutes(v.TargetMinutes), cancellation);
        foreach (var @case in cases)
        {
            @case.CrossDeadline(op.Now, targets[(@case.PolicyKey, @case.PolicyVersion)]);
            story.Note(@case.Id, CaseEventKind.DeadlineCrossed);
            story.Publish(LiveKind.CandidateChanged, @case);
        }
        return cases.Count;
    }
}

/// <summary>Alarms that nobody answered in time: more people, a new deadline, and the alarm sounds again.</summary>
public sealed class ClimbingAlarms(Operation op, CaseStory story)
{
    public async Task<int> HandleAsync(int batch, CancellationToken cancellation)
    {
        // The case first, as whoever answers, decides or hands back does: whoever comes second waits, and nobody for each other.
        var due = await op.Db.Escalations.Where(e => e.ClosedAt == null && e.DeadlineAt <= op.Now && e.Kind == EscalationKind.ThreatToLife && e.AcknowledgedAt == null)
            .OrderBy(e => e.DeadlineAt).Take(batch).Select(e => e.CaseId).ToArrayAsync(cancellation);
        var cases = await op.Db.Cases.FromSql($"select c.*, c.xmin from cases c where c.platform_id = {op.PlatformId} and c.id = any({due}) order by c.id for update skip locked")
            .ToDictionaryAsync(c => c.Id, cancellation);
        var locked = cases.Keys.ToArray();
        var alarms = await op.Db.Escalations.FromSql($"""
            select * from escalations where platform_id = {op.PlatformId} and case_id = any({locked}) and closed_at is null and deadline_at <= {op.Now}
            and kind = 'threat_to_life' and acknowledged_at is null order by deadline_at for update
            """).ToListAsync(cancellation);
        foreach (var escalation in alarms)
        {
            var @case = cases[escalation.CaseId];
            escalation.Climb(op.Now);
            @case.DeadlineAt = escalation.DeadlineAt;
            story.Note(@case.Id, CaseEventKind.AlarmClimbed, $"level {escalation.Level}, {escalation.Owner}");
            op.Audit("alarm.climbed", "case", @case.Id.ToString(), new { escalation_id = escalation.Id, escalation.Level, escalation.Owner }, @case.Id);
            story.Publish(LiveKind.AlarmRaised, @case, state: $"level_{escalation.Level}");
        }
        return alarms.Count;
    }
}
