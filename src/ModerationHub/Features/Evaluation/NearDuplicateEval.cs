using ModerationHub.Detection.Text;

namespace ModerationHub.Features.Evaluation;

/// <summary>Set 08: pairs of posts that say the same, as the groups that were found make them, against the pairs inside the labelled groups.</summary>
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
        var grouped = NearDuplicateGroups.Of([.. posts.Select(r => r["text"])]);
        var found = grouped.GroupBy(g => g).Sum(g => (long)g.Count() * (g.Count() - 1) / 2);
        var hits = labels.Zip(grouped).Where(p => p.First.Length > 0).GroupBy(p => p).Sum(g => (long)g.Count() * (g.Count() - 1) / 2);
        yield return new("08 near duplicates", "all", "pair F1", Calibration.F1(hits, found - hits, expected - hits), posts.Count, null);
        yield return new("08 near duplicates", "all", "pair precision", found == 0 ? 0 : hits / (double)found, (int)found, null);
        yield return new("08 near duplicates", "all", "pair recall", expected == 0 ? 0 : hits / (double)expected, (int)expected, null);
    }
}
