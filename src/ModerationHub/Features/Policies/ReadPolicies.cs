using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <param name="Live">Number of the live version; null while there is none.</param>
/// <param name="Open">The version in preparation.</param>
/// <param name="Strikes">Of final decisions with consequences under it in the last 90 days, as their versions count them.</param>
/// <param name="Depth">How deep it lies in the tree.</param>
public sealed record PolicyLine(string Key, string Name, Severity Severity, int Depth, int? Live, double? Threshold, IReadOnlyList<string> AllowedActions,
    int? TargetMinutes, int Terms, int Strikes, int? Open, PolicyVersionState? OpenState)
{
    public string? ParentKey { get; init; }
    public bool Archived { get; init; }
}

/// <summary>The platform's policies as a tree, in their order; those in the archive behind it.</summary>
public sealed class ReadPolicies(Operation op)
{
    public static readonly TimeSpan StrikesSince = TimeSpan.FromDays(90);

    public async Task<IReadOnlyList<PolicyLine>> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadPolicies);
        var policies = await op.Db.Policies.AsNoTracking().OrderBy(p => p.Position).ThenBy(p => p.Key).ToListAsync(cancellation);
        var versions = await op.Db.PolicyVersions.AsNoTracking()
            .Where(v => v.State != PolicyVersionState.Retired && v.State != PolicyVersionState.Withdrawn).ToListAsync(cancellation);
        var terms = await op.Db.BankTerms.GroupBy(t => t.BankId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
        var since = op.Now - StrikesSince;
        var strikes = await (from d in op.Db.Decisions
                             where d.State == DecisionState.Final && d.DecidedAt >= since && d.Actions.Any(a => a.Kind != ActionKind.NoAction && a.Kind != ActionKind.Restore)
                             join v in op.Db.PolicyVersions on new { d.PolicyKey, Version = d.PolicyVersion } equals new { v.PolicyKey, v.Version }
                             group v by v.PolicyKey into policy
                             select new { policy.Key, Count = policy.Sum(v => v.Strikes) }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
        var archived = policies.Where(p => p.ArchivedAt is not null).ToList();
        return [.. Tree(policies.Except(archived).ToList(), null, 0, []).Concat(archived.Select(p => (Policy: p, Depth: 0))).Select(node =>
        {
            var live = versions.Find(v => v.PolicyKey == node.Policy.Key && v.State == PolicyVersionState.Live);
            var open = versions.Find(v => v.PolicyKey == node.Policy.Key && v.IsOpen);
            return new PolicyLine(node.Policy.Key, node.Policy.Name, node.Policy.Severity, node.Depth, live?.Version, live?.Threshold,
                PolicyActions.Of(live?.AllowedActions ?? []), live?.TargetMinutes, live?.BankIds.Sum(id => terms.GetValueOrDefault(id)) ?? 0,
                strikes.GetValueOrDefault(node.Policy.Key), open?.Version, open?.State) { ParentKey = node.Policy.ParentKey, Archived = node.Policy.ArchivedAt is not null };
        })];
    }

    // A parent that is missing or its own descendant must not hide the policy.
    static IEnumerable<(Policy Policy, int Depth)> Tree(List<Policy> all, string? parent, int depth, HashSet<string> seen)
    {
        foreach (var policy in all.Where(p => parent is null ? p.ParentKey is null || all.All(o => o.Key != p.ParentKey) : p.ParentKey == parent))
            if (seen.Add(policy.Key))
            {
                yield return (policy, depth);
                foreach (var below in Tree(all, policy.Key, depth + 1, seen))
                    yield return below;
            }
        if (parent is null)
            foreach (var policy in all.Where(p => seen.Add(p.Key)))
                yield return (policy, 0);
    }
}
