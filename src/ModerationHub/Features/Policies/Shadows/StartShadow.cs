using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies.Shadows;

/// <summary>A lead has a version scored beside the live one for some days, without effect on cases.</summary>
public sealed class StartShadow(Operation op, PolicyVersions versions, ShadowSteps steps)
{
    public sealed record Command(string PolicyKey, int Version, int Days = 7);

    /// <returns>The shadow; the one that runs already when there is one.</returns>
    public async Task<Guid> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        if (command.Days < 1 || command.Days > Shadow.Longest.Days)
            throw new RuleBrokenException(PolicyRules.ShadowDays);
        await versions.LockAllAsync(cancellation);
        var version = await op.Db.PolicyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.PolicyKey == command.PolicyKey && v.Version == command.Version, cancellation)
            ?? throw new RuleBrokenException(PolicyRules.Unknown);
        if (!version.IsOpen)
            throw new RuleBrokenException(PolicyRules.NotOpen);
        if (await versions.LiveAsync(command.PolicyKey, cancellation) is null)
            throw new RuleBrokenException(PolicyRules.NothingLive);
        await steps.SettleAsync(cancellation);
        var running = await op.Db.Shadows.Where(s => s.State == ShadowState.Running).Select(s => new { s.Id, s.PolicyKey, s.Version }).ToListAsync(cancellation);
        if (running.Find(s => s.PolicyKey == version.PolicyKey && s.Version == version.Version) is { } known)
            return known.Id;
        if (running.Count >= Shadow.Most)
            throw new RuleBrokenException(PolicyRules.TooManyShadows);
        var shadow = new Shadow
        {
            PlatformId = op.PlatformId, Id = op.NewId(), PolicyKey = version.PolicyKey, Version = version.Version, VersionChangedAt = version.ChangedAt,
            StartedBy = op.Actor.Name, StartedAt = op.Now, EndsAt = op.Now.AddDays(command.Days),
        };
        op.Db.Shadows.Add(shadow);
        versions.Audit("policy.shadow_started", version, new { shadow = shadow.Id, shadow.EndsAt });
        return shadow.Id;
    }
}

/// <summary>A lead ends it early; what it saw stays.</summary>
public sealed class StopShadow(Operation op)
{
    public sealed record Command(Guid Id);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var stopped = await op.Db.Shadows.Where(s => s.Id == command.Id && s.State == ShadowState.Running).ExecuteUpdateAsync(s => s
            .SetProperty(x => x.State, ShadowState.Stopped).SetProperty(x => x.StoppedAt, op.Now).SetProperty(x => x.StoppedBy, op.Actor.Name), cancellation);
        if (stopped > 0)
            op.Audit("policy.shadow_stopped", "shadow", command.Id.ToString(), new { });
        else if (!await op.Db.Shadows.AnyAsync(s => s.Id == command.Id, cancellation))
            throw new RuleBrokenException(PolicyRules.ShadowUnknown);
    }
}
