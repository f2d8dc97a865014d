using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies.Backtests;

/// <summary>Whether a version's last finished backtest tells of it as it is now.</summary>
public enum BacktestStanding { None, Outdated, Current }

static class BacktestStandings
{
    /// <param name="live">The version that is live now.</param>
    public static async Task<BacktestStanding> BacktestStandingAsync(this Operation op, PolicyVersion version, int? live, CancellationToken cancellation)
    {
        var last = await op.Db.Backtests.AsNoTracking().Where(b => b.PolicyKey == version.PolicyKey && b.Version == version.Version && b.State == BacktestState.Done)
            .OrderByDescending(b => b.Id).Select(b => new { b.DraftChangedAt, b.LiveVersion }).FirstOrDefaultAsync(cancellation);
        if (last is null)
            return BacktestStanding.None;
        return last.DraftChangedAt == version.ChangedAt && last.LiveVersion == live ? BacktestStanding.Current : BacktestStanding.Outdated;
    }
}
