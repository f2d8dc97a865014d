using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Enforcement;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

/// <summary>What every escalation does, whichever key raised it: a destination, the record, the platform told at once, the alarm.</summary>
public sealed class Escalations(Operation op, CaseStory story, DeliveryOutbox outbox)
{
    public async Task<Escalation> RaiseAsync(Case @case, EscalationKind kind, string reason, CancellationToken cancellation, string? queueId = null)
    {
        var open = await story.OpenEscalationAsync(@case.Id, cancellation);
        var destination = await DestinationAsync(@case, kind, open, queueId, cancellation);
        var user = op.Actor.DemandUser();
        var escalation = EscalationPlan.Raise(new(op.NewId(), kind, reason, user, op.Now), @case, destination, open);
        @case.Escalate(escalation, user, op.Now);
        // The one that it replaces has to be closed before the next opens: the database allows one.
        await op.Db.SaveChangesAsync(cancellation);
        op.Db.Escalations.Add(escalation);
        op.Audit("case.escalated", "case", @case.Id.ToString(), new
        {
            escalation_id = escalation.Id, escalation.Kind, escalation.Sealed, escalation.QueueId, escalation.Owner, escalation.DeadlineAt,
            escalation.OriginQueueId, escalation.Reason, superseded = open?.Id,
        }, @case.Id);
        await outbox.SendNowAsync(@case.AccountId, WebhookEvents.EscalationRaised, new
        {
            escalation_id = escalation.Id, case_id = @case.Id, account_id = @case.AccountId, escalation.Kind, escalation.Sealed,
            escalation.Owner, escalation.DeadlineAt, escalation.RaisedAt,
        }, cancellation);
        if (escalation.AlarmSounds)
            story.Publish(LiveKind.AlarmRaised, @case, state: $"level_{escalation.Level}");
        return escalation;
    }

    async Task<Queue> DestinationAsync(Case @case, EscalationKind kind, Escalation? open, string? queueId, CancellationToken cancellation)
    {
        var lane = kind == EscalationKind.SealedLane || @case.Lane == CaseLane.Sealed ? EscalationKind.SealedLane
            : open is { AlarmSounds: true } ? EscalationKind.ThreatToLife : kind;
        var wanted = EscalationPlan.Destination(lane);
        var queues = await op.Db.Queues.AsNoTracking().Where(q => q.Kind == wanted && q.ClosedAt == null).OrderBy(q => q.Position).ToListAsync(cancellation);
        return queues.Find(q => q.Id == queueId)
            ?? queues.Find(q => q.PolicyKey == @case.PolicyKey)
            ?? queues.Find(q => q.PolicyKey is null)
            ?? throw new RuleBrokenException(CaseRules.NoQueueFor);
    }
}
