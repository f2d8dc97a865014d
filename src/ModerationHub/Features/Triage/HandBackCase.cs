using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

/// <summary>The way back of an escalation: the case returns to the queue that it came from, with its old deadline.</summary>
public sealed class HandBackCase(Operation op, CaseStory story)
{
    public sealed record Command(Guid CaseId, string Reason);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.EscalateCase);
        if (Words.AreMissing(command.Reason))
            throw new RuleBrokenException(EscalationRules.ReasonRequired);
        var @case = await story.LockAsync(command.CaseId, cancellation);
        var escalation = await story.OpenEscalationAsync(@case.Id, cancellation) ?? throw new RuleBrokenException(CaseRules.NotEscalated);
        var from = @case.QueueId;
        var alarm = escalation.AlarmSounds;
        if (alarm)
            escalation.Acknowledge(op.Actor.DemandUser(), op.Now);
        @case.HandBack(escalation, op.Actor.DemandUser(), op.Now);
        escalation.Close($"{EscalationPlan.HandedBack}: {command.Reason.Trim()}", op.Now);
        story.Note(@case.Id, CaseEventKind.HandedBack, escalation.Sealed ? null : command.Reason.Trim());
        op.Audit("case.handed_back", "case", @case.Id.ToString(),
            new { escalation_id = escalation.Id, escalation.Kind, from_queue = from, to_queue = @case.QueueId, command.Reason }, @case.Id);
        if (alarm)
            story.Publish(LiveKind.AlarmAcknowledged, @case, by: op.Actor.Name, queueId: from);
        story.PublishMove(@case, from);
    }
}
