namespace ModerationHub.Detection.Text;

/// <summary>One stretch of the text and what it added to the classifier's log-odds (negative: it spoke against).</summary>
/// <param name="Ngram">The normalised words or part of a word.</param>
/// <param name="Weight">Share of the score in log-odds, before calibration.</param>
/// <param name="Start">Where it first stands in the normalised text.</param>
public sealed record TextReason(string Ngram, double Weight, int Start = 0);

/// <summary>
/// A trained linear classifier of short texts: hashed n-grams (<see cref="TextFeatures"/>), parts of words and words each brought to
/// one length before they are weighed, a calibrated probability (Platt 1999), for languages with enough examples one of their own,
/// a threshold that favours no class and one that spares harmless texts. Immutable; safe for any number of threads; 12 MB.
/// </summary>
public sealed class TextClassifier
{
    internal TextClassifier(TextCell[] cells, double bias, TextCalibration calibration, IReadOnlyDictionary<string, TextCalibration> languages, double threshold, double evidentFrom)
    {
        (Cells, Bias, Calibration, Languages, Threshold, EvidentFrom) = (cells, bias, calibration, languages, threshold, evidentFrom);
    }

    /// <summary>The probability from which on a text counts as positive, 0–1; chosen on held-out training data for macro-F1.</summary>
    public double Threshold { get; }

    /// <summary>
    /// The probability from which on a text is evidence, 0–1: never below <see cref="Threshold"/>, and of the held-out training texts that
    /// were none at most one in a hundred, or one, reaches it. Nearly all that is posted is harmless, so what is flagged wrongly there would outnumber the rest.
    /// </summary>
    public double EvidentFrom { get; }

    /// <summary>The calibration of texts in no language with one of its own.</summary>
    public TextCalibration Calibration { get; }

    /// <summary>Calibrations by primary language subtag, lower case.</summary>
    public IReadOnlyDictionary<string, TextCalibration> Languages { get; }

    internal TextCell[] Cells { get; }

    internal double Bias { get; }

    /// <summary>The calibrated probability that a text is positive, 0–1. Any text will do; an empty one gets the prior.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language">Its language as a BCP 47 tag; null if unknown.</param>
    public double Probability(string text, string? language = null) => Probability(TextFeatures.Of(text), language);

    /// <summary>The calibrated probability of a text whose buckets are known, 0–1.</summary>
    /// <param name="buckets">Distinct buckets as <see cref="TextFeatures.Of"/> gives them.</param>
    /// <param name="language">The text's language as a BCP 47 tag; null if unknown.</param>
    public double Probability(ReadOnlySpan<int> buckets, string? language = null) =>
        Logit.Probability((language is not null && Languages.TryGetValue(Primary(language), out var own) ? own : Calibration).LogOdds(Raw(buckets)));

    /// <summary>Whether the probability reaches the threshold.</summary>
    public bool IsPositive(string text, string? language = null) => Probability(text, language) >= Threshold;

    /// <summary>The words that count most, strongest first, each with the n-grams that lie inside it. How the text looks counts too and is no word.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">How many at most, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is below 1.</exception>
    public IReadOnlyList<TextReason> Explain(string text, int most = 5) => Explain(text, TextNormaliser.Normalise(text), most);

