using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies.Recounts;

/// <summary>Earlier posts that were not counted under what is live now, and why.</summary>
/// <param name="Accounts">How many were handed over before it was given up.</param>
public sealed record GivenUpRecount(Guid Id, string PolicyKey, string PolicyName, int Version, DateTimeOffset GivenUpAt, long Accounts, string Error);

/// <summary>The recounts that failed so often that nobody tries them any more.</summary>
public sealed class ReadGivenUpRecounts(Operation op)
{
    public async Task<IReadOnlyList<GivenUpRecount>> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadPolicies);
        return await op.Db.Recounts.AsNoTracking().Where(r => r.GivenUpAt != null && r.FinishedAt == null)
            .Join(op.Db.Policies, r => r.PolicyKey, p => p.Key, (r, p) => new { Recount = r, p.Name }).OrderBy(r => r.Recount.GivenUpAt).ThenBy(r => r.Recount.Id)
            .Select(r => new GivenUpRecount(r.Recount.Id, r.Recount.PolicyKey, r.Name, r.Recount.Version, r.Recount.GivenUpAt!.Value, r.Recount.Accounts, r.Recount.Error ?? ""))
            .ToListAsync(cancellation);
    }
}

/// <summary>A lead has it tried again; it goes on behind the last account.</summary>
public sealed class RestartRecount(Operation op)
{
    public sealed record Command(Guid Id);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var restarted = await op.Db.Recounts.Where(r => r.Id == command.Id && r.GivenUpAt != null && r.FinishedAt == null).ExecuteUpdateAsync(r => r
            .SetProperty(x => x.GivenUpAt, (DateTimeOffset?)null).SetProperty(x => x.Attempts, 0).SetProperty(x => x.Runner, (Guid?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null),
            cancellation);
        if (restarted > 0)
            op.Audit("policy.recount_restarted", "recount", command.Id.ToString(), new { });
        else if (!await op.Db.Recounts.AnyAsync(r => r.Id == command.Id, cancellation))
            throw new RuleBrokenException(PolicyRules.RecountUnknown);
    }
}
