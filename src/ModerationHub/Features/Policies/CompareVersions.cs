using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>The differences between any two versions of a policy.</summary>
public sealed class CompareVersions(Operation op)
{
    public sealed record Command(string PolicyKey, int Left, int Right);

    public async Task<VersionDifferences> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadPolicies);
        var (left, termsLeft) = await ReadAsync(command.PolicyKey, command.Left, cancellation);
        var (right, termsRight) = await ReadAsync(command.PolicyKey, command.Right, cancellation);
        return VersionDifferences.Of(VersionContent.Of(left), termsLeft, VersionContent.Of(right), termsRight);
    }

    async Task<(PolicyVersion, IReadOnlyCollection<VersionTerm>)> ReadAsync(string key, int number, CancellationToken cancellation)
    {
        // What is being moved in this operation already counts.
        var version = await op.Db.PolicyVersions.SingleOrDefaultAsync(v => v.PolicyKey == key && v.Version == number, cancellation)
            ?? throw new RuleBrokenException(PolicyRules.Unknown);
        var terms = await op.Db.BankTerms.AsNoTracking().Where(t => version.BankIds.Contains(t.BankId))
            .Select(t => new VersionTerm(t.Id, t.Kind, t.Text, t.Language, t.Weight, t.ThreatToLife)).ToListAsync(cancellation);
        return (version, [.. terms.DistinctBy(t => (t.Kind, t.Text))]);
    }
}
