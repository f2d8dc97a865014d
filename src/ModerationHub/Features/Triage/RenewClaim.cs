using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Triage;

/// <summary>The heartbeat of a claim. The page beats each minute; a lease that has ended is not renewed.</summary>
public sealed class RenewClaim(Operation op, CaseStory story)
{
    public sealed record Command(Guid CaseId);

    public async Task<DateTimeOffset> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ClaimCase);
        var @case = await story.LockAsync(command.CaseId, cancellation);
        @case.Renew(op.Actor.DemandUser(), op.Now);
        return @case.ClaimedUntil!.Value;
    }
}
