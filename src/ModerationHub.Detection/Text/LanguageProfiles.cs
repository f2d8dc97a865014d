namespace ModerationHub.Detection.Text;

/// <summary>
/// Tells a text's language from its runs of one to four letters (naive Bayes over character n-grams, Dunning 1994), learned
/// from samples; the script decides by itself, for a script's letters occur in its own languages alone.
/// </summary>
public sealed class LanguageProfiles
{
    private const int Buckets = 1 << 17;
    private const int Longest = 4;
    private const double Smoothing = 0.01;

    private readonly string[] languages;
    private readonly float[][] logs;

    private LanguageProfiles(string[] languages, float[][] logs) => (this.languages, this.logs) = (languages, logs);

    /// <summary>Learns from samples of each language.</summary>
    /// <param name="samples">Texts with their language's code; at least one.</param>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    public static LanguageProfiles Learn(IEnumerable<(string Language, string Text)> samples)
    {
        var counts = new SortedDictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var (language, text) in samples)
        {
            if (!counts.TryGetValue(language, out var profile)) counts[language] = profile = new float[Buckets];
            foreach (var bucket in Grams(text)) profile[bucket]++;
        }
        if (counts.Count == 0) throw new ArgumentException("There is no sample.", nameof(samples));
        foreach (var profile in counts.Values)
        {
            var total = profile.Sum() + (Smoothing * Buckets);
            for (var b = 0; b < Buckets; b++) profile[b] = (float)Math.Log((profile[b] + Smoothing) / total);
        }
        return new LanguageProfiles([.. counts.Keys], [.. counts.Values]);
    }

    /// <summary>The likeliest of the learned languages; null for a text without letters.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="among">The languages that come into question, for whoever works in a few; all learned ones when null.</param>
    public string? Detect(string text, IReadOnlyCollection<string>? among = null)
    {
        var grams = Grams(text);
        if (grams.Count == 0) return null;
        var (best, most) = (-1, double.NegativeInfinity);
        for (var language = 0; language < logs.Length; language++)
        {
            if (among is not null && !among.Contains(languages[language])) continue;
            var (sum, profile) = (0.0, logs[language]);
            foreach (var bucket in grams) sum += profile[bucket];
            if (sum > most) (best, most) = (language, sum);
        }
        return best < 0 ? null : languages[best];
    }

    private static List<int> Grams(string text)
    {
        // Lower case, letters and marks only, words apart: what is folded away elsewhere is what tells languages apart.
        Span<char> letters = new char[text.Length + 2];
        var length = 0;
        letters[length++] = ' ';
        foreach (var c in text)
        {
            var letter = char.IsLetter(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark || c == '\'';
            if (letter) letters[length++] = char.ToLowerInvariant(c);
            else if (letters[length - 1] != ' ') letters[length++] = ' ';
        }
        if (length == 1) return [];
        if (letters[length - 1] != ' ') letters[length++] = ' ';
        var grams = new List<int>(length * Longest);
        for (var start = 0; start < length; start++)
        {
            var hash = 0xCBF29CE484222325UL;
            for (var n = 1; n <= Longest && start + n <= length; n++)
            {
                hash = (hash ^ letters[start + n - 1]) * 0x100000001B3UL;
                // A space alone is in every language.
                if (n > 1 || letters[start] != ' ') grams.Add((int)((hash ^ ((ulong)n << 40)) * 0x9E3779B97F4A7C15UL >> 47));
            }
        }
        return grams;
    }
}
