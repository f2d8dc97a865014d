using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Cases;

/// <summary>The weights that a risk was made with, where decisions taught them.</summary>
/// <param name="Version">Number of the learned weights within the policy.</param>
/// <param name="Decisions">How many decisions they were learned from.</param>
public sealed record LearnedFrom(int Version, int Decisions)
{
    public static Task<LearnedFrom?> OfAsync(Operation op, Case @case, CancellationToken cancellation) => OfAsync(op, @case.PolicyKey, @case.RiskVersion, cancellation);

    public static async Task<LearnedFrom?> OfAsync(Operation op, string policy, int? riskVersion, CancellationToken cancellation) => riskVersion is { } version
        ? await op.Db.RiskVersions.Where(v => v.PolicyKey == policy && v.Version == version).Select(v => new LearnedFrom(v.Version, v.Decisions)).SingleOrDefaultAsync(cancellation)
        : null;
}
