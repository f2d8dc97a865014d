using System.Globalization;
using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Evaluation;

/// <summary>What no training set resembles: written cases (in set 02), texts about attacks and accidents (set 11), and harmless texts of our own in each language.</summary>
static class HarmlessEval
{
    const string Flagged = "share flagged";
    const string OwnTexts11 = "11 own harmless texts";
    const double Even = 0.5;

    /// <summary>A diagnostic: hateful and harmless cases apart, and each functionality, in each language that there is something to learn from.</summary>
    public static IEnumerable<EvalRow> HateCheck(EvalSource source, Action<string> skip)
    {
        foreach (var cases in TextEval.Labelled(source.Measured(TextEval.MultilingualSet, "hatecheck"), "hatecheck", skip).GroupBy(r => r["lang"]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            if ((cases.Key == "en" ? TextEval.EnglishModel(source, "hate") : TextEval.OffensiveModel(source, cases.Key, TextTraining.Careful)) is not { } model)
            {
                skip($"no training rows for hatecheck {cases.Key}");
                continue;
            }
            var judged = TextEval.Judge(model, cases);
            foreach (var group in judged.GroupBy(j => j.Label).OrderBy(g => g.Key))
                yield return new("02 HateCheck", cases.Key, group.Key ? "accuracy, hateful" : "accuracy, not hateful", group.Count(j => j.Said == group.Key) / (double)group.Count(), group.Count(), null);
            foreach (var row in TextEval.Calibrated("02 HateCheck", cases.Key, judged)) yield return row;
            var marks = OwnDetectors.Marks(model);
            var counter = cases.Where(r => r["fine_label"].StartsWith("counter_", StringComparison.Ordinal)).ToList();
            if (counter.Count > 0) yield return new("02 HateCheck counter-speech", cases.Key, Flagged, counter.Count(r => marks(r["text"])) / (double)counter.Count, counter.Count, null);
            foreach (var kind in cases.Zip(judged).GroupBy(c => c.First["fine_label"], c => c.Second).Where(g => g.Key.Length > 0).OrderBy(g => g.Key, StringComparer.Ordinal))
                yield return new("02 HateCheck by functionality", cases.Key, "accuracy, " + kind.Key, kind.Count(j => j.Said == j.Label) / (double)kind.Count(), kind.Count(), null);
        }
    }

    public static IEnumerable<EvalRow> Contrast(EvalSource source, Action<string> skip)
    {
        TextClassifier?[] models = [TextEval.EnglishModel(source, "hate"), TextEval.EnglishModel(source, "offensive")];
        var texts = source.Measured("11_benign_contrast", "texts").Readable("texts", skip, r => r.Label("should_flag") is not null);
        if (Array.TrueForAll(models, m => m is null) || texts.Count == 0)
        {
            skip(texts.Count == 0 ? source.Without("11_benign_contrast", "texts") : "no training rows (01_text_english)");
            yield break;
        }
        // Each policy has a model of its own: a text is flagged when one of them flags it.
        var marks = OwnDetectors.Marks(models);
        foreach (var kind in texts.Where(r => r.Label("should_flag") is false).GroupBy(r => (r["kind"], r["lang"])).OrderBy(g => g.Key))
            yield return new($"11 {kind.Key.Item1}", kind.Key.Item2, Flagged, kind.Count(r => marks(r["text"])) / (double)kind.Count(), kind.Count(), null);
    }

    /// <summary>Each language and dialect by what was learned of offensive texts in it; Urdu and Persian, of which nothing is, by what was learned of Arabic, whose script they share.</summary>
    public static IEnumerable<EvalRow> OwnTexts(EvalSource source, Action<string> skip)
    {
        foreach (var language in BenignTexts.All.GroupBy(t => t.Language).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var learned = language.First().IsArabic || language.Key is "ur" or "fa" ? "ar" : language.Key;
            if (Model(source, learned) is not { } model)
            {
                skip($"no training rows for harmless texts in {language.Key}");
                continue;
            }
            var marks = OwnDetectors.Marks(model);
            var by = learned == language.Key ? "" : $" by what was learned of {CultureInfo.GetCultureInfo(learned).EnglishName}";
            yield return new(OwnTexts11, language.Key, Flagged + by, language.Count(t => marks(t.Text)) / (double)language.Count(), language.Count(), null);
            yield return new(OwnTexts11, language.Key, "share at even odds" + by, language.Count(t => model.Probability(t.Text) >= Even) / (double)language.Count(), language.Count(), null);
        }
        if ((Model(source, "ar"), Model(source, "en")) is not ({ } arabic, { } english)) yield break;
        var (flagsArabic, flagsEnglish) = (OwnDetectors.Marks(arabic), OwnDetectors.Marks(english));
        // Where the hub flags there are few or none to compare; at even odds the comparison is the sharper one. Only what both are written in: no dialect.
        foreach (var (how, inArabic, inEnglish) in new (string, Func<string, bool>, Func<string, bool>)[]
            { (Flagged, flagsArabic, flagsEnglish), ("share at even odds", text => arabic.Probability(text) >= Even, text => english.Probability(text) >= Even) })
        {
            var (ar, en) = (Hits("ar", inArabic), Hits("en", inEnglish));
            if (ar.Sum(g => g.Hits) + en.Sum(g => g.Hits) == 0)
            {
                skip($"ratio of harmless texts, {how}: none in either language, so there is no ratio");
                continue;
            }
            var (ratio, least, most) = Calibration.RatioOfShares(ar, en);
            yield return new(OwnTexts11, "ar : en", FormattableString.Invariant($"ratio, {how}, 95 % interval {least:0.00}–{most:0.00}"), ratio, ar.Sum(g => g.Of) + en.Sum(g => g.Of), null);
        }
    }

    // Offensive texts in all of them, so that like is compared with like.
    static TextClassifier? Model(EvalSource source, string language) => language == "en" ? TextEval.EnglishModel(source, "offensive") : TextEval.OffensiveModel(source, language);

    // Texts with the same beginning are one making.
    static List<(int Hits, int Of)> Hits(string language, Func<string, bool> flags) => [.. BenignTexts.All.Where(t => t.Language == language)
        .GroupBy(t => (t.Kind, t.Beginning)).Select(g => (g.Count(t => flags(t.Text)), g.Count()))];
}
