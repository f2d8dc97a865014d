namespace ModerationHub.Detection.Text;

/// <summary>One stretch of the text and what it added to the classifier's log-odds (negative: it spoke against).</summary>
/// <param name="Ngram">The normalised words or part of a word.</param>
/// <param name="Weight">Share of the score in log-odds, before calibration.</param>
public sealed record TextReason(string Ngram, double Weight);

/// <summary>
/// A trained linear classifier of short texts: hashed n-grams (<see cref="TextFeatures"/>) with logistic regression, a
/// calibrated probability (Platt 1999) and a threshold that favours no class. Immutable; safe for any number of threads.
/// </summary>
public sealed class TextClassifier
{
    private readonly float[] scale;
    private readonly float[] weights;
    private readonly double bias;
    private readonly double slope;
    private readonly double offset;

    internal TextClassifier(float[] scale, float[] weights, double bias, double slope, double offset, double threshold)
    {
        (this.scale, this.weights, this.bias) = (scale, weights, bias);
        (this.slope, this.offset, Threshold) = (slope, offset, threshold);
    }

    /// <summary>The probability from which on a text counts as positive, 0–1; chosen on held-out training data for macro-F1.</summary>
    public double Threshold { get; }

    /// <summary>The calibrated probability that a text is positive, 0–1. Any text will do; an empty one gets the prior.</summary>
    public double Probability(string text) => Probability(TextFeatures.Of(TextNormaliser.Normalise(text).Span));

    /// <summary>The calibrated probability of a text whose buckets are known, 0–1.</summary>
    /// <param name="buckets">Distinct buckets as <see cref="TextFeatures.Of"/> gives them.</param>
    public double Probability(int[] buckets) => Sigmoid((slope * Raw(buckets)) + offset);

    /// <summary>Whether the probability reaches the threshold.</summary>
    public bool IsPositive(string text) => Probability(text) >= Threshold;

    /// <summary>The words and pairs of words that count most, strongest first, each with the n-grams that lie inside it.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">How many at most, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is below 1.</exception>
    public IReadOnlyList<TextReason> Explain(string text, int most = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var normalised = TextNormaliser.Normalise(text).ToString();
        var norm = Norm(TextFeatures.Of(normalised));
        if (norm == 0) return [];
        var reasons = new Dictionary<string, double>(StringComparer.Ordinal);
        var seen = new HashSet<int>();
        TextFeatures.Walk(normalised, (bucket, span) =>
        {
            if (!seen.Add(bucket) || weights[bucket] == 0) return;
            var gram = normalised.AsSpan(span.Start, span.Length).Trim();
            if (gram.IsEmpty) return;
            // What a part of a word weighs is shown with the word that it stands in.
            var start = span.Start + (normalised[span.Start] == ' ' ? 1 : 0);
            var from = start == 0 ? 0 : normalised.LastIndexOf(' ', start - 1) + 1;
            var to = normalised.IndexOf(' ', Math.Min(normalised.Length, start + gram.Length));
            var word = normalised[from..(to < 0 ? normalised.Length : to)];
            reasons[word] = reasons.GetValueOrDefault(word) + (weights[bucket] * scale[bucket] / norm);
        });
        return [.. reasons.Select(r => new TextReason(r.Key, r.Value))
            .OrderByDescending(r => Math.Abs(r.Weight)).ThenBy(r => r.Ngram, StringComparer.Ordinal).Take(most)];
    }

    internal double Raw(int[] buckets) => Raw(buckets, scale, weights, bias);

    internal static double Raw(int[] buckets, float[] scale, float[] weights, double bias)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var bucket in buckets)
        {
            double x = scale[bucket];
            sum += x * weights[bucket];
            squares += x * x;
        }
        return squares == 0 ? bias : (sum / Math.Sqrt(squares)) + bias;
    }

    internal static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private double Norm(int[] buckets) => Math.Sqrt(buckets.Sum(b => (double)scale[b] * scale[b]));
}
