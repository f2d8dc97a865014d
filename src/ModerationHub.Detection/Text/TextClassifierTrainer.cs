namespace ModerationHub.Detection.Text;

/// <summary>One labelled training text as buckets (<see cref="TextFeatures.Of"/>).</summary>
/// <param name="Buckets">Distinct bucket indices.</param>
/// <param name="Positive">The label.</param>
public sealed record TextExample(int[] Buckets, bool Positive)
{
    /// <summary>Normalises a text and takes its n-grams.</summary>
    public static TextExample Of(string text, bool positive) => new(TextFeatures.Of(TextNormaliser.Normalise(text).Span), positive);
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

    /// <summary>Inverse document frequency alone: for few examples, and where the texts to come are about other things than the examples.</summary>
    public static TextTraining Plain { get; } = new() { Passes = 6, Step = 0.1, NaiveBayes = 0 };

    /// <summary>Seed of the order of examples and of the folds.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Trains a <see cref="TextClassifier"/>; single-threaded, and the same input gives the same bits.</summary>
public static class TextClassifierTrainer
{
    private const int Folds = 4;

    /// <summary>Trains on all examples; threshold and calibration come from four folds of them, each scored by a model that did not see it.</summary>
    /// <exception cref="ArgumentException">A class has fewer examples than there are folds.</exception>
    public static TextClassifier Train(IReadOnlyList<TextExample> examples, TextTraining? training = null)
    {
        training ??= new TextTraining();
        var positives = examples.Count(e => e.Positive);
        if (Math.Min(positives, examples.Count - positives) < Folds)
            throw new ArgumentException($"Each class needs at least {Folds} examples.", nameof(examples));
        var fold = FoldOf(examples, training.Seed);
        var scores = new double[examples.Count];
        for (var held = 0; held < Folds; held++)
        {
            var part = Fit([.. examples.Where((_, i) => fold[i] != held)], training);
            for (var i = 0; i < scores.Length; i++)
                if (fold[i] == held) scores[i] = TextClassifier.Raw(examples[i].Buckets, part.Scale, part.Weights, part.Bias);
        }
        var labels = examples.Select(e => e.Positive).ToArray();
        var (slope, offset) = Calibration.Platt(scores, labels);
        var threshold = TextClassifier.Sigmoid((slope * Calibration.BalancedThreshold(scores, labels)) + offset);
        var whole = Fit(examples, training);
        return new TextClassifier(whole.Scale, whole.Weights, whole.Bias, slope, offset, threshold);
    }

    private static (float[] Scale, float[] Weights, double Bias) Fit(IReadOnlyList<TextExample> examples, TextTraining training)
    {
        var scale = Scale(examples, training.NaiveBayes);
        var weights = new float[TextFeatures.Buckets];
        var gradients = new float[TextFeatures.Buckets];
        var (bias, biasGradient) = (0.0, 1.0);
        var order = Enumerable.Range(0, examples.Count).ToArray();
        var state = training.Seed;
        for (var pass = 0; pass < training.Passes; pass++)
        {
            Shuffle(order, ref state);
            foreach (var i in order)
            {
                var (buckets, positive) = examples[i];
                var squares = 0.0;
                foreach (var bucket in buckets) squares += (double)scale[bucket] * scale[bucket];
                if (squares == 0) continue;
                var error = TextClassifier.Sigmoid(TextClassifier.Raw(buckets, scale, weights, bias)) - (positive ? 1 : 0);
                var shrunk = error / Math.Sqrt(squares);
                foreach (var bucket in buckets)
                {
                    var gradient = (float)((shrunk * scale[bucket]) + (training.Decay * weights[bucket]));
                    gradients[bucket] += gradient * gradient;
                    weights[bucket] -= (float)training.Step * gradient / (MathF.Sqrt(gradients[bucket]) + 1e-3f);
                }
                biasGradient += error * error;
                bias -= training.Step * error / Math.Sqrt(biasGradient);
            }
        }
        return (scale, weights, bias);
    }

    private static float[] Scale(IReadOnlyList<TextExample> examples, double naiveBayes)
    {
        var counts = new int[2, TextFeatures.Buckets];
        foreach (var example in examples)
            foreach (var bucket in example.Buckets) counts[example.Positive ? 1 : 0, bucket]++;
        double positives = examples.Count(e => e.Positive), negatives = examples.Count - positives;
        var scale = new float[TextFeatures.Buckets];
        for (var b = 0; b < scale.Length; b++)
        {
            var seen = counts[0, b] + counts[1, b];
            // What stands in one text alone says nothing about the next one.
            if (seen < 2) continue;
            var rarity = Math.Log(1 + (examples.Count / (double)seen));
            var ratio = Math.Abs(Math.Log((counts[1, b] + 1) / (positives + 2) / ((counts[0, b] + 1) / (negatives + 2))));
            scale[b] = (float)(naiveBayes == 0 ? rarity : ((1 - naiveBayes) * rarity) + (naiveBayes * ratio * rarity));
        }
        return scale;
    }

    private static int[] FoldOf(IReadOnlyList<TextExample> examples, ulong seed)
    {
        var order = Enumerable.Range(0, examples.Count).ToArray();
        Shuffle(order, ref seed);
        var fold = new int[examples.Count];
        int[] next = [0, 0];
        foreach (var i in order) fold[i] = next[examples[i].Positive ? 1 : 0]++ % Folds;
        return fold;
    }

    private static void Shuffle(int[] order, ref ulong state)
    {
        for (var i = order.Length - 1; i > 0; i--)
        {
            state += 0x9E3779B97F4A7C15UL;
            var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            var j = (int)((z ^ (z >> 31)) % (ulong)(i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
