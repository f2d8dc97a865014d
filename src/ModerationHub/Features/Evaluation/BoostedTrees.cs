using ModerationHub.Detection;

namespace ModerationHub.Features.Evaluation;

/// <summary>
/// Gradient-boosted trees over a few numbers (Friedman, Annals of Statistics 29:5, 2001), for the sets of account features:
/// depth 3, logistic loss, quantile bins. Deterministic. What it learns is measured and nowhere used: an account's profile
/// alone makes nobody a candidate.
/// </summary>
sealed class BoostedTrees
{
    const int Rounds = 160;
    const int Depth = 3;
    const int Bins = 32;
    const int FewestInLeaf = 8;
    const double Rate = 0.1;
    const double Ridge = 1;

    readonly double[][] _edges;
    readonly List<Node> _trees = [];
    readonly double _start;

    /// <param name="rows">Numbers of each row; NaN where unknown.</param>
    /// <param name="labels">Whether the row is positive; both kinds must occur.</param>
    public BoostedTrees(double[][] rows, bool[] labels)
    {
        _edges = [.. Enumerable.Range(0, rows[0].Length).Select(f => Edges([.. rows.Select(r => r[f]).Where(double.IsFinite).Order()]))];
        var binned = rows.Select(Bin).ToArray();
        var share = Math.Clamp(labels.Count(l => l) / (double)labels.Length, 0.001, 0.999);
        _start = Logit.Of(share);
        var scores = Enumerable.Repeat(_start, rows.Length).ToArray();
        int[] all = [.. Enumerable.Range(0, rows.Length)];
        for (var round = 0; round < Rounds; round++)
        {
            var p = scores.Select(Logit.Probability).ToArray();
            var tree = Grow(binned, [.. p.Select((q, i) => (labels[i] ? 1 : 0) - q)], [.. p.Select(q => q * (1 - q))], all, Depth);
            _trees.Add(tree);
            for (var i = 0; i < scores.Length; i++) scores[i] += Rate * Value(tree, binned[i]);
        }
    }

    /// <summary>Probability that the row is positive.</summary>
    public double Of(double[] row)
    {
        var binned = Bin(row);
        return Logit.Probability(_start + (Rate * _trees.Sum(tree => Value(tree, binned))));
    }

    Node Grow(int[][] rows, double[] gradient, double[] curvature, int[] here, int depth)
    {
        var (g, h) = (here.Sum(i => gradient[i]), here.Sum(i => curvature[i]));
        var leaf = new Node(-1, 0, g / (h + Ridge), null, null);
        if (depth == 0 || here.Length < 2 * FewestInLeaf) return leaf;
        var (best, gain) = ((Feature: -1, Bin: 0), 1e-6);
        for (var f = 0; f < _edges.Length; f++)
        {
            var (gs, hs, ns) = (new double[Bins + 2], new double[Bins + 2], new int[Bins + 2]);
            foreach (var i in here)
            {
                gs[rows[i][f]] += gradient[i];
                hs[rows[i][f]] += curvature[i];
                ns[rows[i][f]]++;
            }
            var (gl, hl, nl) = (0.0, 0.0, 0);
            for (var b = 0; b <= Bins; b++)
            {
                (gl, hl, nl) = (gl + gs[b], hl + hs[b], nl + ns[b]);
                if (nl < FewestInLeaf || here.Length - nl < FewestInLeaf) continue;
                var better = (gl * gl / (hl + Ridge)) + ((g - gl) * (g - gl) / (h - hl + Ridge)) - (g * g / (h + Ridge));
                if (better > gain) (best, gain) = ((f, b), better);
            }
        }
        if (best.Feature < 0) return leaf;
        int[] left = [.. here.Where(i => rows[i][best.Feature] <= best.Bin)], right = [.. here.Where(i => rows[i][best.Feature] > best.Bin)];
        return new Node(best.Feature, best.Bin, 0, Grow(rows, gradient, curvature, left, depth - 1), Grow(rows, gradient, curvature, right, depth - 1));
    }

    static double Value(Node node, int[] row)
    {
        while (node.Left is not null) node = row[node.Feature] <= node.Bin ? node.Left : node.Right!;
        return node.Leaf;
    }

    // Bin 0 is for what is unknown.
    int[] Bin(double[] row) => [.. row.Select((value, f) => double.IsFinite(value) ? 1 + Below(_edges[f], value) : 0)];

    static int Below(double[] edges, double value)
    {
        var place = Array.BinarySearch(edges, value);
        return place < 0 ? ~place : place;
    }

    static double[] Edges(double[] sorted) =>
        sorted.Length == 0 ? [] : [.. Enumerable.Range(1, Bins - 1).Select(i => sorted[i * (sorted.Length - 1) / Bins]).Distinct()];

    sealed record Node(int Feature, int Bin, double Leaf, Node? Left, Node? Right);
}
