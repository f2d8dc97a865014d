namespace ModerationHub.Detection.Text;

/// <summary>
/// The n-grams of a normalised text, hashed into three times 2¹⁹ buckets (feature hashing, Weinberger et al. 2009). The lowest third:
/// runs of two to five units inside a word, its edges marked. The middle: words and pairs of words; and how the original looks
/// (length, capitals, marks, digits, links). The highest: runs that span words. Each distinct bucket counts once.
/// </summary>
public static class TextFeatures
{
    /// <summary>Number of buckets; every bucket index is in 0 ≤ i &lt; Buckets.</summary>
    public const int Buckets = 3 * Words;

    /// <summary>First bucket of words and looks; below lie the parts of words.</summary>
    internal const int Words = 1 << 19;

    /// <summary>First bucket of the runs that span words.</summary>
    internal const int Spans = 2 * Words;

    private const int Shortest = 2;
    private const int Longest = 5;

    /// <summary>The distinct buckets of a text in the order in which they first occur; empty for a text without words.</summary>
    public static int[] Of(string text)
    {
        var set = new BucketSet();
        set.Read(TextNormaliser.Normalise(text).Span, text);
        return set.Span.ToArray();
    }

    /// <summary>How many buckets say how a text looks, at most.</summary>
    internal const int MostLooks = 10;

    /// <summary>Writes the buckets of what normalisation takes away and people who advertise or shout do not hide; returns how many.</summary>
    internal static int Looks(ReadOnlySpan<char> original, int words, Span<int> buckets)
    {
        var (upper, shouts, questions, digits, lines, slash, pictograph) = (0, 0, 0, 0, 0, false, false);
        foreach (var c in original)
        {
            if (char.IsUpper(c)) upper++;
            if (char.IsDigit(c)) digits++;
            if (c == '!') shouts++;
            if (c == '?') questions++;
            if (c == '\n') lines++;
            slash |= c == '/';
            pictograph |= c > '\u2000';
        }
        var count = 0;
        buckets[count++] = Look(0, (int)Math.Log2(original.Length + 1));
        buckets[count++] = Look(1, 10 * upper / (original.Length + 1));
        buckets[count++] = Look(2, Math.Min(3, shouts));
        buckets[count++] = Look(3, Math.Min(3, questions));
        buckets[count++] = Look(4, Math.Min(4, digits / 2));
        buckets[count++] = Look(5, Math.Min(2, lines));
        buckets[count++] = Look(6, Math.Min(8, words / 5));
        if (slash) buckets[count++] = Look(7, 0);
        if (pictograph) buckets[count++] = Look(8, 0);
        if (original.Contains("http", StringComparison.Ordinal) || original.Contains("www.", StringComparison.Ordinal) || original.Contains(".com", StringComparison.Ordinal))
            buckets[count++] = Look(9, 0);
        return count;
    }

    private static int Look(int what, int value) => Bucket(((0xCBF29CE484222325UL ^ (ulong)what) * 0x100000001B3UL ^ (ulong)value) * 0x100000001B3UL, 40, Words);

    /// <summary>Whether a bucket is one of words and looks.</summary>
    internal static bool IsWord(int bucket) => bucket is >= Words and < Spans;

    /// <summary>How many n-grams a text of this length has at most.</summary>
    internal static int Most(int length) => (length * (Longest - Shortest + 1)) + (length * (Longest - Shortest)) + length + 2;

    /// <summary>Writes the bucket of every n-gram and, if asked for, its stretch of the normalised text; returns how many.</summary>
    /// <param name="text">The normalised text.</param>
    /// <param name="buckets">Room for <see cref="Most"/> buckets.</param>
    /// <param name="spans">As much room, or empty when nobody asks where.</param>
    internal static int Fill(ReadOnlySpan<char> text, Span<int> buckets, Span<TextSpan> spans)
    {
        var (count, previousStart, previous) = (0, -1, 0UL);
        for (var start = 0; start < text.Length;)
        {
            var end = text[start..].IndexOf(' ');
            end = end < 0 ? text.Length : start + end;
            count = Parts(text, start, end, buckets, spans, count);
            var hash = 0xCBF29CE484222325UL;
            foreach (var c in text[start..end]) hash = (hash ^ c) * 0x100000001B3UL;
            if (!spans.IsEmpty) spans[count] = new TextSpan(start, end - start);
            buckets[count++] = Bucket(hash, 11, Words);
            if (previousStart >= 0)
            {
                if (!spans.IsEmpty) spans[count] = new TextSpan(previousStart, end - previousStart);
                buckets[count++] = Bucket((previous * 31) ^ hash, 12, Words);
            }
            (previousStart, previous) = (start, hash);
            start = end + 1;
        }
        return Spanning(text, buckets, spans, count);
    }

    // A run spans words when a space stands inside it; with one at an edge it is a part of a word.
    private static int Spanning(ReadOnlySpan<char> text, Span<int> buckets, Span<TextSpan> spans, int count)
    {
        for (var first = 0; first < text.Length; first++)
        {
            var (hash, spanning) = (0x811C9DC5UL, false);
            for (var next = first; next < text.Length && next < first + Longest; next++)
            {
                hash = (hash ^ text[next]) * 0x100000001B3UL;
                if (spanning)
                {
                    if (!spans.IsEmpty) spans[count] = new TextSpan(first, next - first + 1);
                    buckets[count++] = Bucket(hash, next - first + 1, Spans);
                }
                spanning |= next > first && text[next] == ' ';
            }
        }
        return count;
    }

    // The spaces around the word belong to it, also where the text begins and ends.
    private static int Parts(ReadOnlySpan<char> text, int start, int end, Span<int> buckets, Span<TextSpan> spans, int count)
    {
        for (var first = start - 1; first < end; first++)
        {
            var hash = 0x811C9DC5UL;
            for (var next = first; next <= end && next < first + Longest; next++)
            {
                hash = (hash ^ (next < start || next == end ? ' ' : text[next])) * 0x100000001B3UL;
                var length = next - first + 1;
                if (length < Shortest) continue;
                if (!spans.IsEmpty) spans[count] = new TextSpan(Math.Max(first, start), Math.Min(next + 1, end) - Math.Max(first, start));
                buckets[count++] = Bucket(hash, length, 0);
            }
        }
        return count;
    }

    private static int Bucket(ulong hash, int kind, int from)
    {
        hash = (hash ^ (hash >> 32) ^ ((ulong)kind << 56)) * 0x9E3779B97F4A7C15UL;
        return (int)((hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9UL >> 45) + from;
    }
}
