using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

/// <summary>Takes one named case; what somebody else works on is refused.</summary>
public sealed class ClaimCase(Operation op, CaseStory story)
{
    public sealed record Command(Guid CaseId);

    public async Task<ClaimedCase> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ClaimCase);
        var user = op.Actor.DemandUser();
        var @case = await story.LockAsync(command.CaseId, cancellation);
        var mineAlready = @case.IsClaimedBy(user, op.Now);
        @case.Claim(user, op.Now);
        op.RecordRead("case", @case.Id.ToString());
        if (!mineAlready)
        {
            story.Note(@case.Id, CaseEventKind.Claimed);
            story.Publish(LiveKind.CaseClaimed, @case, by: op.Actor.Name);
        }
        return new ClaimedCase(@case.Id, @case.QueueId, @case.ClaimedUntil!.Value);
    }
}
