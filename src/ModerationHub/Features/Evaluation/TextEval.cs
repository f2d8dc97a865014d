using System.Text;
using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Evaluation;

/// <summary>The text sets: one classifier a task, set and language, never pooled.</summary>
static class TextEval
{
    /// <summary>The calibrated probability from which on a text is put before a human, far above the threshold that balances the classes.</summary>
    const double Working = 0.9;

    const double Balanced = 0.5;
    const string Flagged = "share flagged at p ≥ 0.9";

    static readonly Dictionary<string, string> Baselines = new(StringComparer.Ordinal)
    {
        ["hate"] = "on test: SVM .367, fastText .506, BERTweet .564",
        ["offensive"] = "on test: SVM .523, fastText .734, BERTweet .795",
    };

    public static IEnumerable<EvalRow> English(EvalSource source, Action<string> skip)
    {
        foreach (var (part, rows) in EnglishMeasured(source))
            foreach (var task in rows.GroupBy(r => r["task"]).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                if (EnglishModel(source, task.Key) is not { } model) skip($"no training rows for {task.Key}");
                else
                    foreach (var row in Figures($"01 TweetEval {task.Key} ({part})", "en", Judge(model, task), Baselines.GetValueOrDefault(task.Key))) yield return row;
            }
    }

    static string[] EnglishParts(EvalSource source) => SplitsTraining(source) ? ["train"] : ["test", "val"];

    static IEnumerable<(string Part, List<EvalCells> Rows)> EnglishMeasured(EvalSource source) =>
        EnglishParts(source).Select(part => (part, source.Measured("01_text_english", part).FindAll(r => part != "train" || source.Apart || Held(r["id"])))).Where(p => p.Item2.Count > 0);

    /// <summary>Where there is a training part alone, a fifth of it measures.</summary>
    static bool SplitsTraining(EvalSource source) => !source.MeasuredNames("01_text_english", "").Any(name => name is "test" or "val");

    static TextClassifier? EnglishModel(EvalSource source, string task)
    {
        var rows = source.Training("01_text_english", "train", EnglishParts(source));
        if (!source.Apart && SplitsTraining(source)) rows.RemoveAll(r => Held(r["id"]));
        // With a folder of its own to train on, its validation part trains too.
        if (source.Apart) rows.AddRange(source.Training("01_text_english", "val", EnglishParts(source)));
        // The hate test is known to be about other things than its training part.
        return Train(rows.Where(r => r["task"] == task), task == "hate" ? TextTraining.Careful : null);
    }

    public static IEnumerable<EvalRow> Multilingual(EvalSource source, Action<string> skip)
    {
        var all = source.Training("02_text_multilingual", "offensive").ToLookup(r => (r["set"], r["lang"]));
        foreach (var group in source.Measured("02_text_multilingual", "offensive").GroupBy(r => (r["set"], r["lang"])).OrderBy(g => g.Key))
        {
            var (train, measured) = source.Apart ? (all[group.Key], group) : (group.Where(r => !Held(r["id"])), group.Where(r => Held(r["id"])));
            if (Train(train) is not { } model) skip($"no training rows for {group.Key.Item1} {group.Key.Item2}");
            else if (Judge(model, measured) is not { Count: > 0 } judged) skip($"no measured rows for {group.Key.Item1} {group.Key.Item2}");
            else
                foreach (var row in Figures($"02 {group.Key.Item1}", group.Key.Item2, judged)) yield return row;
        }
        foreach (var row in HateCheck(source, skip)) yield return row;
    }

