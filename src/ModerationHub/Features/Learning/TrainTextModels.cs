using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Text;
using ModerationHub.Domain.Learning;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Learning;

/// <summary>Trains what leads asked for. Each minute, on any host; the request's locked row is the lease.</summary>
public sealed partial class TrainTextModels(DuePlatforms due, OperationRunner runner, ILogger<TrainTextModels> logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var platform in await due.WhereAsync("select distinct platform_id from text_training_requests where requested_at <= $1", cancellation))
            while (await runner.RunAsync<Step, Trained?>(Actor.Machine(platform), (step, token) => step.HandleAsync(token), cancellation) is { } trained)
                if (trained.Version is { } version)
                    Log.Trained(logger, platform, trained.PolicyKey, version, trained.Texts);
                else
                    Log.TooFew(logger, platform, trained.PolicyKey, trained.Texts);
    }

    /// <param name="Version">Null when there was too little to learn from after all.</param>
    public sealed record Trained(string PolicyKey, int? Version, int Texts);

    /// <summary>One request; null when none is left.</summary>
    public sealed class Step(Operation op, CollectExamples examples)
    {
        /// <summary>Below this many texts naive Bayes' ratios would learn the few accounts that there are.</summary>
        const int Few = 2_000;

        public async Task<Trained?> HandleAsync(CancellationToken cancellation)
        {
            var request = (await op.Db.TextTrainingRequests.FromSql($"""
                select * from text_training_requests where platform_id = {op.PlatformId} order by requested_at limit 1 for update skip locked
                """).ToListAsync(cancellation)).SingleOrDefault();
            if (request is null)
                return null;
            op.Db.TextTrainingRequests.Remove(request);
            var texts = await examples.HandleAsync(request.PolicyKey, cancellation);
            if (!TrainingStock.Of(texts).Suffices)
                return new(request.PolicyKey, null, texts.Count);

            var (training, heldBack) = Split(texts);
            var settings = new ModelSettings("hashed n-grams, linear support vectors, Platt", training.Count < Few ? TextTraining.Plain : new TextTraining(), training.Count, heldBack.Count);
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
            return new(request.PolicyKey, version, texts.Count);
        }

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
    }
}
