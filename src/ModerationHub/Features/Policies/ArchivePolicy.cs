using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>
/// A lead puts a policy away on which nothing hangs any more. While a version of it is live this changes what counts, so one lead
/// asks and a second agrees. Its versions stay: decisions pin them.
/// </summary>
public sealed class ArchivePolicy(Operation op, PolicyPlaces places, PolicyVersions versions)
{
    /// <param name="Reason">Of whoever asks; who agrees needs none.</param>
    public sealed record Command(string Key, uint Row, string Reason);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        var user = op.Actor.DemandUser();
        var all = await places.AllAsync(cancellation);
        var policy = PolicyPlaces.Seen(all, command.Key, command.Row);
        await DemandNothingHangsAsync(all, policy, cancellation);
        var live = await versions.LiveAsync(policy.Key, cancellation);
        var asker = policy.ArchiveAskedAs;
        if (!policy.Archive(live is not null, command.Reason, user, op.Actor.Name, op.Now))
        {
            op.Audit("policy.archive_asked", "policy", policy.Key, new { reason = policy.ArchiveReason, live = live?.Version });
            return;
        }
        await versions.RetireAsync(live, cancellation);
        // Whoever has a risk under it is looked at again: it counts no more.
        if (live is not null)
            versions.Recount(live, Recount.Nothing);
        op.Audit("policy.archived", "policy", policy.Key, new { reason = policy.ArchiveReason, asked_by = asker, retired = live?.Version });
    }

    async Task DemandNothingHangsAsync(List<Policy> all, Policy policy, CancellationToken cancellation)
    {
        if (PolicyPlaces.Beside(all, policy.Key).Count > 0)
            throw new RuleBrokenException(PolicyRules.HoldsPolicies);
        if (await op.Db.PolicyVersions.AnyAsync(v => v.PolicyKey == policy.Key
            && (v.State == PolicyVersionState.Draft || v.State == PolicyVersionState.InReview || v.State == PolicyVersionState.Approved), cancellation))
            throw new RuleBrokenException(PolicyRules.HoldsDraft);
        if (await op.Db.Banks.AnyAsync(b => b.PolicyKey == policy.Key, cancellation))
            throw new RuleBrokenException(PolicyRules.HoldsBanks);
        if (await op.Db.Cases.AnyAsync(c => c.PolicyKey == policy.Key && c.State != CaseState.Decided, cancellation))
            throw new RuleBrokenException(PolicyRules.HoldsCases);
    }
}

/// <summary>A lead would rather keep a policy that another wants to archive, or takes one out of the archive. What was live comes back by its own step.</summary>
public sealed class KeepPolicy(Operation op, PolicyPlaces places)
{
    public sealed record Command(string Key, uint Row);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var all = await places.AllAsync(cancellation);
        var policy = PolicyPlaces.Seen(all, command.Key, command.Row);
        var archived = policy.ArchivedAt is not null;
        if (archived)
        {
            // Where it lay may be gone meanwhile: then it comes back at the top.
            if (all.Exists(p => p.Key == policy.ParentKey && p.ArchivedAt is not null))
                policy.ParentKey = null;
            PolicyPlaces.DemandPlace(all, policy.Key, policy.ParentKey);
        }
        policy.Keep();
        op.Audit(archived ? "policy.unarchived" : "policy.archive_called_off", "policy", policy.Key, new { });
    }
}
