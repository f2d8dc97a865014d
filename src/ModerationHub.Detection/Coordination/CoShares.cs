namespace ModerationHub.Detection.Coordination;

/// <summary>An account shared something.</summary>
/// <param name="Thing">What: a link, a post passed on, an image.</param>
/// <param name="Account">Who.</param>
/// <param name="Content">The post that did.</param>
/// <param name="At">Unix seconds.</param>
public sealed record Share(string Thing, string Account, string Content, long At);

/// <summary>Two accounts shared the same thing within the time window.</summary>
/// <param name="Older">The earlier one; of two at the same second whichever came first in the list.</param>
/// <param name="Newer">The later one.</param>
public sealed record CoShare(Share Older, Share Newer)
{
    /// <summary>Seconds between them, 0 or more.</summary>
    public long Seconds => Newer.At - Older.At;
}

/// <summary>
/// Finds who shares the same things at nearly the same time, again and again. The definition is that of CooRTweet 2.1 (Righetti and
/// Balluff), so that its published results can be compared pair by pair. Costs the sum over things of their shares, plus the pairs found.
/// </summary>
public static class CoShares
{
    /// <summary>The pairs.</summary>
    /// <param name="shares">Shares in any order.</param>
    /// <param name="withinSeconds">The time window, 0 or more.</param>
    /// <param name="fewest">How often an account must share at all, and how often in such a pair, for its pairs to count; a pair stands when either account does.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static IReadOnlyList<CoShare> Find(IReadOnlyList<Share> shares, long withinSeconds, int fewest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(withinSeconds);
        ArgumentOutOfRangeException.ThrowIfNegative(fewest);
        var active = shares.GroupBy(share => share.Account, StringComparer.Ordinal).Where(account => account.Count() >= fewest).SelectMany(account => account).ToList();
        List<CoShare> pairs = [];
        foreach (var same in active.GroupBy(share => share.Thing, StringComparer.Ordinal))
        {
            var inTime = same.OrderBy(share => share.At).ToArray();
            for (var i = 0; i < inTime.Length; i++)
                for (var j = i + 1; j < inTime.Length && inTime[j].At - inTime[i].At <= withinSeconds; j++)
                    if (AreTwo(inTime[i], inTime[j])) pairs.Add(new(inTime[i], inTime[j]));
        }
        var paired = pairs.SelectMany(pair => new[] { pair.Older.Content, pair.Newer.Content }).ToHashSet(StringComparer.Ordinal);
        var repeated = active.Where(share => paired.Contains(share.Content)).GroupBy(share => share.Account, StringComparer.Ordinal)
            .Where(account => account.Count() >= fewest).SelectMany(account => account, (_, share) => share.Content).ToHashSet(StringComparer.Ordinal);
        return pairs.FindAll(pair => repeated.Contains(pair.Older.Content) || repeated.Contains(pair.Newer.Content));
    }

    /// <summary>How often each two accounts met, for those that met more often than the median two.</summary>
    /// <returns>The accounts in ordinal order, and the number of their pairs.</returns>
    public static IReadOnlyDictionary<(string First, string Second), int> Network(IEnumerable<CoShare> pairs)
    {
        var edges = pairs.GroupBy(pair => Edge(pair.Older.Account, pair.Newer.Account)).ToDictionary(edge => edge.Key, edge => edge.Count());
        if (edges.Count == 0) return edges;
        int[] weights = [.. edges.Values.Order()];
        var median = (weights[(weights.Length - 1) / 2] + weights[weights.Length / 2]) / 2.0;
        return edges.Where(edge => edge.Value > median).ToDictionary();
    }

    /// <summary>Two accounts in ordinal order.</summary>
    public static (string First, string Second) Edge(string one, string other) => string.CompareOrdinal(one, other) <= 0 ? (one, other) : (other, one);

    // An account that shares its own post again, or a post that is the thing itself, is no meeting of two.
    private static bool AreTwo(Share one, Share other) =>
        one.Account != other.Account && one.Content != other.Content && one.Thing != one.Content && other.Thing != other.Content;
}
