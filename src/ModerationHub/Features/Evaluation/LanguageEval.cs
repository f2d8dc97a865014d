using System.Globalization;
using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Evaluation;

/// <summary>Set 10: accuracy by granularity over all languages, each working language among all, and the working languages among themselves.</summary>
static class LanguageEval
{
    static readonly string[] Working = ["ar", "en", "fa", "fr", "tr", "ur"];

    public static IEnumerable<EvalRow> Measure(EvalSource source, Action<string> skip)
    {
        var measured = source.Measured("10_language_id", "samples");
        var training = source.Training("10_language_id", "samples");
        if (!source.Apart)
            // Every second sample of a language and granularity: the same split on every run.
            (training, measured) = (Every(training, 0), Every(measured, 1));
        if (training.Count == 0 || measured.Count == 0)
        {
            skip("no samples to train on or to measure");
            yield break;
        }
        var profiles = LanguageProfiles.Learn(training.Select(r => (r["lang"], r["text"])));
        var said = measured.Select(r => (Row: r, Right: profiles.Detect(r["text"]) == r["lang"])).ToList();
        var published = source.Measured("10_language_id", "published_accuracy");
        foreach (var kind in said.GroupBy(s => s.Row["granularity"]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            yield return Row("all", kind.Key, [.. kind.Select(s => s.Right)], Published(published, kind.Key, null));
            var own = kind.Where(s => Working.Contains(s.Row["lang"])).Select(s => profiles.Detect(s.Row["text"], Working) == s.Row["lang"]).ToArray();
            if (own.Length > 0) yield return Row("working", kind.Key, own, null, " among working languages");
            foreach (var language in kind.Where(s => Working.Contains(s.Row["lang"])).GroupBy(s => s.Row["lang"]).OrderBy(g => g.Key, StringComparer.Ordinal))
                yield return Row(language.Key, kind.Key, [.. language.Select(s => s.Right)], Published(published, kind.Key, language.Key));
        }
    }

    static EvalRow Row(string language, string kind, bool[] right, string? published, string among = "") =>
        new("10 language", language, "accuracy, " + kind.Replace('_', ' ') + among, right.Count(r => r) / (double)right.Length, right.Length, published);

    static List<EvalCells> Every(List<EvalCells> rows, int rest) =>
        [.. rows.GroupBy(r => (r["lang"], r["granularity"])).SelectMany(g => g.Where((_, i) => i % 2 == rest))];

    static string? Published(List<EvalCells> rows, string kind, string? language)
    {
        var name = language is null ? null : CultureInfo.GetCultureInfo(language).EnglishName;
        var part = kind.Replace('_', '-');
        var parts = new[] { "whatlang", "cld3", "lingua-high" }.Select(library =>
        {
            var figures = rows.Where(r => name is null || r["language"] == name)
                .Select(r => double.TryParse(r[$"{part}-{library}"], CultureInfo.InvariantCulture, out var f) ? f : double.NaN).Where(double.IsFinite).ToList();
            return figures.Count == 0 ? null : $"{library} {(figures.Average() / 100).ToString("0.000", CultureInfo.InvariantCulture)}";
        }).OfType<string>().ToList();
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }
}
