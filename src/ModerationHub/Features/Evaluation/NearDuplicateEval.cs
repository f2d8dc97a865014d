using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Evaluation;

/// <summary>Set 08: pairs of posts that say the same, found through the signatures' bands, against the pairs inside the labelled groups.</summary>
static class NearDuplicateEval
{
    public static IEnumerable<EvalRow> Measure(EvalSource source, Action<string> skip)
    {
        var groups = source.Measured("08_near_duplicate", "labels").DistinctBy(r => r["post_id"]).ToDictionary(r => r["post_id"], r => r["group_id"]);
        var posts = source.Measured("08_near_duplicate", "posts").Where(r => groups.ContainsKey(r["post_id"])).ToList();
        if (posts.Count == 0)
        {
            skip("no labelled posts");
            yield break;
        }
        var labels = posts.Select(r => groups[r["post_id"]]).ToArray();
        var expected = labels.Where(g => g.Length > 0).GroupBy(g => g).Sum(g => (long)g.Count() * (g.Count() - 1) / 2);
        var found = Pairs([.. posts.Select(r => NearDuplicate.Sign(TextNormaliser.Normalise(r["text"])))]);
        var hits = found.LongCount(p => labels[p.Left].Length > 0 && labels[p.Left] == labels[p.Right]);
        yield return new("08 near duplicates", "all", "pair F1", Calibration.F1(hits, found.Count - hits, expected - hits), posts.Count, null);
        yield return new("08 near duplicates", "all", "pair precision", found.Count == 0 ? 0 : hits / (double)found.Count, found.Count, null);
        yield return new("08 near duplicates", "all", "pair recall", expected == 0 ? 0 : hits / (double)expected, (int)expected, null);
    }

    static HashSet<(int Left, int Right)> Pairs(MinHash[] signatures)
    {
        var buckets = new Dictionary<ulong, List<int>>();
        var pairs = new HashSet<(int, int)>();
        var keys = new ulong[MinHash.Bands];
        for (var i = 0; i < signatures.Length; i++)
        {
            // A text of nothing but links and mentions has no signature of its own.
            if (signatures[i].Minima[0] == uint.MaxValue) continue;
            signatures[i].BandKeys(keys);
            foreach (var key in keys)
            {
                if (!buckets.TryGetValue(key, out var bucket)) buckets[key] = bucket = [];
                foreach (var other in bucket)
                    if (signatures[i].Similarity(signatures[other]) >= NearDuplicate.SameText) pairs.Add((other, i));
                bucket.Add(i);
            }
        }
        return pairs;
    }
}
