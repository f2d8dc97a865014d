using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>A lead begins the next version of a policy as a copy of the live one, or of the last one while none was ever live. A policy has one version in preparation at a time.</summary>
public sealed class BeginDraft(Operation op, PolicyVersions versions, PolicyBanks banks)
{
    public sealed record Command(string PolicyKey);

    /// <returns>The draft's number.</returns>
    public async Task<int> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        var user = op.Actor.DemandUser();
        var number = await versions.NextNumberAsync(command.PolicyKey, cancellation);
        var policy = await op.Db.Policies.AsNoTracking().SingleOrDefaultAsync(p => p.Key == command.PolicyKey, cancellation);
        if (policy is null)
            throw new RuleBrokenException(PolicyRules.Unknown);
        if (policy.ArchivedAt is not null)
            throw new RuleBrokenException(PolicyRules.Archived);
        if (await op.Db.PolicyVersions.AnyAsync(v => v.PolicyKey == command.PolicyKey
            && (v.State == PolicyVersionState.Draft || v.State == PolicyVersionState.InReview || v.State == PolicyVersionState.Approved), cancellation))
            throw new RuleBrokenException(PolicyRules.DraftOpen);
        var basis = await versions.LiveAsync(command.PolicyKey, cancellation)
            ?? await op.Db.PolicyVersions.AsNoTracking().Where(v => v.PolicyKey == command.PolicyKey).OrderByDescending(v => v.Version).FirstAsync(cancellation);
        if (basis.State != PolicyVersionState.Live && await op.Db.PolicyVersions.AnyAsync(v => v.PolicyKey == command.PolicyKey && v.State == PolicyVersionState.Retired, cancellation))
            throw new RuleBrokenException(PolicyRules.NothingLive);
        var draft = basis.Next(number, await banks.CopyAsync(basis, number, policy.Name, cancellation), user, op.Actor.Name, op.Now);
        draft.Severity ??= policy.Severity;
        op.Db.PolicyVersions.Add(draft);
        versions.Audit("policy.draft_begun", draft, new { based_on = basis.Version });
        return number;
    }
}
