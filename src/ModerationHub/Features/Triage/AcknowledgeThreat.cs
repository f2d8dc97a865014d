using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Alarms;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

/// <summary>Somebody answers the alarm: it stops climbing, and whoever answered is on the record.</summary>
public sealed class AcknowledgeThreat(Operation op, CaseStory story)
{
    public sealed record Command(Guid CaseId);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.DecideCase);
        var @case = await story.LockAsync(command.CaseId, cancellation);
        var escalation = await story.OpenEscalationAsync(@case.Id, cancellation) ?? throw new RuleBrokenException(EscalationRules.NoAlarm);
        if (!AlarmReach.MayAnswer(op.Actor, escalation.Level, @case.Lane == CaseLane.Sealed))
            throw new NotPermittedException(Permission.AcknowledgeThreat);
        escalation.Acknowledge(op.Actor.DemandUser(), op.Now);
        story.Note(@case.Id, CaseEventKind.AlarmAcknowledged);
        op.Audit("alarm.acknowledged", "case", @case.Id.ToString(), new { escalation_id = escalation.Id, escalation.Level }, @case.Id);
        story.Publish(LiveKind.AlarmAcknowledged, @case, by: op.Actor.Name);
    }
}
