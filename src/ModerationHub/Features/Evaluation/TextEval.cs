using System.Text;
using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Evaluation;

/// <summary>The text sets: one classifier a task, set and language, never pooled.</summary>
static class TextEval
{
    public const string EnglishSet = "01_text_english";
    public const string MultilingualSet = "02_text_multilingual";

    static readonly Dictionary<string, string> Baselines = new(StringComparer.Ordinal)
    {
        ["hate"] = "on test: SVM .367, fastText .506, BERTweet .564",
        ["offensive"] = "on test: SVM .523, fastText .734, BERTweet .795",
    };

    public static IEnumerable<EvalRow> English(EvalSource source, Action<string> skip)
    {
        foreach (var part in EnglishParts(source))
        {
            var rows = source.Measured(EnglishSet, part).FindAll(r => part != "train" || source.Apart || Held(r["id"]));
            foreach (var task in Labelled(rows, part, skip).GroupBy(r => r["task"]).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                if (EnglishModel(source, task.Key) is not { } model) skip($"no training rows for {task.Key}");
                else
                    foreach (var row in Figures($"01 TweetEval {task.Key} ({part})", "en", Judge(model, task), Baselines.GetValueOrDefault(task.Key))) yield return row;
            }
        }
    }

    static string[] EnglishParts(EvalSource source) => SplitsTraining(source) ? ["train"] : ["test", "val"];

    /// <summary>Where there is a training part alone, a fifth of it measures.</summary>
    static bool SplitsTraining(EvalSource source) => !source.MeasuredNames(EnglishSet, "").Any(name => name is "test" or "val");

    public static TextClassifier? EnglishModel(EvalSource source, string task) => source.Model($"01 {task}", () =>
    {
        var rows = source.Training(EnglishSet, "train", EnglishParts(source));
        if (!source.Apart && SplitsTraining(source)) rows.RemoveAll(r => Held(r["id"]));
        // With a folder of its own to train on, its validation part trains too.
        if (source.Apart) rows.AddRange(source.Training(EnglishSet, "val", EnglishParts(source)));
        // The hate test is known to be about other things than its training part.
        return Train(rows.Where(r => r["task"] == task), task == "hate" ? TextTraining.Careful : null);
    });

    public static IEnumerable<EvalRow> Multilingual(EvalSource source, Action<string> skip)
    {
        var all = source.Training(MultilingualSet, "offensive").ToLookup(r => (r["set"], r["lang"]));
        foreach (var group in Labelled(source.Measured(MultilingualSet, "offensive"), "offensive", skip).GroupBy(r => (r["set"], r["lang"])).OrderBy(g => g.Key))
        {
            var (train, measured) = source.Apart ? (all[group.Key], group) : (group.Where(r => !Held(r["id"])), group.Where(r => Held(r["id"])));
            if (Train(train) is not { } model) skip($"no training rows for {group.Key.Item1} {group.Key.Item2}");
            else if (Judge(model, measured) is not { Count: > 0 } judged) skip($"no measured rows for {group.Key.Item1} {group.Key.Item2}");
            else
                foreach (var row in Figures($"02 {group.Key.Item1}", group.Key.Item2, judged)) yield return row;
        }
    }

    /// <summary>Learned from all sets of a language; of Arabic its dialects too.</summary>
    public static TextClassifier? OffensiveModel(EvalSource source, string language, TextTraining? training = null) => source.Model($"02 {language} {training}", () =>
        Train(source.Training(MultilingualSet, "offensive").Where(r => r["lang"].Split('-')[0] == language), training));

    public static IEnumerable<EvalRow> Spam(EvalSource source, Action<string> skip)
    {
        var measured = Labelled(source.Measured("03_text_spam", "youtube_comments"), "youtube_comments", skip);
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

    /// <summary>A measured text: its probability, whether that reached the model's threshold and whether the hub would take it for evidence, and what people said.</summary>
    public readonly record struct Judged(double Probability, bool Said, bool Evident, bool Label);

    public static List<EvalCells> Labelled(List<EvalCells> rows, string file, Action<string> skip) => rows.Readable(file, skip, r => r.Label("label") is not null);

    public static List<Judged> Judge(TextClassifier model, IEnumerable<EvalCells> rows)
    {
        var evident = OwnDetectors.EvidentFrom(model);
        return [.. rows.Select(r => (Probability: model.Probability(r["text"]), Label: r.Label("label") is true)).Select(r => new Judged(r.Probability, r.Probability >= model.Threshold, r.Probability >= evident, r.Label))];
    }

    static IEnumerable<EvalRow> Figures(string set, string language, List<Judged> judged, string? baseline = null, string how = "")
    {
        var counts = new int[4];
        foreach (var text in judged) counts[(text.Said ? 1 : 0) + (text.Label ? 2 : 0)]++;
        yield return new(set, language, "macro-F1" + how, Calibration.MacroF1(counts[3], counts[1], counts[2], counts[0]), judged.Count, baseline);
        foreach (var row in Calibrated(set, language, judged, how)) yield return row;
        // What the hub puts before people is less than what balances the classes.
        foreach (var kind in judged.GroupBy(j => j.Label).OrderByDescending(g => g.Key))
            yield return new(set, language, (kind.Key ? "recall of what the hub flags" : "false alarms of what the hub flags") + how, kind.Count(j => j.Evident) / (double)kind.Count(), kind.Count(), null);
    }

    /// <summary>How far the probabilities can be taken at their word; the lower, the better.</summary>
    public static IEnumerable<EvalRow> Calibrated(string set, string language, List<Judged> judged, string how = "")
    {
        if (judged.Count == 0) yield break;
        var (probabilities, labels) = (judged.ConvertAll(j => j.Probability), judged.ConvertAll(j => j.Label));
        yield return new(set, language, "calibration error" + how, Calibration.ExpectedError(probabilities, labels), judged.Count, null);
        yield return new(set, language, "Brier score" + how, Calibration.Brier(probabilities, labels), judged.Count, null);
    }

    static TextClassifier? Train(IEnumerable<EvalCells> rows, TextTraining? training = null)
    {
        var examples = rows.Where(r => r.Label("label") is not null).Select(r => TextExample.Of(r["text"], r.Label("label") is true)).ToList();
        var positives = examples.Count(e => e.Positive);
        return Math.Min(positives, examples.Count - positives) < TextClassifierTrainer.Folds ? null : TextClassifierTrainer.Train(examples, training ?? TextTraining.For(examples.Count));
    }

    /// <summary>A fifth of the rows by a hash of the id (FNV-1a): the same rows on every run and machine.</summary>
    static bool Held(string id)
    {
        var hash = 0x811C9DC5u;
        foreach (var b in Encoding.UTF8.GetBytes(id)) hash = (hash ^ b) * 0x01000193u;
        return ((hash ^ (hash >> 15)) * 0x9E3779B1u >> 16) % 5 == 0;
    }
}
