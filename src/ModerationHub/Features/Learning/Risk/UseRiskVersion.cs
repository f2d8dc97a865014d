using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Learning;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Learning.Risk;

/// <summary>A lead goes back to weights that were in force before, or to those that the policy sets. Learning stops with it: else the next ten decisions would undo it.</summary>
public sealed class UseRiskVersion(Operation op, RiskInForce inForce)
{
    /// <param name="Version">Null for the weights that the policy sets.</param>
    public sealed record Command(string PolicyKey, int? Version);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.PromoteModel);
        op.Actor.DemandUser();
        await inForce.LockAsync(command.PolicyKey, cancellation);
        var present = await inForce.OfAsync(command.PolicyKey, cancellation);
        var chosen = command.Version is { } version
            ? await op.Db.RiskVersions.SingleOrDefaultAsync(v => v.PolicyKey == command.PolicyKey && v.Version == version && v.State == RiskVersionState.Former, cancellation)
                ?? throw new RuleBrokenException(LearningRules.RiskUnknown)
            : null;
        if (chosen is null && present is null)
            throw new RuleBrokenException(LearningRules.RiskUnknown);
        await inForce.RetireAsync(present, cancellation);
        if (chosen is not null)
            chosen.State = RiskVersionState.InForce;
        await inForce.FreezeAsync(command.PolicyKey, cancellation);
        op.Audit("risk.version_used", "policy", command.PolicyKey, new { replaces = present?.Version, version = chosen?.Version });
    }
}

/// <summary>A lead stops the learning of a policy's weights, or lets it go on; what is in force stays.</summary>
public sealed class FreezeRisk(Operation op, RiskInForce inForce)
{
    public sealed record Command(string PolicyKey, bool Frozen);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.PromoteModel);
        op.Actor.DemandUser();
        await inForce.LockAsync(command.PolicyKey, cancellation);
        if (command.Frozen)
            await inForce.FreezeAsync(command.PolicyKey, cancellation);
        else
            await op.Db.RiskFreezes.Where(f => f.PolicyKey == command.PolicyKey).ExecuteDeleteAsync(cancellation);
        op.Audit(command.Frozen ? "risk.frozen" : "risk.unfrozen", "policy", command.PolicyKey, new { });
    }
}

/// <summary>What all of them share: one change of a policy's weights at a time.</summary>
public sealed class RiskInForce(Operation op)
{
    /// <exception cref="RuleBrokenException">There is no such policy.</exception>
    public async Task LockAsync(string policy, CancellationToken cancellation)
    {
        if (!await TakeAsync($"select 1 as \"Value\" from policies where platform_id = {op.PlatformId} and key = {policy} for no key update", cancellation))
            throw new RuleBrokenException(LearningRules.PolicyUnknown);
    }

    /// <returns>Whether nobody else changes them.</returns>
    public Task<bool> TryLockAsync(string policy, CancellationToken cancellation) =>
        TakeAsync($"select 1 as \"Value\" from policies where platform_id = {op.PlatformId} and key = {policy} for no key update skip locked", cancellation);

    public Task<RiskVersion?> OfAsync(string policy, CancellationToken cancellation) =>
        op.Db.RiskVersions.SingleOrDefaultAsync(v => v.PolicyKey == policy && v.State == RiskVersionState.InForce, cancellation);

    /// <summary>Saved at once: at no moment are two versions in force.</summary>
    public async Task RetireAsync(RiskVersion? version, CancellationToken cancellation)
    {
        if (version is null)
            return;
        version.State = RiskVersionState.Former;
        await op.Db.SaveChangesAsync(cancellation);
    }

    public Task FreezeAsync(string policy, CancellationToken cancellation) => op.Db.Database.ExecuteSqlAsync($"""
        insert into risk_freezes (platform_id, policy_key, frozen_by, frozen_at) values ({op.PlatformId}, {policy}, {op.Actor.Name}, {op.Now}) on conflict do nothing
        """, cancellation);

    async Task<bool> TakeAsync(FormattableString sql, CancellationToken cancellation) => (await op.Db.Database.SqlQuery<int>(sql).ToListAsync(cancellation)).Count > 0;
}
