namespace ModerationHub.Detection.Text;

/// <summary>One labelled training text as buckets (<see cref="TextFeatures.Of"/>).</summary>
/// <param name="Buckets">Distinct bucket indices.</param>
/// <param name="Positive">The label.</param>
public sealed record TextExample(int[] Buckets, bool Positive)
{
    /// <summary>Language as a BCP 47 tag; null if unknown.</summary>
    public string? Language { get; init; }

    /// <summary>What resembles itself for other reasons than the label (one author, one thread): never split between folds. Null stands alone.</summary>
    public string? Group { get; init; }

    /// <summary>Normalises a text and takes its n-grams.</summary>
    public static TextExample Of(string text, bool positive) => new(TextFeatures.Of(text), positive);
}

/// <summary>How a classifier is trained; the defaults were chosen on held-out training data.</summary>
public sealed record TextTraining
{
    /// <summary>Passes over the data, 1 or more; more than five change nothing.</summary>
    public int Passes { get; init; } = 5;

    /// <summary>What all examples together may cost against small weights, above 0: the more, the closer the fit.</summary>
    public double Cost { get; init; } = 100;

    /// <summary>How strongly naive Bayes' log-ratios weigh the n-grams (Wang and Manning 2012), 0–1: 0 is rarity alone.</summary>
    public double NaiveBayes { get; init; } = 0.5;

    /// <summary>How much more rare n-grams count than common ones: the power of their inverse document frequency, 0 or more.</summary>
    public double RarityPower { get; init; } = 1.25;

    /// <summary>Whether runs that span words count as parts of words do: they carry what is said over to texts about other things.</summary>
    public bool SpanWords { get; init; }

    /// <summary>
    /// How far examples are weighed so that the common word that tells most about each tells nothing any more, 0–1: what is learned
    /// beside "this word, therefore yes" still holds where the word is used otherwise.
    /// </summary>
    public double WordBalance { get; init; }

    /// <summary>Examples of a language from which on it has a calibration of its own, a quarter of them of the rarer class.</summary>
    public int OwnCalibrationFrom { get; init; } = 80;

    /// <summary>For few examples, and where the texts to come are about other things than the examples.</summary>
    public static TextTraining Careful { get; } = new() { Cost = 300, RarityPower = 2, SpanWords = true, WordBalance = 0.5 };

    /// <summary>The settings for so many examples: below 2,000 the classes differ most in what their few accounts talk about.</summary>
    public static TextTraining For(int examples) => examples < 2_000 ? Careful : new TextTraining();

    /// <summary>Seed of the order of examples and of the folds.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>
/// Trains a <see cref="TextClassifier"/>: a linear support vector machine with squared loss, by dual coordinate descent (Hsieh et al., ICML
/// 2008). Single-threaded, and the same input gives the same bits.
/// </summary>
public static class TextClassifierTrainer
{
    /// <summary>Folds; each class needs as many examples.</summary>
    public const int Folds = 4;

    // Of the texts that are none, at most this share may be taken for evidence.
    private const double FalseAlarms = 0.01;

    // One example may cost no more than this, however few there are.
    private const double MostCost = 1;

    private const double Smoothing = 0.5;

    // A word or look in fewer examples is too rare to balance, and so many more are imagined as usual ones.
    private const int Common = 30;
    private const int Usual = 10;

    /// <summary>Trains on all examples; thresholds and calibration come from four folds of them, each scored by a model that did not see it.</summary>
    /// <exception cref="ArgumentException">A class has fewer examples than there are folds.</exception>
    public static TextClassifier Train(IReadOnlyList<TextExample> examples, TextTraining? training = null)
    {
        training ??= new TextTraining();
        var positives = examples.Count(e => e.Positive);
        if (Math.Min(positives, examples.Count - positives) < Folds)
            throw new ArgumentException($"Each class needs at least {Folds} examples.", nameof(examples));
        var fold = TextFolds.Of(examples, Folds, training.Seed);
        var scores = new double[examples.Count];
        for (var held = 0; held < Folds; held++)
        {
            var (cells, bias) = Fit([.. examples.Where((_, i) => fold[i] != held)], training);
            for (var i = 0; i < scores.Length; i++)
                if (fold[i] == held) scores[i] = TextClassifier.Raw(examples[i].Buckets, cells, bias);
        }
        var labels = examples.Select(e => e.Positive).ToArray();
        var general = Calibration.Platt(scores, labels);
        var languages = Languages(examples, scores, training.OwnCalibrationFrom);
        var logOdds = scores.Select((score, i) => (examples[i].Language is { } l && languages.TryGetValue(TextClassifier.Primary(l), out var own) ? own : general).LogOdds(score)).ToArray();
        var whole = Fit(examples, training);
        var steady = Calibration.SteadyThreshold(logOdds, labels);
        return new TextClassifier(whole.Cells, whole.Bias, general, languages, Logit.Probability(steady),
            Logit.Probability(Math.Max(steady, Calibration.SparingThreshold(logOdds, labels, FalseAlarms))));
    }

