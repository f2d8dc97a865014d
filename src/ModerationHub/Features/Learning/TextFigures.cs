using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Learning;

/// <summary>A share with its 95 % interval.</summary>
public sealed record Figure(double Value, double Low, double High);

/// <summary>How a model does on texts that it was not trained on.</summary>
/// <param name="Language">Primary language subtag; null for all together.</param>
/// <param name="N">Texts.</param>
/// <param name="Positives">Of them, those labelled positive.</param>
/// <param name="MacroF1">Mean of both classes' F1; its interval from resampled texts.</param>
/// <param name="Precision">Of the texts that it finds, those that are; null when it finds none.</param>
/// <param name="Recall">Of the texts that are, those that it finds; null when there are none.</param>
/// <param name="Brier">Mean squared error of the probability: 0 is perfect, and the share of positives alone gives at most 0.25.</param>
public sealed record TextFigures(string? Language, int N, int Positives, Figure MacroF1, Figure? Precision, Figure? Recall, double Brier)
{
    /// <summary>A language with fewer held-back texts shows in the total only.</summary>
    const int FewestOfALanguage = 10;

    const int Samples = 400;

    /// <summary>All languages together, then each that has enough.</summary>
    public static IReadOnlyList<TextFigures> Of(TextClassifier model, IReadOnlyList<LabelledText> texts)
    {
        var judged = texts.Select(t => (Language: Primary(t.Language), t.Positive, Probability: model.Probability(t.Text, t.Language))).ToList();
        return [Of(null, [.. judged.Select(j => (j.Positive, j.Probability))], model.Threshold),
            .. judged.Where(j => j.Language is not null).GroupBy(j => j.Language!, StringComparer.Ordinal).Where(g => g.Count() >= FewestOfALanguage)
                .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => Of(g.Key, [.. g.Select(j => (j.Positive, j.Probability))], model.Threshold))];
    }

    static TextFigures Of(string? language, (bool Positive, double Probability)[] judged, double threshold)
    {
        var all = Enumerable.Range(0, judged.Length).ToArray();
        var (tp, fp, fn, tn) = Count(judged, all, threshold);
        return new(language, judged.Length, tp + fn, Resampled(judged, threshold, Calibration.MacroF1(tp, fp, fn, tn)),
            Wilson(tp, tp + fp), Wilson(tp, tp + fn), Math.Round(judged.Average(j => Math.Pow(j.Probability - (j.Positive ? 1 : 0), 2)), 4));
    }

    static (int Tp, int Fp, int Fn, int Tn) Count((bool Positive, double Probability)[] judged, int[] chosen, double threshold)
    {
        var counts = new int[4];
        foreach (var i in chosen)
            counts[(judged[i].Positive ? 2 : 0) + (judged[i].Probability >= threshold ? 1 : 0)]++;
        return (counts[3], counts[1], counts[2], counts[0]);
    }

    // Seeded: the same texts have the same interval.
    static Figure Resampled((bool Positive, double Probability)[] judged, double threshold, double value)
    {
        var random = new Random(1);
        var (chosen, found) = (new int[judged.Length], new double[Samples]);
        for (var sample = 0; sample < Samples; sample++)
        {
            for (var i = 0; i < chosen.Length; i++)
                chosen[i] = random.Next(judged.Length);
            var (tp, fp, fn, tn) = Count(judged, chosen, threshold);
            found[sample] = Calibration.MacroF1(tp, fp, fn, tn);
        }
        Array.Sort(found);
        return new(Math.Round(value, 4), Math.Round(Math.Min(value, found[(int)(Samples * 0.025)]), 4), Math.Round(Math.Max(value, found[(int)(Samples * 0.975)]), 4));
    }

    /// <summary>The score interval (Wilson 1927), which stays inside 0 and 1 for few texts.</summary>
    static Figure? Wilson(int hits, int n)
    {
        if (n == 0)
            return null;
        const double z = 1.96;
        var share = hits / (double)n;
        var (middle, spread) = ((share + (z * z / (2 * n))) / (1 + (z * z / n)),
            z / (1 + (z * z / n)) * Math.Sqrt((share * (1 - share) / n) + (z * z / (4.0 * n * n))));
        return new(Math.Round(share, 4), Math.Round(Math.Max(0, middle - spread), 4), Math.Round(Math.Min(1, middle + spread), 4));
    }

    static string? Primary(string? language) => string.IsNullOrWhiteSpace(language) ? null : language.Split('-', '_')[0].ToLowerInvariant();
}

/// <summary>JSON of a stored model's metrics.</summary>
/// <param name="Own">Its own figures.</param>
/// <param name="Champion">The champion's on the same texts; null when there was none.</param>
/// <param name="LeftOut">Held-back texts that nearly repeat a training text and were not measured.</param>
public sealed record ModelMetrics(IReadOnlyList<TextFigures> Own, IReadOnlyList<TextFigures>? Champion, int LeftOut);

/// <summary>JSON of how a model was trained: with its input digest, all that it takes to make the same one again.</summary>
public sealed record ModelSettings(string Method, TextTraining Training, int TrainedOn, int HeldBack);
