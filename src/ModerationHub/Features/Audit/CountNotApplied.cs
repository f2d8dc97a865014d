using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Audit;

/// <summary>How many decisions in force the platform has not applied in time, or will not.</summary>
public sealed class CountNotApplied(Operation op)
{
    public Task<int> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadAudit);
        return op.Db.Decisions.CountAsync(d => d.NotAppliedAt != null && d.State == DecisionState.Final, cancellation);
    }
}
