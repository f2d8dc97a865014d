using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies.Backtests;

/// <param name="Outdated">The draft or the live version has changed since.</param>
/// <param name="Silent">Its host has not been heard of for a while; another starts it again.</param>
public sealed record BacktestView(Guid Id, BacktestState State, string RequestedBy, DateTimeOffset RequestedAt, double Progress, long Posts, int Attempts,
    bool Outdated, bool Silent, string? Error, BacktestResult? Result)
{
    public bool UnderWay => State is BacktestState.Waiting or BacktestState.Running;
}

/// <summary>The latest backtest of a version: how far it is, or what it gave.</summary>
public sealed class ReadBacktest(Operation op)
{
    public sealed record Command(string PolicyKey, int Version);

    public async Task<BacktestView?> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadPolicies);
        var found = await op.Db.Backtests.AsNoTracking().Where(b => b.PolicyKey == command.PolicyKey && b.Version == command.Version)
            .OrderByDescending(b => b.Id).FirstOrDefaultAsync(cancellation);
        if (found is null)
            return null;
        var changed = await op.Db.PolicyVersions.Where(v => v.PolicyKey == command.PolicyKey && v.Version == command.Version).Select(v => v.ChangedAt).SingleAsync(cancellation);
        var live = await op.Db.PolicyVersions.Where(v => v.PolicyKey == command.PolicyKey && v.State == PolicyVersionState.Live).Select(v => (int?)v.Version).SingleOrDefaultAsync(cancellation);
        // Leases follow the database's clock.
        var silent = found.State == BacktestState.Running
            && found.LeaseUntil < await op.Db.Database.SqlQuery<DateTimeOffset>($"select now() as \"Value\"").SingleAsync(cancellation);
        return new BacktestView(found.Id, found.State, found.RequestedBy, found.RequestedAt, found.Progress, found.Posts, found.Attempts,
            found.DraftChangedAt != changed || (found.LiveVersion != live && live != command.Version), silent, found.Error,
            found.Result is { } json ? JsonSerializer.Deserialize<BacktestResult>(json, Operation.Json) : null);
    }
}
