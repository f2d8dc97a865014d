using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies.Backtests;

/// <summary>A lead has a version run over the stored history beside the live one, or calls that off.</summary>
public sealed class OrderBacktest(Operation op, PolicyVersions versions)
{
    public sealed record Command(string PolicyKey, int Version);

    /// <returns>The backtest; one that is under way already when there is one.</returns>
    public async Task<Guid> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        await versions.LockAsync(command.PolicyKey, cancellation);
        var version = await op.Db.PolicyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.PolicyKey == command.PolicyKey && v.Version == command.Version, cancellation)
            ?? throw new RuleBrokenException(PolicyRules.Unknown);
        var live = await versions.LiveAsync(command.PolicyKey, cancellation);
        if (live?.Version == version.Version)
            throw new RuleBrokenException(PolicyRules.AlreadyLive);
        var underway = await op.Db.Backtests.Where(b => b.PolicyKey == command.PolicyKey && b.Version == command.Version
            && (b.State == BacktestState.Waiting || b.State == BacktestState.Running)).Select(b => (Guid?)b.Id).FirstOrDefaultAsync(cancellation);
        if (underway is { } id)
            return id;
        var backtest = new Backtest
        {
            PlatformId = op.PlatformId, Id = op.NewId(), PolicyKey = version.PolicyKey, Version = version.Version, LiveVersion = live?.Version,
            DraftChangedAt = version.ChangedAt, RequestedBy = op.Actor.Name, RequestedAt = op.Now,
        };
        op.Db.Backtests.Add(backtest);
        versions.Audit("policy.backtest_ordered", version, new { backtest = backtest.Id, against = live?.Version });
        return backtest.Id;
    }
}

/// <summary>Calls a backtest off; its runner stops within a second.</summary>
public sealed class CancelBacktest(Operation op)
{
    public sealed record Command(Guid Id);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var changed = await op.Db.Database.ExecuteSqlAsync($"""
            update backtests set cancel_requested = true, state = case when state = 'waiting' then 'cancelled' else state end
            where platform_id = {op.PlatformId} and id = {command.Id} and state in ('waiting', 'running')
            """, cancellation);
        if (changed > 0)
            op.Audit("policy.backtest_cancelled", "backtest", command.Id.ToString(), new { });
    }
}
