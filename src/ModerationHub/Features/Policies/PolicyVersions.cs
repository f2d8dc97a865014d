using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>Loads versions for those who change them.</summary>
public sealed class PolicyVersions(Operation op)
{
    /// <param name="key">The policy.</param>
    /// <param name="version">Its version.</param>
    /// <param name="row">The row version that the editor saw; whoever comes second is told so.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<PolicyVersion> SeenAsync(string key, int version, uint row, CancellationToken cancellation)
    {
        var found = await op.Db.PolicyVersions.SingleOrDefaultAsync(v => v.PolicyKey == key && v.Version == version, cancellation)
            ?? throw new RuleBrokenException(PolicyRules.Unknown);
        return found.Row == row ? found : throw new RuleBrokenException(OperationRunner.Changed);
    }

    /// <summary>The policy's row is the lock for whatever there may be only one of: the second finds what the first left.</summary>
    public Task LockAsync(string key, CancellationToken cancellation) =>
        op.Db.Database.ExecuteSqlAsync($"select 1 from policies where platform_id = {op.PlatformId} and key = {key} for update", cancellation);

    /// <summary>Likewise for whatever a platform may have only so many of, over all its policies.</summary>
    public Task LockAllAsync(CancellationToken cancellation) =>
        op.Db.Database.ExecuteSqlAsync($"select 1 from policies where platform_id = {op.PlatformId} order by key for update", cancellation);

    public async Task<int> NextNumberAsync(string key, CancellationToken cancellation)
    {
        await LockAsync(key, cancellation);
        return 1 + (await op.Db.PolicyVersions.Where(v => v.PolicyKey == key).MaxAsync(v => (int?)v.Version, cancellation) ?? 0);
    }

    public Task<PolicyVersion?> LiveAsync(string key, CancellationToken cancellation) =>
        op.Db.PolicyVersions.SingleOrDefaultAsync(v => v.PolicyKey == key && v.State == PolicyVersionState.Live, cancellation);

    /// <summary>The live one leaves before the next comes: there is never more than one.</summary>
    public async Task RetireAsync(PolicyVersion? live, CancellationToken cancellation)
    {
        if (live is null)
            return;
        live.State = PolicyVersionState.Retired;
        await op.Db.SaveChangesAsync(cancellation);
    }

    /// <summary>With the version that goes live its severity counts.</summary>
    public async Task TakeSeverityAsync(PolicyVersion version, CancellationToken cancellation)
    {
        if (version.Severity is { } severity)
            (await op.Db.Policies.SingleAsync(p => p.Key == version.PolicyKey, cancellation)).Severity = severity;
    }

    /// <summary>Leaves work for the background: accounts whose score the change can move are looked at again.</summary>
    /// <param name="before">The version that was live; the same when a single term changed.</param>
    public void Recount(PolicyVersion live, int? before, Guid? term = null) => op.Db.Recounts.Add(new Recount
    {
        PlatformId = op.PlatformId, Id = op.NewId(), PolicyKey = live.PolicyKey, Version = live.Version, Before = before, TermId = term, DueAt = op.Now + PlatformContexts.Settled,
    });

    /// <summary>A version that goes live or is given up casts no shadow any more.</summary>
    public Task CloseShadowAsync(PolicyVersion version, CancellationToken cancellation) => op.Db.Shadows
        .Where(s => s.PolicyKey == version.PolicyKey && s.Version == version.Version && s.State == ShadowState.Running)
        .ExecuteUpdateAsync(s => s.SetProperty(x => x.State, ShadowState.Closed).SetProperty(x => x.StoppedAt, op.Now), cancellation);

    public void Audit(string action, PolicyVersion version, object details) =>
        op.Audit(action, "policy_version", $"{version.PolicyKey}/{version.Version}", details);
}
