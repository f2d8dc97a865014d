using ModerationHub.Detection.Lineage;

namespace ModerationHub.Features.Evaluation;

/// <summary>Set 07: which earlier account a later one continues, by what it posts and by its names alone; and how many earlier accounts are linked though nothing says so.</summary>
static class LineageEval
{
    const string Set = "07_ban_evasion";

    public static IEnumerable<EvalRow> Returns(EvalSource source, Action<string> skip)
    {
        var truth = source.Measured(Set, "truth").ToLookup(r => r["query_account"], r => r["account_id"]);
        var texts = source.Measured(Set, "posts").ToLookup(r => r["account_id"], r => (Role: r["role"], Text: r["text"]));
        var candidates = source.Measured(Set, "candidates").ConvertAll(r => Account(r["account_id"], r, texts[r["account_id"]].Where(t => t.Role != "query").Select(t => t.Text)));
        var queries = source.Measured(Set, "queries").ConvertAll(r => Account(r["query_account"], r, texts[r["query_account"]].Where(t => t.Role != "candidate").Select(t => t.Text)));
        if (queries.Count == 0 || candidates.Count == 0)
        {
            skip("no accounts that came back");
            yield break;
        }
        var index = new LineageIndex(candidates);
        var known = candidates.DistinctBy(c => c.Id).ToDictionary(c => c.Id, StringComparer.Ordinal);
        LineageLink[] Before(LineageAccount later) => [.. index.Rank(later).Where(link => known[link.Id].FirstPost < later.FirstPost)];
        foreach (var row in Ranks("07 accounts that came back", queries.ConvertAll(q => Place(Before(q).Select(l => l.Id), truth[q.Id])))) yield return row;
        var asked = candidates.FindAll(c => !truth.Contains(c.Id));
        // A candidate's whole life lies before it here; a later account is known by its first texts.
        var linked = asked.Count(c => Before(c with { Texts = [.. c.Texts.Take(60)] }).FirstOrDefault() is { LogOdds: >= LineageIndex.Telling });
        yield return new("07 accounts that came back", "all", "false links", linked / (double)Math.Max(1, asked.Count), asked.Count, null);
        yield return new("07 accounts that came back", "all", "links told, of true ones", queries.Count(q => Before(q).FirstOrDefault() is { LogOdds: >= LineageIndex.Telling } first && truth[q.Id].Contains(first.Id)) / (double)queries.Count, queries.Count, null);
    }

    public static IEnumerable<EvalRow> Renames(EvalSource source, Action<string> skip)
    {
        var truth = source.Measured(Set, "rename_truth").ToLookup(r => r["query_id"], r => r["pool_id"]);
        var pool = source.Measured(Set, "rename_pool").ConvertAll(r => new LineageAccount(r["pool_id"], r["old_handle"], r["old_name"]));
        var queries = source.Measured(Set, "rename_queries").FindAll(r => truth.Contains(r["query_id"]));
        if (queries.Count == 0 || pool.Count == 0)
        {
            skip("no changed handles");
            return [];
        }
        var index = new LineageIndex(pool);
        return Ranks("07 changed handles", queries.ConvertAll(r => Place(index.Rank(new LineageAccount(r["query_id"], r["new_handle"], r["new_name"])).Select(l => l.Id), truth[r["query_id"]])));
    }

    static IEnumerable<EvalRow> Ranks(string set, List<int> places)
    {
        yield return new(set, "all", "success@1", places.Count(p => p == 1) / (double)places.Count, places.Count, null);
        yield return new(set, "all", "success@5", places.Count(p => p is >= 1 and <= 5) / (double)places.Count, places.Count, null);
        yield return new(set, "all", "MRR", places.Sum(p => p == 0 ? 0 : 1.0 / p) / places.Count, places.Count, null);
    }

    /// <summary>The place of the first right answer, counted from 1; 0 when there is none.</summary>
    static int Place(IEnumerable<string> ranked, IEnumerable<string> right)
    {
        var all = right.ToHashSet(StringComparer.Ordinal);
        return ranked.Index().Where(one => all.Contains(one.Item)).Select(one => one.Index + 1).FirstOrDefault();
    }

    static LineageAccount Account(string id, EvalCells r, IEnumerable<string> texts) => new(id, r["handle"])
    {
        FirstPost = r.Time("first_post"), LastPost = r.Time("last_post"), Texts = [.. texts],
    };
}
