using System.Globalization;
using ModerationHub.Detection.Media;

namespace ModerationHub.Features.Evaluation;

/// <summary>Set 09: the list of matches of hashes against the reference's.</summary>
static class PdqEval
{
    const string Set = "09_pdq";

    public static IEnumerable<EvalRow> Needles(EvalSource source, Action<string> skip)
    {
        var (haystack, index) = Haystack(source, skip);
        var needles = Hashes(source, "needles", skip);
        if (haystack.Count == 0 || needles.Count == 0 || !Expects(source, "expected_needle_matches_le31", skip)) yield break;
        yield return Compare("needle matches", needles.SelectMany(n => index.Find(n.Hash).Select(m => (n.Row, haystack[m.Position].Row, Bits(m.Distance)))),
            Expected(source, "expected_needle_matches_le31", skip).Select(r => (r["needle_row"], r["haystack_row"], r["hamming"])));
    }

    public static IEnumerable<EvalRow> Pairs(EvalSource source, Action<string> skip)
    {
        var (haystack, index) = Haystack(source, skip);
        if (haystack.Count == 0 || !Expects(source, "expected_haystack_pairs_le31", skip)) yield break;
        yield return Compare("haystack pairs", haystack.SelectMany((a, i) => index.Find(a.Hash).Where(m => m.Position > i).Select(m => (a.Row, haystack[m.Position].Row, Bits(m.Distance)))),
            Expected(source, "expected_haystack_pairs_le31", skip).Select(r => (r["row_a"], r["row_b"], r["hamming"])));
    }

    // A list without rows says that nothing matches; one that is not there says nothing.
    static bool Expects(EvalSource source, string file, Action<string> skip)
    {
        if (source.Lists(Set, file)) return true;
        skip(source.Without(Set, file));
        return false;
    }

    static List<EvalCells> Expected(EvalSource source, string file, Action<string> skip) => source.Measured(Set, file).Readable(file, skip, r => r.Whole("hamming") is not null);

    static EvalRow Compare(string what, IEnumerable<(string, string, string)> found, IEnumerable<(string, string, string)> expected)
    {
        var (left, right) = (found.ToHashSet(), expected.ToHashSet());
        var all = left.Union(right).Count();
        return new("09 PDQ " + what, "all", "share equal to reference", all == 0 ? 1 : left.Intersect(right).Count() / (double)all, right.Count, "1 (C++ reference)");
    }

    static string Bits(int distance) => distance.ToString(CultureInfo.InvariantCulture);

    static (List<(string Row, PdqHash Hash)> Hashes, PdqIndex Index) Haystack(EvalSource source, Action<string> skip)
    {
        var (haystack, index) = (Hashes(source, "haystack", skip), new PdqIndex());
        foreach (var (_, hash) in haystack) index.Add(hash);
        return (haystack, index);
    }

    static List<(string Row, PdqHash Hash)> Hashes(EvalSource source, string file, Action<string> skip)
    {
        var rows = source.Measured(Set, file);
        if (rows.Count == 0) skip(source.Without(Set, file));
        return rows.Readable(file, skip, r => PdqHash.TryParse(r["hash"], out _)).ConvertAll(r => (r["row"], PdqHash.TryParse(r["hash"], out var hash) ? hash : default));
    }
}
