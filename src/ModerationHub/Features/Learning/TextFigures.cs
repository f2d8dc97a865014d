using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Learning;

/// <summary>A share with its 95 % interval.</summary>
public sealed record Figure(double Value, double Low, double High);

/// <summary>How a model does on texts that it was not trained on.</summary>
/// <param name="Language">Primary language subtag; null for all together.</param>
/// <param name="N">Texts.</param>
/// <param name="Positives">Of them, those labelled positive.</param>
/// <param name="MacroF1">Mean of both classes' F1 at the threshold that favours none; its interval from the shares that the counts leave credible.</param>
/// <param name="Precision">Of the texts that scoring takes for evidence, those that are; null when there are none.</param>
/// <param name="Recall">Of the texts that are, those that scoring takes for evidence; null when there are none.</param>
/// <param name="Brier">Mean squared error of the probability: 0 is perfect, and the share of positives alone gives at most 0.25.</param>
public sealed record TextFigures(string? Language, int N, int Positives, Figure MacroF1, Figure? Precision, Figure? Recall, double Brier)
{
    /// <summary>A language with fewer held-back texts shows in the total only.</summary>
    const int FewestOfALanguage = 10;

    const int Samples = 2_000;

    /// <summary>All languages together, then each that has enough.</summary>
    public static IReadOnlyList<TextFigures> Of(TextClassifier model, IReadOnlyList<LabelledText> texts)
    {
        var judged = texts.Select(t => (Language: Primary(t.Language), t.Positive, Probability: model.Probability(t.Text, t.Language))).ToList();
        var evident = new LearnedTextModel("", "", model).Threshold;
        return [Of(null, [.. judged.Select(j => (j.Positive, j.Probability))], model.Threshold, evident),
            .. judged.Where(j => j.Language is not null).GroupBy(j => j.Language!, StringComparer.Ordinal).Where(g => g.Count() >= FewestOfALanguage)
                .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => Of(g.Key, [.. g.Select(j => (j.Positive, j.Probability))], model.Threshold, evident))];
    }

    static TextFigures Of(string? language, (bool Positive, double Probability)[] judged, double threshold, double evident)
    {
        var counts = new int[4];
        foreach (var (positive, probability) in judged)
            counts[(positive ? 2 : 0) + (probability >= threshold ? 1 : 0)]++;
        var (positives, flagged, right) = (counts[2] + counts[3], judged.Count(j => j.Probability >= evident), judged.Count(j => j.Positive && j.Probability >= evident));
        return new(language, judged.Length, positives, Credible(counts),
            Wilson(right, flagged), Wilson(right, positives), Math.Round(Calibration.Brier([.. judged.Select(j => j.Probability)], [.. judged.Select(j => j.Positive)]), 4));
    }

    // From shares that such counts leave credible (Dirichlet with half a text in each cell): a model that made no mistake in ten
    // texts may still make one in the next. Seeded: the same counts have the same interval.
    static Figure Credible(int[] counts)
    {
        var (random, found, shares) = (new Random(1), new double[Samples], new double[4]);
        for (var sample = 0; sample < Samples; sample++)
        {
            for (var i = 0; i < 4; i++)
                shares[i] = Gamma(counts[i] + 0.5, random);
            found[sample] = (F1(shares[3], shares[1], shares[2]) + F1(shares[0], shares[2], shares[1])) / 2;
        }
        Array.Sort(found);
        var value = Calibration.MacroF1(counts[3], counts[1], counts[2], counts[0]);
        return new(Math.Round(value, 4), Math.Round(Math.Min(value, found[(int)(Samples * 0.025)]), 4), Math.Round(Math.Max(value, found[(int)(Samples * 0.975)]), 4));
    }

    static double F1(double hits, double falseAlarms, double misses) => 2 * hits / ((2 * hits) + falseAlarms + misses);

    /// <summary>A gamma variate (Marsaglia and Tsang 2000); for shapes under 1 by way of the next one.</summary>
    static double Gamma(double shape, Random random)
    {
        if (shape < 1)
            return Gamma(shape + 1, random) * Math.Pow(1 - random.NextDouble(), 1 / shape);
        var d = shape - (1 / 3.0);
        while (true)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var v = Math.Pow(1 + (normal / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (normal * normal / 2) + d - (d * v) + (d * Math.Log(v)))
                return d * v;
        }
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
