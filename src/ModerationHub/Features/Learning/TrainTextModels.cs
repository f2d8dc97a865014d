using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Text;
using ModerationHub.Domain.Learning;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Learning;

/// <summary>Trains what leads asked for. Each minute, on any host; a lease in the request keeps others off while its own row stays free for a new request.</summary>
public sealed partial class TrainTextModels(DuePlatforms due, OperationRunner runner, ILogger<TrainTextModels> logger)
{
    public Task RunAsync(CancellationToken cancellation) => due.EachAsync(nameof(TrainTextModels),
        "select distinct platform_id from text_training_requests where failure is null and (taken_until is null or taken_until <= $1)", async (actor, stop) =>
        {
            while (await runner.RunAsync<Step, Taken?>(actor, (step, token) => step.TakeAsync(token), stop) is { } taken)
                await TrainAsync(actor, taken, stop);
        }, cancellation);

    // What fails is said and done with: it holds up neither the next minute nor other policies and platforms.
    async Task TrainAsync(Actor actor, Taken taken, CancellationToken cancellation)
    {
        try
        {
            var trained = await runner.RunAsync<Step, Trained>(actor, (step, token) => step.HandleAsync(taken, token), cancellation);
            if (trained.Version is { } version)
                Log.Trained(logger, actor.PlatformId, taken.PolicyKey, version, trained.Texts);
            else
                Log.TooFew(logger, actor.PlatformId, taken.PolicyKey, trained.Texts);
        }
#pragma warning disable CA1031 // Whatever it is, the lead reads it on the page.
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var error = e.Told();
            Log.Failed(logger, actor.PlatformId, taken.PolicyKey, error);
            await runner.RunAsync<Step>(actor, (step, token) => step.FailAsync(taken, error, token), cancellation);
        }
    }

    /// <summary>A request that this host trains for.</summary>
    public sealed record Taken(string PolicyKey, string RequestedBy, DateTimeOffset RequestedAt);

    /// <param name="Version">Null when there was too little to learn from after all.</param>
    public sealed record Trained(int? Version, int Texts);

    public sealed class Step(Operation op, CollectExamples examples)
    {
        /// <summary>The oldest request that nobody trains for; null when none is left.</summary>
        public async Task<Taken?> TakeAsync(CancellationToken cancellation)
        {
            var request = (await op.Db.TextTrainingRequests.FromSql($"""
                select * from text_training_requests where platform_id = {op.PlatformId} and failure is null and (taken_until is null or taken_until <= {op.Now})
                order by requested_at limit 1 for update skip locked
                """).AsNoTracking().ToListAsync(cancellation)).SingleOrDefault();
            if (request is null)
                return null;
            await op.Db.TextTrainingRequests.Where(r => r.PolicyKey == request.PolicyKey)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.TakenUntil, op.Now + TextTrainingRequest.Lease), cancellation);
            return new(request.PolicyKey, request.RequestedBy, request.RequestedAt);
        }

        public async Task<Trained> HandleAsync(Taken request, CancellationToken cancellation)
        {
            var texts = await examples.HandleAsync(request.PolicyKey, cancellation);
            if (!TrainingStock.Of(texts).Suffices)
            {
                await FailAsync(request, LearningRules.TooFew.Sentence, cancellation);
                return new(null, texts.Count);
            }

            var (training, heldBack) = Split(texts);
            var settings = new ModelSettings("hashed n-grams, linear support vectors, Platt", TextTraining.For(training.Count), training.Count, heldBack.Count);
            var model = Train(training, settings.Training);
            var measured = WithoutRepeats(heldBack, training);
            var models = await op.Db.TextModels.Where(m => m.PolicyKey == request.PolicyKey && m.State != TextModelState.Retired)
                .Select(m => new { m.Version, m.State, Bytes = m.State == TextModelState.Champion ? m.Bytes : null }).ToListAsync(cancellation);
            var champion = models.Find(m => m.State == TextModelState.Champion);
            var metrics = new ModelMetrics(TextFigures.Of(model, measured),
                Readable(champion?.Bytes) is { } before ? TextFigures.Of(before, measured) : null, heldBack.Count - measured.Count);
            await op.Db.TextModels.Where(m => m.PolicyKey == request.PolicyKey && m.State == TextModelState.Challenger)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, TextModelState.Retired), cancellation);
            var version = 1 + (await op.Db.TextModels.Where(m => m.PolicyKey == request.PolicyKey).MaxAsync(m => (int?)m.Version, cancellation) ?? 0);
            var stored = new StoredTextModel
            {
                PlatformId = op.PlatformId, PolicyKey = request.PolicyKey, Version = version, Bytes = model.ToBytes(),
                Settings = JsonSerializer.Serialize(settings, Operation.Json), Metrics = JsonSerializer.Serialize(metrics, Operation.Json),
                InputDigest = LabelledText.Digest(texts), Positives = texts.Count(t => t.Positive), Negatives = texts.Count(t => !t.Positive),
                TrainedAt = op.Now, RequestedBy = request.RequestedBy, ComparedWith = champion?.Version,
            };
            op.Db.TextModels.Add(stored);
            op.Audit("model.trained", "text_model", $"{stored.PolicyKey} {version}", new { stored.InputDigest, stored.Positives, stored.Negatives, settings, requested_by = request.RequestedBy });
            // A request that came meanwhile has another time and waits for its own turn.
            await op.Db.TextTrainingRequests.Where(r => r.PolicyKey == request.PolicyKey && r.RequestedAt == request.RequestedAt).ExecuteDeleteAsync(cancellation);
            await FreeAsync(request, cancellation);
            return new(version, texts.Count);
        }

        /// <summary>The request stays with the reason, for the page, until somebody asks again.</summary>
        public async Task FailAsync(Taken request, string reason, CancellationToken cancellation)
        {
            await op.Db.TextTrainingRequests.Where(r => r.PolicyKey == request.PolicyKey && r.RequestedAt == request.RequestedAt)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.Failure, reason).SetProperty(r => r.FailedAt, op.Now), cancellation);
            await FreeAsync(request, cancellation);
            op.Audit("model.training_failed", "policy", request.PolicyKey, new { reason, requested_by = request.RequestedBy });
        }

        Task<int> FreeAsync(Taken request, CancellationToken cancellation) => op.Db.TextTrainingRequests.Where(r => r.PolicyKey == request.PolicyKey)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.TakenUntil, (DateTimeOffset?)null), cancellation);

        // One that was stored by an earlier release with other features can't be compared; the next one takes its place.
        public static TextClassifier? Readable(byte[]? stored)
        {
            try
            {
                return stored is null ? null : TextClassifierBytes.Read(stored);
            }
            catch (InvalidDataException)
            {
                return null;
            }
        }

        public static (List<LabelledText> Training, List<LabelledText> HeldBack) Split(IReadOnlyList<LabelledText> texts) =>
            ([.. texts.Where(t => !t.HeldBack)], [.. texts.Where(t => t.HeldBack)]);

        public static TextClassifier Train(IReadOnlyList<LabelledText> texts, TextTraining training) => TextClassifierTrainer.Train(
            [.. texts.Select(t => TextExample.Of(t.Text, t.Positive) with { Language = t.Language, Group = t.Origin })], training);

        // What a training text nearly repeats measures memory, not judgement.
        static List<LabelledText> WithoutRepeats(List<LabelledText> heldBack, List<LabelledText> training)
        {
            var known = training.Select(t => Sketch(t.Text)).ToList();
            var kept = heldBack.Where(t => Sketch(t.Text) is var own && !known.Exists(sketch => NearDuplicate.SameSketch(sketch, own))).ToList();
            return kept.Count > 0 ? kept : heldBack;
        }

        static ulong Sketch(string text) => NearDuplicate.Sign(TextNormaliser.Normalise(text)).Sketch();
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Platform {Platform}: text model {Version} of {Policy} was trained with {Texts} texts")]
        public static partial void Trained(ILogger logger, int platform, string policy, int version, int texts);

        [LoggerMessage(LogLevel.Warning, "Platform {Platform}: {Texts} texts are too few to train a model of {Policy}")]
        public static partial void TooFew(ILogger logger, int platform, string policy, int texts);

        [LoggerMessage(LogLevel.Error, "Platform {Platform}: training a model of {Policy} failed: {Error}")]
        public static partial void Failed(ILogger logger, int platform, string policy, string error);
    }
}
