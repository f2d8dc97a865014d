using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Risk;
using ModerationHub.Domain;
using ModerationHub.Domain.Learning;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Learning.Risk;

/// <summary>A detector's weight in log-odds at full strength.</summary>
/// <param name="Set">By the policy's live version.</param>
/// <param name="Before">What was in force before the version in force.</param>
/// <param name="Now">In force.</param>
public sealed record WeightRow(string Detector, double Set, double Before, double Now);

public sealed record RiskVersionRow(int Version, RiskVersionState State, int Decisions, int Violations, int Measured,
    double LogLossBefore, double LogLossAfter, double CalibrationError, DateTimeOffset LearnedAt);

/// <summary>What decisions taught about a policy's weights.</summary>
/// <param name="InForce">Null while those count that the policy sets.</param>
/// <param name="Weights">Of detectors whose weight differs from the set one, now or before; the largest change first.</param>
/// <param name="Earlier">Former and refused ones, newest first.</param>
/// <param name="FrozenBy">Who stopped the learning; null while it goes on.</param>
/// <param name="Fresh">Final decisions since the last time that it learned.</param>
public sealed record RiskBoard(RiskVersionRow? InForce, IReadOnlyList<WeightRow> Weights, double PriorShift, IReadOnlyList<RiskVersionRow> Earlier,
    string? FrozenBy, DateTimeOffset? FrozenAt, int Fresh, bool MayChange);

public sealed class ReadRisk(Operation op)
{
    const int MostEarlier = 20;

    public sealed record Command(string PolicyKey);

    public async Task<RiskBoard> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadModels);
        var live = await op.Db.PolicyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.PolicyKey == command.PolicyKey && v.State == PolicyVersionState.Live, cancellation)
            ?? throw new RuleBrokenException(LearningRules.PolicyUnknown);
        var inForce = await op.Db.RiskVersions.AsNoTracking().SingleOrDefaultAsync(v => v.PolicyKey == command.PolicyKey && v.State == RiskVersionState.InForce, cancellation);
        var before = inForce?.ComparedWith is { } compared
            ? await op.Db.RiskVersions.AsNoTracking().SingleOrDefaultAsync(v => v.PolicyKey == command.PolicyKey && v.Version == compared, cancellation)
            : null;
        var earlier = await op.Db.RiskVersions.AsNoTracking().Where(v => v.PolicyKey == command.PolicyKey && v.State != RiskVersionState.InForce)
            .OrderByDescending(v => v.Version).Take(MostEarlier).ToListAsync(cancellation);
        var freeze = await op.Db.RiskFreezes.AsNoTracking().SingleOrDefaultAsync(f => f.PolicyKey == command.PolicyKey, cancellation);
        var through = await op.Db.RiskVersions.Where(v => v.PolicyKey == command.PolicyKey).MaxAsync(v => (long?)v.Through, cancellation) ?? 0;
        var fresh = await op.Db.Decisions.CountAsync(d => d.PolicyKey == command.PolicyKey && d.Number > through && (d.Findings != null || d.Reverses != null), cancellation);
        var (now, then) = (Learned(inForce), Learned(before));
        return new(inForce is null ? null : Row(inForce), Weights(live, then, now), now.PriorShift, earlier.ConvertAll(Row), freeze?.FrozenBy, freeze?.FrozenAt, fresh,
            op.Actor.Can(Permission.PromoteModel));
    }

    static List<WeightRow> Weights(PolicyVersion live, LearnedWeights then, LearnedWeights now)
    {
        if (LivePolicies.Read(live, default, []) is not { } read)
            return [];
        var set = TextModels.Counting(read).Scoring.Parameters;
        var (before, after) = (then.ApplyTo(set).Weights, now.ApplyTo(set).Weights);
        return [.. set.Weights.Select(w => new WeightRow(w.Key, w.Value, before[w.Key], after[w.Key]))
            .Where(w => Math.Abs(w.Now - w.Set) > 0.005 * w.Set || Math.Abs(w.Now - w.Before) > 0.005 * w.Set)
            .OrderByDescending(w => Math.Abs(w.Now - w.Set)).ThenBy(w => w.Detector, StringComparer.Ordinal)];
    }

    static LearnedWeights Learned(RiskVersion? version) => version is null ? LearnedWeights.None : LearnedWeights.FromJson(version.Weights);

    static RiskVersionRow Row(RiskVersion v) => new(v.Version, v.State, v.Decisions, v.Violations, v.Measured,
        v.LogLossBefore, v.LogLossAfter, v.CalibrationError, v.LearnedAt);
}
