using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>A lead puts an earlier version back into force at once, as a new version: the way out when a change does harm.</summary>
public sealed class BringBack(Operation op, PolicyVersions versions)
{
    public sealed record Command(string PolicyKey, int Version, string Reason);

    /// <returns>The number of the version that is live now.</returns>
    public async Task<int> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        var user = op.Actor.DemandUser();
        var number = await versions.NextNumberAsync(command.PolicyKey, cancellation);
        if (await op.Db.Policies.AnyAsync(p => p.Key == command.PolicyKey && p.ArchivedAt != null, cancellation))
            throw new RuleBrokenException(PolicyRules.Archived);
        var earlier = await op.Db.PolicyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.PolicyKey == command.PolicyKey && v.Version == command.Version, cancellation)
            ?? throw new RuleBrokenException(PolicyRules.Unknown);
        var next = earlier.BroughtBack(number, command.Reason, user, op.Actor.Name, op.Now);
        var live = await versions.LiveAsync(command.PolicyKey, cancellation);
        // Two leads who see the same harm at once bring it back once.
        if (live is not null && live.IsCopyOf(earlier))
            throw new RuleBrokenException(PolicyRules.AlreadyLive);
        await versions.RetireAsync(live, cancellation);
        op.Db.PolicyVersions.Add(next);
        await versions.TakeSeverityAsync(next, cancellation);
        versions.Recount(next, live?.Version);
        versions.Audit("policy.brought_back", next, new { before = live?.Version, like = command.Version, next.Reason });
        return number;
    }
}
