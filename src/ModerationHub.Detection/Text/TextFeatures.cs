namespace ModerationHub.Detection.Text;

/// <summary>
/// The n-grams of a normalised text, hashed into 2²⁰ buckets (feature hashing, Weinberger et al. 2009): words and pairs of
/// words, and runs of two to five units with their spaces. Each distinct bucket counts once.
/// </summary>
public static class TextFeatures
{
    /// <summary>Number of buckets; every bucket index is in 0 ≤ i &lt; Buckets.</summary>
    public const int Buckets = 1 << 20;

    private const int Shortest = 2;
    private const int Longest = 5;

    /// <summary>The distinct buckets of a text in ascending order; empty for a text without words.</summary>
    public static int[] Of(ReadOnlySpan<char> normalised)
    {
        var found = new HashSet<int>(normalised.Length * 5);
        Walk(normalised, (bucket, _) => found.Add(bucket));
        var buckets = found.ToArray();
        Array.Sort(buckets);
        return buckets;
    }

    /// <summary>Calls back for every n-gram with its bucket and its stretch of the normalised text.</summary>
    internal static void Walk(ReadOnlySpan<char> text, Action<int, TextSpan> found)
    {
        for (var start = 0; start < text.Length; start++)
        {
            // A run that begins before the text's first unit would say nothing that the word itself does not.
            var hash = 0x811C9DC5UL;
            for (var length = 1; length <= Longest && start + length <= text.Length; length++)
            {
                hash = (hash ^ text[start + length - 1]) * 0x100000001B3UL;
                if (length >= Shortest) found(Bucket(hash, length), new TextSpan(start, length));
            }
        }
        Words(text, found);
    }

    private static void Words(ReadOnlySpan<char> text, Action<int, TextSpan> found)
    {
        var (previousStart, previous) = (-1, 0UL);
        for (var start = 0; start < text.Length;)
        {
            var end = text[start..].IndexOf(' ');
            end = end < 0 ? text.Length : start + end;
            var hash = 0xCBF29CE484222325UL;
            foreach (var c in text[start..end]) hash = (hash ^ c) * 0x100000001B3UL;
            found(Bucket(hash, 11), new TextSpan(start, end - start));
            if (previousStart >= 0) found(Bucket((previous * 31) ^ hash, 12), new TextSpan(previousStart, end - previousStart));
            (previousStart, previous) = (start, hash);
            start = end + 1;
        }
    }

    private static int Bucket(ulong hash, int kind)
    {
        hash = (hash ^ (hash >> 32) ^ ((ulong)kind << 56)) * 0x9E3779B97F4A7C15UL;
        return (int)((hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9UL >> 44);
    }
}
