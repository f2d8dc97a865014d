namespace ModerationHub.Detection.Text;

/// <summary>
/// Groups texts that say the same: candidates meet in 21 bands of three minima (<see cref="NearDuplicate"/>), a pair counts
/// when its distinct words overlap (Jaccard) enough, and groups that share a pair are one. Near-linear in the number of texts.
/// </summary>
public static class NearDuplicateGroups
{
    /// <summary>Share of distinct words that two texts of one group have in common at least.</summary>
    public const double WordOverlap = 0.6;

    private const int Bands = 21;
    private const int Rows = 3;
    private const int MostInBucket = 64;

    // What one of them joins is one word: it weighs no more than another, and hidden or left out it changes nothing.
    private const string Joining = "-\u2010\u2011'\u2018\u2019";

    /// <summary>The group of each text, as the index of the group's first text; a text without words is its own group.</summary>
    /// <param name="texts">Any number; each is read once. Takes about 400 bytes a text besides.</param>
    public static int[] Of(IReadOnlyList<string> texts)
    {
        var group = Enumerable.Range(0, texts.Count).ToArray();
        var words = new int[texts.Count][];
        var signed = new List<int>(texts.Count);
        var signatures = new List<uint[]>(texts.Count);
        var normalised = new NormalisedText();
        Span<uint> minima = stackalloc uint[MinHash.Size];
        for (var i = 0; i < texts.Count; i++)
        {
            var text = texts[i];
            TextNormaliser.Normalise(text, normalised);
            words[i] = Words(text, normalised);
            if (NearDuplicate.Sign(normalised, minima) == 0) continue;
            signed.Add(i);
            signatures.Add(minima[..(Bands * Rows)].ToArray());
        }
        var (keys, order) = (new ulong[signed.Count], new int[signed.Count]);
        for (var band = 0; band < Bands; band++)
        {
            for (var s = 0; s < keys.Length; s++)
            {
                var key = 0UL;
                foreach (var minimum in signatures[s].AsSpan(band * Rows, Rows)) key = (key ^ minimum) * 0x9E3779B97F4A7C15UL;
                (keys[s], order[s]) = (key, signed[s]);
            }
            Array.Sort(keys, order);
            for (var from = 0; from < order.Length;)
            {
                var to = from + 1;
                while (to < order.Length && keys[to] == keys[from]) to++;
                if (to - from > 1) Meet(order.AsSpan(from, to - from), group, words);
                from = to;
            }
        }
        for (var i = 0; i < group.Length; i++) group[i] = Root(group, i);
        return group;
    }

    // A text sent a million times is compared with the first that share its band only.
    private static void Meet(Span<int> texts, int[] group, int[][] words)
    {
        texts.Sort();
        for (var i = 1; i < texts.Length; i++)
            foreach (var other in texts[..Math.Min(i, MostInBucket)])
                if (Root(group, other) != Root(group, texts[i]) && Overlap(words[other], words[texts[i]]) >= WordOverlap) Join(group, other, texts[i]);
    }

    /// <summary>Jaccard similarity of two ascending lists of distinct values, 0–1; 0 when both are empty.</summary>
    internal static double Overlap(int[] left, int[] right)
    {
        var (i, j, both) = (0, 0, 0);
        while (i < left.Length && j < right.Length)
        {
            if (left[i] == right[j]) (i, j, both) = (i + 1, j + 1, both + 1);
            else if (left[i] < right[j]) i++;
            else j++;
        }
        return both == 0 ? 0 : both / (double)(left.Length + right.Length - both);
    }

    private static int[] Words(string original, NormalisedText text)
    {
        var span = text.Span;
        var starts = text.Starts;
        var link = 0;
        var words = new SortedSet<int>();
        for (var start = 0; start < span.Length;)
        {
            var end = start;
            while (end < span.Length && (span[end] != ' ' || (end > start && text.Width(end) == 1 && Joining.Contains(original[starts[end]])))) end++;
            while (link < text.Links.Count && starts[start] >= text.Links[link].End) link++;
            var linked = link < text.Links.Count && starts[start] >= text.Links[link].Start;
            if (!linked && end > start && span[start] != '@')
            {
                var hash = 0x811C9DC5u;
                foreach (var c in span[start..end].TrimStart('#'))
                    if (c != ' ') hash = (hash ^ c) * 0x01000193u;
                words.Add((int)hash);
            }
            start = end + 1;
        }
        return [.. words];
    }

    private static int Root(int[] group, int i)
    {
        while (group[i] != i) i = group[i] = group[group[i]];
        return i;
    }

    private static void Join(int[] group, int left, int right)
    {
        var (a, b) = (Root(group, left), Root(group, right));
        group[Math.Max(a, b)] = Math.Min(a, b);
    }
}
