using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Alarms;

public sealed record OpenAlarm(Guid CaseId, string AccountId, string? Handle, int Level, string Owner, DateTimeOffset RaisedAt, DateTimeOffset DeadlineAt, string? AcknowledgedBy);

/// <param name="Queues">Queues in which the actor sees alarms; empty for most people, who then hear of none.</param>
/// <param name="Alarms">Threats to life that are not closed, oldest first.</param>
public sealed record AlarmBoard(IReadOnlySet<string> Queues, IReadOnlyList<OpenAlarm> Alarms)
{
    public static readonly AlarmBoard Empty = new(new HashSet<string>(), []);
}

/// <summary>
/// The open threats to life that an actor may see. Every open page asks, so whoever sees no such queue costs no more than
/// a look at the queues.
/// </summary>
public sealed class OpenAlarms(Operation op, VisibleQueues visible)
{
    /// <summary>More alarms at once than a bar can show; the queue itself has the rest.</summary>
    public const int Most = 20;

    public async Task<AlarmBoard> HandleAsync(CancellationToken cancellation)
    {
        if (!op.Actor.Can(Permission.ReadCases))
            return AlarmBoard.Empty;
        var queues = (await visible.HandleAsync(cancellation)).Where(q => q.Kind is QueueKind.Threat or QueueKind.Sealed).Select(q => q.Id).ToArray();
        if (queues.Length == 0)
            return AlarmBoard.Empty;
        var trained = op.Actor.Can(Permission.ReadSealedLane);
        var alarms = await
            (from e in op.Db.Escalations.AsNoTracking()
             where e.ClosedAt == null && e.Kind == EscalationKind.ThreatToLife && queues.Contains(e.QueueId) && (trained || !e.Sealed)
             join c in op.Db.Cases on new { e.PlatformId, Id = e.CaseId } equals new { c.PlatformId, c.Id }
             orderby e.RaisedAt, e.Id
             select new OpenAlarm(e.CaseId, c.AccountId,
                 op.Db.Accounts.Where(a => a.PlatformId == c.PlatformId && a.Id == c.AccountId).Select(a => a.Handle).FirstOrDefault(),
                 e.Level, e.Owner, e.RaisedAt, e.DeadlineAt,
                 op.Db.Users.Where(u => u.Id == e.AcknowledgedBy).Select(u => u.Pseudonym).FirstOrDefault()))
            .Take(Most).ToListAsync(cancellation);
        return new(queues.ToHashSet(), alarms);
    }
}
