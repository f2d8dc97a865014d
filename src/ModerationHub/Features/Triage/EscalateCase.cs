using ModerationHub.Data;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

/// <summary>
/// Sends a case to a lead, to specialists, to the person on call for threats to life, or into the sealed lane. The last two
/// need no claim and wait for nothing; afterwards the reviewer who raised them may not be able to see the case any more.
/// </summary>
public sealed class EscalateCase(Operation op, CaseStory story, Escalations escalations)
{
    /// <param name="QueueId">A certain queue of the kind; null takes the one of the case's policy, else the general one.</param>
    public sealed record Command(Guid CaseId, EscalationKind Kind, string Reason, string? QueueId = null);

    public async Task<Escalation> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.EscalateCase);
        var @case = await story.LockAsync(command.CaseId, cancellation);
        var from = @case.QueueId;
        var escalation = await escalations.RaiseAsync(@case, command.Kind, command.Reason, cancellation, command.QueueId);
        // The reason may describe what is sealed; the record has it, the timeline of a sealed case names the kind alone.
        story.Note(@case.Id, CaseEventKind.Escalated, escalation.Sealed ? SnakeCase.Of(command.Kind) : $"{SnakeCase.Of(command.Kind)}: {escalation.Reason}");
        story.PublishMove(@case, from);
        return escalation;
    }
}
