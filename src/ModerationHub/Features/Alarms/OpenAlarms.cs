using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Alarms;

/// <param name="Owner">Whom it reaches now, as the plan names them.</param>
public sealed record OpenAlarm(Guid CaseId, string AccountId, string? Handle, int Level, string Owner, DateTimeOffset DeadlineAt, string? AcknowledgedBy);

/// <param name="Queues">Queues whose events may change what the actor's bar shows; empty for whoever no alarm reaches.</param>
/// <param name="Alarms">Threats to life that are not closed, oldest first.</param>
public sealed record AlarmBoard(IReadOnlySet<string> Queues, IReadOnlyList<OpenAlarm> Alarms)
{
    public static readonly AlarmBoard Empty = new(new HashSet<string>(), []);
}

/// <summary>The open threats to life that have reached an actor. Every open page asks when an alarm is raised, climbs or ends.</summary>
public sealed class OpenAlarms(Operation op, VisibleQueues visible, AlarmReach reach)
{
    /// <summary>More alarms at once than a bar can show; the queue itself has the rest.</summary>
    public const int Most = 20;

    public async Task<AlarmBoard> HandleAsync(CancellationToken cancellation)
    {
        if (await reach.FirstLevelAsync(cancellation) is not { } first)
            return AlarmBoard.Empty;
        var trained = op.Actor.Can(Permission.ReadSealedLane);
        var queues = (await visible.AllAsync(cancellation)).Where(q => q.Kind == QueueKind.Threat || (trained && q.Kind == QueueKind.Sealed)).Select(q => q.Id).ToArray();
        if (queues.Length == 0)
            return AlarmBoard.Empty;
        var alarms = await
            (from e in op.Db.Escalations.AsNoTracking()
             where e.ClosedAt == null && e.Kind == EscalationKind.ThreatToLife && queues.Contains(e.QueueId) && (e.Sealed ? trained : e.Level >= first)
             join c in op.Db.Cases on new { e.PlatformId, Id = e.CaseId } equals new { c.PlatformId, c.Id }
             orderby e.RaisedAt, e.Id
             select new OpenAlarm(e.CaseId, c.AccountId,
                 op.Db.Accounts.Where(a => a.PlatformId == c.PlatformId && a.Id == c.AccountId).Select(a => a.Handle).FirstOrDefault(),
                 e.Level, e.Owner, e.DeadlineAt,
                 op.Db.Users.Where(u => u.Id == e.AcknowledgedBy).Select(u => u.Pseudonym).FirstOrDefault()))
            .Take(Most).ToListAsync(cancellation);
        if (alarms.Exists(a => a.Level == EscalationPlan.OnCall) && !await reach.SomebodyIsOnCallAsync(cancellation))
            alarms = alarms.ConvertAll(a => a.Level == EscalationPlan.OnCall ? a with { Owner = EscalationPlan.ThreatOwner(EscalationPlan.Leads) } : a);
        return new(queues.ToHashSet(), alarms);
    }
}
