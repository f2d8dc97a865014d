using System.Globalization;
using ModerationHub.Detection.Text;
using ModerationHub.Features.Languages;

namespace ModerationHub.Features.Evaluation;

/// <summary>Set 10, as the hub tells languages: accuracy by granularity over all languages, each working language among all, and the working languages among themselves.</summary>
static class LanguageEval
{
    static readonly string[] Working = ["ar", "en", "fa", "fr", "tr", "ur"];

    public static IEnumerable<EvalRow> Measure(EvalSource source, Action<string> skip)
    {
        var measured = source.Measured("10_language_id", "samples").Where(r => LanguageModels.All.Contains(r["lang"])).ToList();
        if (measured.Count == 0)
        {
            skip(source.Without("10_language_id", "samples"));
            yield break;
        }
        var published = source.Published("10_language_id", "published_accuracy");
        var (all, usual, working) = (Teller(LanguageModels.All), Teller(LanguageModels.Usual.Split(',')), Teller(Working));
        foreach (var kind in measured.GroupBy(r => r["granularity"]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            yield return Row("all", kind.Key, [.. kind.Select(r => all.Tell(r["text"]) == r["lang"])], Published(published, kind.Key, null));
            foreach (var (name, teller, among) in new[] { ("working", working, Working), ("usual", usual, LanguageModels.Usual.Split(',')) })
            {
                var own = kind.Where(r => among.Contains(r["lang"])).Select(r => teller.Tell(r["text"]) == r["lang"]).ToArray();
                if (own.Length > 0) yield return Row(name, kind.Key, own, null, $" among {among.Length} languages");
            }
            // As the hub is delivered; what was published is among all.
            foreach (var language in kind.Where(r => Working.Contains(r["lang"])).GroupBy(r => r["lang"]).OrderBy(g => g.Key, StringComparer.Ordinal))
                yield return Row(language.Key, kind.Key, [.. language.Select(r => usual.Tell(r["text"]) == language.Key)],
                    Published(published, kind.Key, language.Key) is { } others ? $"among 75: {others}" : null, $" among {LanguageModels.Usual.Split(',').Length} languages");
        }
    }

    static LanguageTeller Teller(IReadOnlyCollection<string> languages) => new(languages, LanguageModels.Detector(languages));

    static EvalRow Row(string language, string kind, bool[] right, string? published, string among = "") =>
        new("10 language", language, "accuracy, " + kind.Replace('_', ' ') + among, right.Count(r => r) / (double)right.Length, right.Length, published);

    static string? Published(List<EvalCells> rows, string kind, string? language)
    {
        var name = language is null ? null : CultureInfo.GetCultureInfo(language).EnglishName;
        var part = kind.Replace('_', '-');
        var parts = new[] { "whatlang", "cld3", "lingua-high" }.Select(library =>
        {
            var figures = rows.Where(r => name is null || r["language"] == name)
                .Select(r => r.Number($"{part}-{library}")).Where(double.IsFinite).ToList();
            return figures.Count == 0 ? null : $"{library} {(figures.Average() / 100).ToString("0.000", CultureInfo.InvariantCulture)}";
        }).OfType<string>().ToList();
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }
}
