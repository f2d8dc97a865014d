using Microsoft.EntityFrameworkCore;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies.Shadows;

/// <summary>Ends shadows whose time is over or whose version changed or was closed, and drops what old ones saw. Each minute, on any host; scoring heeds the same conditions by itself.</summary>
public sealed class EndShadows(DuePlatforms due, OperationRunner runner)
{
    public Task RunAsync(CancellationToken cancellation) => due.EachAsync(nameof(EndShadows),
        $"select distinct platform_id from policy_shadows where state = 'running' or started_at < $1::timestamptz - interval '{ShadowSteps.KeptDays} days'",
        (actor, stop) => runner.RunAsync<ShadowSteps>(actor, (steps, token) => steps.SweepAsync(token), stop), cancellation);
}

/// <summary>What ends shadows; the first to do so says so.</summary>
public sealed class ShadowSteps(Operation op)
{
    /// <summary>From its start on; a shadow runs for a month at most.</summary>
    internal const int KeptDays = 120;

    public async Task SettleAsync(CancellationToken cancellation)
    {
        var ended = await op.Db.Database.SqlQuery<Settled>($"""
            update policy_shadows s set stopped_at = least({op.Now}, s.ends_at),
                state = case when v.state not in ('draft', 'in_review', 'approved') then 'closed' when v.changed_at is distinct from s.version_changed_at then 'changed' else 'ended' end
            from policy_versions v
            where s.platform_id = {op.PlatformId} and v.platform_id = s.platform_id and v.policy_key = s.policy_key and v.version = s.version and s.state = 'running'
                and (v.state not in ('draft', 'in_review', 'approved') or v.changed_at is distinct from s.version_changed_at or s.ends_at <= {op.Now})
            returning s.id, s.state, s.policy_key, s.version
            """).ToListAsync(cancellation);
        foreach (var shadow in ended)
            op.Audit("policy.shadow_ended", "shadow", shadow.Id.ToString(), new { shadow.PolicyKey, shadow.Version, shadow.State });
    }

    public async Task SweepAsync(CancellationToken cancellation)
    {
        await SettleAsync(cancellation);
        var before = op.Now.AddDays(-KeptDays);
        await op.Db.Database.ExecuteSqlAsync($"""
            delete from shadow_accounts where platform_id = {op.PlatformId} and shadow_id in (
                select id from policy_shadows where platform_id = {op.PlatformId} and state <> 'running' and started_at < {before})
            """, cancellation);
        await op.Db.Shadows.Where(s => s.State != Domain.Policies.ShadowState.Running && s.StartedAt < before).ExecuteDeleteAsync(cancellation);
    }

    public sealed record Settled(Guid Id, string State, string PolicyKey, int Version);
}
