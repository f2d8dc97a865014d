namespace ModerationHub.Detection.Text;

/// <summary>Folds of labelled texts: seeded, alike in size and in each class's share, and groups stay whole.</summary>
internal static class TextFolds
{
    internal static int[] Of(IReadOnlyList<TextExample> examples, int folds, ulong seed)
    {
        var order = Enumerable.Range(0, examples.Count).ToArray();
        Shuffle(order, ref seed);
        var (fold, counts, groups) = (new int[examples.Count], new int[2, folds], new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var i in order)
        {
            var (group, side) = (examples[i].Group, examples[i].Positive ? 1 : 0);
            if (group is null || !groups.TryGetValue(group, out var to))
            {
                to = 0;
                for (var f = 1; f < folds; f++)
                    if (counts[side, f] < counts[side, to]) to = f;
                if (group is not null) groups[group] = to;
            }
            fold[i] = to;
            counts[side, to]++;
        }
        return fold;
    }

    internal static void Shuffle(int[] order, ref ulong state)
    {
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = (int)(Next(ref state) % (ulong)(i + 1));
            (order[i], order[j]) = (order[j], order[i]);
        }
    }

    /// <summary>The next number of SplitMix64 (Steele, Lea and Flood 2014).</summary>
    internal static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
