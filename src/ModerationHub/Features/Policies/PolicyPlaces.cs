using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>The tree of policies for those who change it, one at a time: what is asked of the tree holds until the change is made.</summary>
public sealed class PolicyPlaces(Operation op, PolicyVersions versions)
{
    public async Task<List<Policy>> AllAsync(CancellationToken cancellation)
    {
        await versions.LockAllAsync(cancellation);
        return await op.Db.Policies.OrderBy(p => p.Position).ThenBy(p => p.Key).ToListAsync(cancellation);
    }

    /// <param name="row">The row version that the editor saw; whoever comes second is told so.</param>
    public static Policy Seen(List<Policy> all, string key, uint row)
    {
        var policy = all.Find(p => p.Key == key) ?? throw new RuleBrokenException(PolicyRules.Unknown);
        return policy.Row == row ? policy : throw new RuleBrokenException(OperationRunner.Changed);
    }

    public static string Named(string name) => Words.AreMissing(name) || name.Trim().Length > Policy.LongestName
        ? throw new RuleBrokenException(PolicyRules.NameRequired) : name.Replace("\0", "", StringComparison.Ordinal).Trim();

    /// <summary>Whether the policy, with all that lies below it, may lie there.</summary>
    /// <param name="key">The policy; one that is not in the tree yet has nothing below it.</param>
    public static void DemandPlace(List<Policy> all, string key, string? parent)
    {
        var above = 0;
        for (var at = parent; at is not null; above++)
        {
            if (at == key || above > Policy.MostLevels)
                throw new RuleBrokenException(PolicyRules.Loop);
            var policy = all.Find(p => p.Key == at) ?? throw new RuleBrokenException(PolicyRules.Unknown);
            if (policy.ArchivedAt is not null)
                throw new RuleBrokenException(PolicyRules.Archived);
            at = policy.ParentKey;
        }
        if (above + Levels(all, key) > Policy.MostLevels)
            throw new RuleBrokenException(PolicyRules.TooDeep);
    }

    public static List<Policy> Beside(List<Policy> all, string? parent) => all.FindAll(p => p.ParentKey == parent && p.ArchivedAt is null);

    static int Levels(List<Policy> all, string key) => 1 + Beside(all, key).Select(p => Levels(all, p.Key)).DefaultIfEmpty(0).Max();
}