    /// <summary>A diagnostic: written cases that no training set resembles, hateful and harmless apart, in each language that there is something to learn from.</summary>
    static IEnumerable<EvalRow> HateCheck(EvalSource source, Action<string> skip)
    {
        foreach (var cases in source.Measured("02_text_multilingual", "hatecheck").GroupBy(r => r["lang"]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            if ((cases.Key == "en" ? EnglishModel(source, "hate") : OffensiveModel(source, cases.Key)) is not { } model)
            {
                skip($"no training rows for hatecheck {cases.Key}");
                continue;
            }
            var judged = Judge(model, cases);
            foreach (var group in judged.GroupBy(j => j.Label).OrderBy(g => g.Key))
                yield return new("02 HateCheck", cases.Key, group.Key ? "accuracy, hateful" : "accuracy, not hateful",
                    group.Count(j => j.Said == group.Key) / (double)group.Count(), group.Count(), null);
            foreach (var row in Calibrated("02 HateCheck", cases.Key, judged)) yield return row;
            var counter = Judge(model, cases.Where(r => r["fine_label"].StartsWith("counter_", StringComparison.Ordinal)));
            if (counter.Count > 0)
                yield return new("02 HateCheck counter-speech", cases.Key, Flagged, counter.Count(j => j.Probability >= Working) / (double)counter.Count, counter.Count, null);
        }
    }

    /// <summary>Learned from all sets of a language; of Arabic its dialects too.</summary>
    static TextClassifier? OffensiveModel(EvalSource source, string language) =>
        Train(source.Training("02_text_multilingual", "offensive").Where(r => r["lang"].Split('-')[0] == language), TextTraining.Careful);

    public static IEnumerable<EvalRow> Spam(EvalSource source, Action<string> skip)
    {
        var measured = source.Measured("03_text_spam", "youtube_comments");
        var training = source.Training("03_text_spam", "youtube_comments");
        // Comments under one video resemble each other: a video is measured by a model that never saw it.
        var judged = new List<Judged>();
        foreach (var video in measured.GroupBy(r => r["video"]))
        {
            if (Train(source.Apart ? training : training.Where(r => r["video"] != video.Key), TextTraining.Careful) is { } model) judged.AddRange(Judge(model, video));
            else skip($"no training rows for {video.Key}");
        }
        if (judged.Count == 0) yield break;
        var how = source.Apart ? "" : ", videos apart";
        foreach (var row in Figures("03 YouTube spam", "en", judged, how: how)) yield return row;
        yield return new("03 YouTube spam", "en", "accuracy" + how, judged.Count(j => j.Said == j.Label) / (double)judged.Count, judged.Count, null);
    }

    public static IEnumerable<EvalRow> Benign(EvalSource source, Action<string> skip)
    {
        TextClassifier?[] models = [EnglishModel(source, "hate"), EnglishModel(source, "offensive")];
        if (Array.TrueForAll(models, m => m is null))
        {
            skip("no training rows (01_text_english)");
            yield break;
        }
        foreach (var kind in source.Measured("11_benign_contrast", "texts").Where(r => r["should_flag"] == "0").GroupBy(r => (r["kind"], r["lang"])).OrderBy(g => g.Key))
            yield return new($"11 {kind.Key.Item1}", kind.Key.Item2, Flagged,
                kind.Count(r => models.Any(m => m?.Probability(r["text"]) >= Working)) / (double)kind.Count(), kind.Count(), null);
        if (OffensiveModel(source, "ar") is not { } arabic)
        {
            skip("no training rows in Arabic (02_text_multilingual)");
            yield break;
        }
        var (ar, en) = (BenignTexts.All.Where(t => t.IsArabic).ToList(), BenignTexts.All.Where(t => t.Language == "en").ToList());
        // At the working threshold there are too few to compare; at the models' own the comparison is the sharper one.
        foreach (var (threshold, how) in new[] { (Working, Flagged), (Balanced, "share flagged at p ≥ 0.5") })
        {
            var (inArabic, inEnglish) = (ar.Count(t => arabic.Probability(t.Text) >= threshold), en.Count(t => models.Any(m => m?.Probability(t.Text) >= threshold)));
            yield return new("11 own harmless texts", "ar", how, inArabic / (double)ar.Count, ar.Count, null);
            yield return new("11 own harmless texts", "en", how, inEnglish / (double)en.Count, en.Count, null);
            var (ratio, least, most) = Calibration.RatioOfShares(inArabic, ar.Count, inEnglish, en.Count);
            yield return new("11 own harmless texts", "ar : en", FormattableString.Invariant($"ratio, {how}, 95 % interval {least:0.00}–{most:0.00}"), ratio, ar.Count + en.Count, null);
        }
    }

    /// <summary>A measured text: its probability, whether that reached the model's threshold, and what people said.</summary>
    readonly record struct Judged(double Probability, bool Said, bool Label);

    static List<Judged> Judge(TextClassifier model, IEnumerable<EvalCells> rows) =>
        [.. rows.Select(r => (Probability: model.Probability(r["text"]), Label: r["label"] == "1")).Select(r => new Judged(r.Probability, r.Probability >= model.Threshold, r.Label))];

    static IEnumerable<EvalRow> Figures(string set, string language, List<Judged> judged, string? baseline = null, string how = "")
    {
        var counts = new int[4];
        foreach (var text in judged) counts[(text.Said ? 1 : 0) + (text.Label ? 2 : 0)]++;
        yield return new(set, language, "macro-F1" + how, Calibration.MacroF1(counts[3], counts[1], counts[2], counts[0]), judged.Count, baseline);
        foreach (var row in Calibrated(set, language, judged, how)) yield return row;
    }

    /// <summary>How far the probabilities can be taken at their word; the lower, the better.</summary>
    static IEnumerable<EvalRow> Calibrated(string set, string language, List<Judged> judged, string how = "")
    {
        var (probabilities, labels) = (judged.ConvertAll(j => j.Probability), judged.ConvertAll(j => j.Label));
        yield return new(set, language, "calibration error" + how, Calibration.ExpectedError(probabilities, labels), judged.Count, null);
        yield return new(set, language, "Brier score" + how, Calibration.Brier(probabilities, labels), judged.Count, null);
    }

    static TextClassifier? Train(IEnumerable<EvalCells> rows, TextTraining? training = null)
    {
        var examples = rows.Select(r => TextExample.Of(r["text"], r["label"] == "1")).ToList();
        var positives = examples.Count(e => e.Positive);
        return Math.Min(positives, examples.Count - positives) < 4 ? null : TextClassifierTrainer.Train(examples, training);
    }

    /// <summary>A fifth of the rows by a hash of the id (FNV-1a): the same rows on every run and machine.</summary>
    static bool Held(string id)
    {
        var hash = 0x811C9DC5u;
        foreach (var b in Encoding.UTF8.GetBytes(id)) hash = (hash ^ b) * 0x01000193u;
        return ((hash ^ (hash >> 15)) * 0x9E3779B1u >> 16) % 5 == 0;
    }
}
