using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Learning;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Learning.Onnx;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Learning;

public sealed record ModelRow(int Version, TextModelState State, DateTimeOffset TrainedAt, string RequestedBy, int Positives, int Negatives,
    DateTimeOffset? PromotedAt, string? PromotedBy, int? ComparedWith, string InputDigest, ModelMetrics Metrics);

public sealed record PolicyChoice(string Key, string Name);

/// <param name="Version">As cases name it.</param>
/// <param name="Fault">Why it does not run; null while it does.</param>
public sealed record OperatorsModel(string Version, string? Fault);

/// <summary>One policy's models, what there is to learn from, and what the reader may do.</summary>
/// <param name="Champion">In force; null when none is.</param>
/// <param name="Challenger">Waits for a lead.</param>
/// <param name="Former">Retired ones, newest first.</param>
/// <param name="Waiting">Somebody asked for training and the job has not done it yet.</param>
/// <param name="Failure">Why the last training came to nothing; null when it did not or another one was asked for.</param>
public sealed record ModelBoard(IReadOnlyList<PolicyChoice> Policies, PolicyChoice? Policy, ModelRow? Champion, ModelRow? Challenger, IReadOnlyList<ModelRow> Former,
    TrainingStock Stock, int Imported, bool Waiting, string? Failure, bool MayTrain, bool MayPromote)
{
    /// <summary>What an operator put into the policy's place: no learned model counts beside it.</summary>
    public OperatorsModel? Operators { get; init; }

    /// <summary>The challenger was measured against the model that is in force now.</summary>
    public bool Comparable => Challenger is not null && Challenger.ComparedWith == Champion?.Version;
}

public sealed class ReadModels(Operation op, CollectExamples examples, KnownStock stock, OnnxModels onnx)
{
    const int MostFormer = 20;

    /// <param name="PolicyKey">Null or unknown takes the first.</param>
    public sealed record Command(string? PolicyKey);

    public async Task<ModelBoard> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadModels);
        var policies = await op.Db.Policies.AsNoTracking()
            .Where(p => op.Db.PolicyVersions.Any(v => v.PlatformId == p.PlatformId && v.PolicyKey == p.Key && v.State == PolicyVersionState.Live))
            .OrderBy(p => p.Position).ThenBy(p => p.Key).Select(p => new PolicyChoice(p.Key, p.Name)).ToListAsync(cancellation);
        var policy = policies.Find(p => p.Key == command.PolicyKey) ?? policies.FirstOrDefault();
        if (policy is null)
            return new(policies, null, null, null, [], TrainingStock.Of([]), 0, false, null, false, false);
        var stored = await op.Db.TextModels.AsNoTracking().Where(m => m.PolicyKey == policy.Key).OrderByDescending(m => m.Version).Take(MostFormer + 2)
            .Select(m => new { m.Version, m.State, m.TrainedAt, m.RequestedBy, m.Positives, m.Negatives, m.PromotedAt, m.PromotedBy, m.ComparedWith, m.InputDigest, m.Metrics })
            .ToListAsync(cancellation);
        var models = stored.ConvertAll(m => new ModelRow(m.Version, m.State, m.TrainedAt, m.RequestedBy, m.Positives, m.Negatives, m.PromotedAt, m.PromotedBy,
            m.ComparedWith, m.InputDigest, JsonSerializer.Deserialize<ModelMetrics>(m.Metrics, Operation.Json)!));
        var request = await op.Db.TextTrainingRequests.AsNoTracking().SingleOrDefaultAsync(r => r.PolicyKey == policy.Key, cancellation);
        return new(policies, policy, models.Find(m => m.State == TextModelState.Champion), models.Find(m => m.State == TextModelState.Challenger),
            models.FindAll(m => m.State == TextModelState.Retired), await stock.OfAsync(op, policy.Key, examples, cancellation),
            await op.Db.TextExamples.CountAsync(e => e.PolicyKey == policy.Key, cancellation),
            request is { Failure: null }, request?.Failure,
            op.Actor.Can(Permission.TrainModel), op.Actor.Can(Permission.PromoteModel))
        {
            Operators = onnx.Of(policy.Key) is { } own ? new(own.Version, own.Fault) : null,
        };
    }
}
