using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Alarms;

/// <summary>
/// Whom an alarm reaches: first who is on call, then every lead, then everybody who decides cases. Who it reached sees it on
/// every page and may answer. What is sealed reaches trained reviewers alone, at once.
/// </summary>
public sealed class AlarmReach(Operation op)
{
    /// <summary>The level from which on alarms reach the actor; null for whoever could not act on one.</summary>
    public async Task<int?> FirstLevelAsync(CancellationToken cancellation)
    {
        if (!op.Actor.Can(Permission.DecideCase))
            return null;
        if (!op.Actor.Can(Permission.AcknowledgeThreat))
            return EscalationPlan.Everybody;
        return op.Actor.Queues.Contains(Permissions.ThreatQueue) || !await SomebodyIsOnCallAsync(cancellation) ? EscalationPlan.OnCall : EscalationPlan.Leads;
    }

    /// <summary>Leads and who is on call may answer before it reaches them; all others once everybody is called.</summary>
    public static bool MayAnswer(Actor actor, int level, bool isSealed) =>
        isSealed ? actor.Can(Permission.ReadSealedLane) && actor.Can(Permission.DecideCase)
            : actor.Can(level >= EscalationPlan.Everybody ? Permission.DecideCase : Permission.AcknowledgeThreat);

    /// <summary>Where nobody is, leads hear of an alarm at once.</summary>
    public Task<bool> SomebodyIsOnCallAsync(CancellationToken cancellation) =>
        (from m in op.Db.Memberships
         join u in op.Db.Users on m.UserId equals u.Id
         where u.RevokedAt == null && m.Queues.Contains(Permissions.ThreatQueue) && (m.Role == Role.Moderator || m.Role == Role.Lead)
         select m).AnyAsync(cancellation);
}
