using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

/// <summary>Gives a case back without a word; stepping away asks nothing.</summary>
public sealed class ReleaseCase(Operation op, CaseStory story)
{
    public sealed record Command(Guid CaseId);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ClaimCase);
        var @case = await story.LockAsync(command.CaseId, cancellation);
        @case.Release(op.Actor.DemandUser(), op.Now);
        story.Note(@case.Id, CaseEventKind.Released);
        story.Publish(LiveKind.CaseReleased, @case);
    }
}
