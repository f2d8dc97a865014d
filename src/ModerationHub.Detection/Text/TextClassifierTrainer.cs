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
    /// <summary>Passes over the data, 1 or more; few passes are what keeps the weights small.</summary>
    public int Passes { get; init; } = 8;

    /// <summary>AdaGrad's step (Duchi et al. 2011), above 0.</summary>
    public double Step { get; init; } = 0.05;

    /// <summary>Strength of the pull of each weight to zero, 0 or more.</summary>
    public double Decay { get; init; } = 1e-6;

    /// <summary>How strongly naive Bayes' log-ratios weigh the n-grams (Wang and Manning 2012): 0 inverse document frequency alone.</summary>
    public double NaiveBayes { get; init; } = 0.7;

    /// <summary>Examples of a language from which on it has a calibration of its own, a quarter of them of the rarer class.</summary>
    public int OwnCalibrationFrom { get; init; } = 80;

    /// <summary>Inverse document frequency alone: for few examples, and where the texts to come are about other things than the examples.</summary>
    public static TextTraining Plain { get; } = new() { Passes = 6, Step = 0.1, NaiveBayes = 0 };

    /// <summary>Seed of the order of examples and of the folds.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Trains a <see cref="TextClassifier"/>; single-threaded, and the same input gives the same bits.</summary>
public static class TextClassifierTrainer
{
    /// <summary>Folds; each class needs as many examples.</summary>
    public const int Folds = 4;

    /// <summary>Trains on all examples; threshold and calibration come from four folds of them, each scored by a model that did not see it.</summary>
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
        return new TextClassifier(whole.Cells, whole.Bias, general, languages, TextClassifier.Sigmoid(Calibration.SteadyThreshold(logOdds, labels)));
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
        SetScale(cells, examples, training.NaiveBayes);
        var gradients = new float[TextFeatures.Buckets];
        var (bias, biasGradient) = (0.0, 1.0);
        var order = Enumerable.Range(0, examples.Count).ToArray();
        var state = training.Seed;
        for (var pass = 0; pass < training.Passes; pass++)
        {
            TextFolds.Shuffle(order, ref state);
            foreach (var i in order)
            {
                var (buckets, positive) = examples[i];
                var squares = 0.0;
                foreach (var bucket in buckets) squares += (double)cells[bucket].Scale * cells[bucket].Scale;
                if (squares == 0) continue;
                var error = TextClassifier.Sigmoid(TextClassifier.Raw(buckets, cells, bias)) - (positive ? 1 : 0);
                var shrunk = error / Math.Sqrt(squares);
                foreach (var bucket in buckets)
                {
                    ref var cell = ref cells[bucket];
                    var gradient = (float)((shrunk * cell.Scale) + (training.Decay * cell.Weight));
                    gradients[bucket] += gradient * gradient;
                    cell.Weight -= (float)training.Step * gradient / (MathF.Sqrt(gradients[bucket]) + 1e-3f);
                }
                biasGradient += error * error;
                bias -= training.Step * error / Math.Sqrt(biasGradient);
            }
        }
        return (cells, bias);
    }

    private static void SetScale(TextCell[] cells, IReadOnlyList<TextExample> examples, double naiveBayes)
    {
        var counts = new int[2, TextFeatures.Buckets];
        foreach (var example in examples)
            foreach (var bucket in example.Buckets) counts[example.Positive ? 1 : 0, bucket]++;
        double positives = examples.Count(e => e.Positive), negatives = examples.Count - positives;
        for (var b = 0; b < cells.Length; b++)
        {
            var seen = counts[0, b] + counts[1, b];
            // What stands in one text alone says nothing about the next one.
            if (seen < 2) continue;
            var rarity = Math.Log(1 + (examples.Count / (double)seen));
            var ratio = Math.Abs(Math.Log((counts[1, b] + 1) / (positives + 2) / ((counts[0, b] + 1) / (negatives + 2))));
            cells[b].Scale = (float)(naiveBayes == 0 ? rarity : ((1 - naiveBayes) * rarity) + (naiveBayes * ratio * rarity));
        }
    }
}