    private static Dictionary<string, TextCalibration> Languages(IReadOnlyList<TextExample> examples, double[] scores, int from)
    {
        var calibrations = new Dictionary<string, TextCalibration>(StringComparer.OrdinalIgnoreCase);
        foreach (var language in examples.Select((e, i) => (Example: e, Score: scores[i])).Where(e => e.Example.Language is not null)
            .GroupBy(e => TextClassifier.Primary(e.Example.Language!).ToLowerInvariant()))
        {
            var (own, labels) = (language.Select(e => e.Score).ToArray(), language.Select(e => e.Example.Positive).ToArray());
            var rarer = Math.Min(labels.Count(l => l), labels.Count(l => !l));
            if (own.Length >= from && rarer * 4 >= from && own.Length < examples.Count) calibrations[language.Key] = Calibration.Platt(own, labels);
        }
        return calibrations;
    }

    private static (TextCell[] Cells, double Bias) Fit(IReadOnlyList<TextExample> examples, TextTraining training)
    {
        var cells = new TextCell[TextFeatures.Buckets];
        SetScale(cells, examples, training);
        var lengths = examples.Select(example => TextLengths.Of(example.Buckets, cells)).ToArray();
        var (balance, cost) = (Balance(examples, training.WordBalance), Math.Min(MostCost, training.Cost / examples.Count));
        var (multipliers, bias) = (new double[examples.Count], 0.0);
        var order = Enumerable.Range(0, examples.Count).ToArray();
        var state = training.Seed;
        for (var pass = 0; pass < training.Passes; pass++)
        {
            TextFolds.Shuffle(order, ref state);
            foreach (var i in order)
            {
                if (lengths[i].IsEmpty) continue;
                var (buckets, side, give) = (examples[i].Buckets, examples[i].Positive ? 1 : -1, 1 / (2 * cost * balance[i]));
                var gradient = (side * TextClassifier.Raw(buckets, cells, bias)) - 1 + (give * multipliers[i]);
                var next = Math.Max(0, multipliers[i] - (gradient / (lengths[i].Square + 1 + give)));
                var step = side * (next - multipliers[i]);
                if (step == 0) continue;
                multipliers[i] = next;
                foreach (var bucket in buckets) cells[bucket].Weight += (float)(step * cells[bucket].Scale * lengths[i].Per(bucket));
                bias += step;
            }
        }
        return (cells, bias);
    }

    /// <summary>The weight of each example, one on average: its label's share over the label's share beside the example's most telling common word (inverse probability).</summary>
    private static double[] Balance(IReadOnlyList<TextExample> examples, double strength)
    {
        var weights = new double[examples.Count];
        Array.Fill(weights, 1);
        var positives = examples.Count(e => e.Positive);
        if (strength == 0 || positives == 0 || positives == examples.Count) return weights;
        var (counts, share) = (Counts(examples), positives / (double)examples.Count);
        for (var i = 0; i < weights.Length; i++)
        {
            var (told, odds) = (share, Logit.Of(share));
            foreach (var bucket in examples[i].Buckets)
            {
                var seen = counts[0, bucket] + counts[1, bucket];
                if (seen < Common || !TextFeatures.IsWord(bucket)) continue;
                var beside = (counts[1, bucket] + (Usual * share)) / (seen + Usual);
                if (Math.Abs(Logit.Of(beside) - odds) > Math.Abs(Logit.Of(told) - odds)) told = beside;
            }
            weights[i] = Math.Pow(examples[i].Positive ? share / told : (1 - share) / (1 - told), strength);
        }
        var mean = weights.Average();
        return [.. weights.Select(weight => weight / mean)];
    }

    private static int[,] Counts(IReadOnlyList<TextExample> examples)
    {
        var counts = new int[2, TextFeatures.Buckets];
        foreach (var example in examples)
            foreach (var bucket in example.Buckets) counts[example.Positive ? 1 : 0, bucket]++;
        return counts;
    }

    private static void SetScale(TextCell[] cells, IReadOnlyList<TextExample> examples, TextTraining training)
    {
        var counts = Counts(examples);
        double positives = examples.Count(e => e.Positive), negatives = examples.Count - positives;
        for (var b = 0; b < (training.SpanWords ? cells.Length : TextFeatures.Spans); b++)
        {
            var seen = counts[0, b] + counts[1, b];
            // What stands in one text alone says nothing about the next one.
            if (seen < 2) continue;
            var rarity = Math.Pow(Math.Log(1 + (examples.Count / (double)seen)), training.RarityPower);
            var ratio = Math.Abs(Math.Log((counts[1, b] + Smoothing) / (positives + (2 * Smoothing)) / ((counts[0, b] + Smoothing) / (negatives + (2 * Smoothing)))));
            cells[b].Scale = (float)(rarity * (1 - training.NaiveBayes + (training.NaiveBayes * ratio)));
        }
    }
}
