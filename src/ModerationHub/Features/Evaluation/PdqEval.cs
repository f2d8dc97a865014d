using System.Globalization;
using ModerationHub.Detection.Media;

namespace ModerationHub.Features.Evaluation;

/// <summary>Set 09: hashes of images, and the list of matches of hashes, against the reference's.</summary>
static class PdqEval
{
    public static IEnumerable<EvalRow> Measure(EvalSource source, Action<string> skip)
    {
        foreach (var row in ImageHashEval.Measure(source, skip)) yield return row;
        var haystack = Hashes(source, "haystack");
        if (haystack.Count == 0) yield break;
        var index = new PdqIndex();
        foreach (var (_, hash) in haystack) index.Add(hash);
        var needles = Hashes(source, "needles");
        if (needles.Count > 0)
        {
            var found = needles.SelectMany(n => index.Find(n.Hash).Select(m => (n.Row, haystack[m.Position].Row, m.Distance.ToString(CultureInfo.InvariantCulture))));
            yield return Compare("needle matches", found, source.Measured("09_pdq", "expected_needle_matches_le31")
                .Select(r => (r["needle_row"], r["haystack_row"], r["hamming"])));
        }
        var pairs = source.Measured("09_pdq", "expected_haystack_pairs_le31");
        if (pairs.Count == 0) yield break;
        yield return Compare("haystack pairs", haystack.SelectMany((a, i) => index.Find(a.Hash).Where(m => m.Position > i)
            .Select(m => (a.Row, haystack[m.Position].Row, m.Distance.ToString(CultureInfo.InvariantCulture)))), pairs.Select(r => (r["row_a"], r["row_b"], r["hamming"])));
    }

    static EvalRow Compare(string what, IEnumerable<(string, string, string)> found, IEnumerable<(string, string, string)> expected)
    {
        var (left, right) = (found.ToHashSet(), expected.ToHashSet());
        var all = left.Union(right).Count();
        return new("09 PDQ " + what, "all", "share equal to reference", all == 0 ? 1 : left.Intersect(right).Count() / (double)all, right.Count, "1 (C++ reference)");
    }

    static List<(string Row, PdqHash Hash)> Hashes(EvalSource source, string file) =>
        [.. source.Measured("09_pdq", file).Select(r => (Row: r["row"], Ok: PdqHash.TryParse(r["hash"], out var hash), Hash: hash))
            .Where(h => h.Ok).Select(h => (h.Row, h.Hash))];
}