    /// <summary>The same for a text that is normalised already.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is below 1.</exception>
    public IReadOnlyList<TextReason> Explain(string original, NormalisedText text, int most = 5)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var normalised = text.ToString();
        var (buckets, spans) = (new int[TextFeatures.Most(normalised.Length)], new TextSpan[TextFeatures.Most(normalised.Length)]);
        var count = TextFeatures.Fill(normalised, buckets, spans);
        var lengths = TextLengths.Of(TextFeatures.Of(original), Cells);
        if (lengths.IsEmpty) return [];
        var reasons = new Dictionary<string, (double Weight, int Start)>(StringComparer.Ordinal);
        var seen = new HashSet<int>();
        for (var i = 0; i < count; i++)
        {
            if (!seen.Add(buckets[i]) || Cells[buckets[i]].Weight == 0) continue;
            var gram = normalised.AsSpan(spans[i].Start, spans[i].Length).Trim();
            if (gram.IsEmpty) continue;
            // What a part of a word weighs is shown with the word that it stands in.
            var start = spans[i].Start + (normalised[spans[i].Start] == ' ' ? 1 : 0);
            var from = start == 0 ? 0 : normalised.LastIndexOf(' ', start - 1) + 1;
            var to = normalised.IndexOf(' ', Math.Min(normalised.Length, start + gram.Length));
            var word = normalised[from..(to < 0 ? normalised.Length : to)];
            var known = reasons.GetValueOrDefault(word, (0, from));
            reasons[word] = (known.Weight + (Cells[buckets[i]].Weight * Cells[buckets[i]].Scale * lengths.Per(buckets[i])), Math.Min(known.Start, from));
        }
        return [.. reasons.Select(r => new TextReason(r.Key, r.Value.Weight, r.Value.Start))
            .OrderByDescending(r => Math.Abs(r.Weight)).ThenBy(r => r.Ngram, StringComparer.Ordinal).Take(most)];
    }

    /// <summary>Everything of the classifier; <see cref="TextClassifierBytes.Read"/> gives the same one back.</summary>
    public byte[] ToBytes() => TextClassifierBytes.Write(this);

    internal double Raw(ReadOnlySpan<int> buckets) => Raw(buckets, Cells, Bias);

    internal static double Raw(ReadOnlySpan<int> buckets, TextCell[] cells, double bias)
    {
        double parts = 0, words = 0, partSquares = 0, wordSquares = 0;
        foreach (var bucket in buckets)
        {
            var cell = cells[bucket];
            if (TextFeatures.IsWord(bucket))
            {
                words += (double)cell.Scale * cell.Weight;
                wordSquares += (double)cell.Scale * cell.Scale;
            }
            else
            {
                parts += (double)cell.Scale * cell.Weight;
                partSquares += (double)cell.Scale * cell.Scale;
            }
        }
        var lengths = new TextLengths(partSquares, wordSquares);
        return (parts * lengths.PerPart) + (words * lengths.PerWord) + bias;
    }


    /// <summary>"ar" of "ar-EG".</summary>
    internal static string Primary(string language)
    {
        var end = language.AsSpan().IndexOfAny('-', '_');
        return end < 0 ? language : language[..end];
    }
}

/// <summary>What a bucket counts in a text that has it, and what that is worth. Side by side, because they are read together.</summary>
internal record struct TextCell(float Scale, float Weight);

/// <summary>What brings both halves of a text's buckets to their lengths, however long the text is: its runs to 1.5, its words and looks to 1.</summary>
internal readonly struct TextLengths(double partSquares, double wordSquares)
{
    private const double Parts = 1.5;

    internal double PerPart { get; } = partSquares > 0 ? Parts / Math.Sqrt(partSquares) : 0;

    internal double PerWord { get; } = wordSquares > 0 ? 1 / Math.Sqrt(wordSquares) : 0;

    internal bool IsEmpty => PerPart == 0 && PerWord == 0;

    internal double Square => (PerPart > 0 ? Parts * Parts : 0) + (PerWord > 0 ? 1 : 0);

    internal double Per(int bucket) => TextFeatures.IsWord(bucket) ? PerWord : PerPart;

    internal static TextLengths Of(ReadOnlySpan<int> buckets, TextCell[] cells)
    {
        double parts = 0, words = 0;
        foreach (var bucket in buckets)
        {
            var square = (double)cells[bucket].Scale * cells[bucket].Scale;
            if (TextFeatures.IsWord(bucket)) words += square;
            else parts += square;
        }
        return new TextLengths(parts, words);
    }
}
