namespace ModerationHub.Detection.Text;

/// <summary>From raw scores to probabilities and decisions.</summary>
public static class Calibration
{
    private const int Bins = 15;
    private const int Draws = 4_000;

    /// <summary>Platt's slope and offset, so that 1 / (1 + e^−(slope·score + offset)) is the probability; Newton's method on the log-loss (Lin, Lin and Weng 2007).</summary>
    /// <param name="scores">Finite scores, one a text.</param>
    /// <param name="labels">As many labels.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static TextCalibration Platt(IReadOnlyList<double> scores, IReadOnlyList<bool> labels)
    {
        if (scores.Count != labels.Count) throw new ArgumentException("Each score has one label.", nameof(labels));
        double positives = labels.Count(l => l), negatives = labels.Count - positives;
        // Platt's targets keep the probabilities off 0 and 1.
        var (high, low) = ((positives + 1) / (positives + 2), 1 / (negatives + 2));
        var (slope, offset) = (1.0, 0.0);
        for (var step = 0; step < 50; step++)
        {
            double g0 = 0, g1 = 0, h00 = 1e-9, h01 = 0, h11 = 1e-9;
            for (var i = 0; i < scores.Count; i++)
            {
                var p = Logit.Probability((slope * scores[i]) + offset);
                var (error, spread) = (p - (labels[i] ? high : low), p * (1 - p));
                g0 += error * scores[i];
                g1 += error;
                h00 += spread * scores[i] * scores[i];
                h01 += spread * scores[i];
                h11 += spread;
            }
            var determinant = (h00 * h11) - (h01 * h01);
            var ds = ((h11 * g0) - (h01 * g1)) / determinant;
            var d = ((h00 * g1) - (h01 * g0)) / determinant;
            // A bounded step keeps Newton's method from running away on separable data.
            var bound = Math.Min(1, 2 / Math.Max(1e-12, Math.Max(Math.Abs(ds), Math.Abs(d))));
            slope -= bound * ds;
            offset -= bound * d;
            if (Math.Abs(ds) + Math.Abs(d) < 1e-9) break;
        }
        return new TextCalibration(Math.Max(slope, 1e-3), offset);
    }

    /// <summary>The score from which on a text counts as positive so that the macro-F1 over both classes is highest.</summary>
    /// <exception cref="ArgumentException">The lengths differ or there is no score.</exception>
    public static double BalancedThreshold(IReadOnlyList<double> scores, IReadOnlyList<bool> labels) => Cuts(scores, labels).MaxBy(cut => cut.MacroF1).Threshold;

    /// <summary>
    /// The threshold next to even odds among those whose macro-F1 lies within one standard error of the highest (after the rule of
    /// Breiman et al. 1984): where many cuts are about as good, the best one is chance, and fails first when the texts change.
    /// </summary>
    /// <param name="logOdds">Calibrated log-odds, one a text; 0 is even.</param>
    /// <param name="labels">As many labels.</param>
    /// <exception cref="ArgumentException">The lengths differ or there is no score.</exception>
    public static double SteadyThreshold(IReadOnlyList<double> logOdds, IReadOnlyList<bool> labels)
    {
        var cuts = Cuts(logOdds, labels);
        var best = cuts.Max(cut => cut.MacroF1);
        var enough = best - Math.Sqrt(best * (1 - best) / logOdds.Count);
        return cuts.Where(cut => cut.MacroF1 >= enough).MinBy(cut => Math.Abs(cut.Threshold)).Threshold;
    }

    /// <summary>The lowest threshold that no more than a share of the negatives reach; one of them always may, because among few it may be labelled wrong.</summary>
    /// <param name="scores">Finite scores, one a text.</param>
    /// <param name="labels">As many labels.</param>
    /// <param name="share">The share of the negatives, 0–1.</param>
    /// <exception cref="ArgumentException">The lengths differ or there is no score.</exception>
    public static double SparingThreshold(IReadOnlyList<double> scores, IReadOnlyList<bool> labels, double share)
    {
        var most = Math.Max(1, share * labels.Count(l => !l));
        var spared = Cuts(scores, labels).FindAll(cut => cut.FalseAlarms <= most);
        return spared.Count > 0 ? spared[^1].Threshold : Math.BitIncrement(scores.Max());
    }

    // Every threshold that tells the texts apart differently, from the highest down.
    private static List<(double Threshold, double MacroF1, int FalseAlarms)> Cuts(IReadOnlyList<double> scores, IReadOnlyList<bool> labels)
    {
        if (scores.Count != labels.Count || scores.Count == 0) throw new ArgumentException("Each score has one label.", nameof(labels));
        var order = Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i]).ToArray();
        int positives = labels.Count(l => l), truePositives = 0;
        var cuts = new List<(double, double, int)>(order.Length);
        for (var taken = 1; taken <= order.Length; taken++)
        {
            if (labels[order[taken - 1]]) truePositives++;
            if (taken < order.Length && scores[order[taken]] == scores[order[taken - 1]]) continue;
            cuts.Add((taken < order.Length ? (scores[order[taken - 1]] + scores[order[taken]]) / 2 : scores[order[^1]],
                MacroF1(truePositives, taken - truePositives, positives - truePositives, order.Length - taken - (positives - truePositives)), taken - truePositives));
        }
        return cuts;
    }

    /// <summary>How often a positive has a higher score than a negative, ties by half (the area under the ROC curve), 0–1; 0.5 when one kind is missing.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double RankArea(IReadOnlyList<double> scores, IReadOnlyList<bool> labels)
    {
        if (scores.Count != labels.Count) throw new ArgumentException("Each score has one label.", nameof(labels));
        var (below, wins, positives) = (0.0, 0.0, 0.0);
        foreach (var tie in Enumerable.Range(0, scores.Count).GroupBy(i => scores[i]).OrderBy(g => g.Key))
        {
            double up = tie.Count(i => labels[i]), down = tie.Count() - up;
            wins += up * (below + (down / 2));
            (below, positives) = (below + down, positives + up);
        }
        return positives == 0 || below == 0 ? 0.5 : wins / (positives * below);
    }

    /// <summary>How far probabilities lie from what they should say: the mean gap between probability and share of positives over bins of equally many texts, 0–1.</summary>
    /// <param name="probabilities">One a text, 0–1.</param>
    /// <param name="labels">As many labels.</param>
    /// <exception cref="ArgumentException">The lengths differ or there is no probability.</exception>
    public static double ExpectedError(IReadOnlyList<double> probabilities, IReadOnlyList<bool> labels)
    {
        if (probabilities.Count != labels.Count || probabilities.Count == 0) throw new ArgumentException("Each probability has one label.", nameof(labels));
        var order = Enumerable.Range(0, probabilities.Count).OrderBy(i => probabilities[i]).ToArray();
        var gaps = 0.0;
        for (var bin = 0; bin < Bins; bin++)
            gaps += Math.Abs(order[(order.Length * bin / Bins)..(order.Length * (bin + 1) / Bins)].Sum(i => probabilities[i] - (labels[i] ? 1 : 0)));
        return gaps / order.Length;
    }

    /// <summary>Mean squared error of the probability (Brier 1950): 0 is perfect, and the share of positives alone gives at most 0.25.</summary>
    /// <exception cref="ArgumentException">The lengths differ or there is no probability.</exception>
    public static double Brier(IReadOnlyList<double> probabilities, IReadOnlyList<bool> labels)
    {
        if (probabilities.Count != labels.Count || probabilities.Count == 0) throw new ArgumentException("Each probability has one label.", nameof(labels));
        return probabilities.Zip(labels, (p, label) => Math.Pow(p - (label ? 1 : 0), 2)).Average();
    }

    /// <summary>
    /// How many times one share is the other, with its 95 % interval from drawing whole groups anew (bootstrap: Efron and Tibshirani 1993;
    /// of clusters: Davison and Hinkley 1997), because texts of one making fall together. Half a hit is added to each. Seeded: the same groups give the same interval.
    /// </summary>
    /// <param name="groups">Hits and size of each group of the first; at least one group.</param>
    /// <param name="others">The same of the second.</param>
    /// <returns>All over 0; without any hit on either side ratio and interval say nothing.</returns>
    /// <exception cref="ArgumentException">There is nothing to have a share of.</exception>
    public static (double Ratio, double Least, double Most) RatioOfShares(IReadOnlyList<(int Hits, int Of)> groups, IReadOnlyList<(int Hits, int Of)> others)
    {
        if (!groups.Any(g => g.Of > 0) || !others.Any(g => g.Of > 0)) throw new ArgumentException("There is nothing to have a share of.", nameof(groups));
        var state = 1UL;
        double Drawn(IReadOnlyList<(int Hits, int Of)> all)
        {
            var (hits, of) = (0, 0);
            for (var i = 0; i < all.Count; i++)
            {
                var one = all[(int)(TextFolds.Next(ref state) % (ulong)all.Count)];
                (hits, of) = (hits + one.Hits, of + one.Of);
            }
            return Share(hits, of);
        }
        var drawn = new double[Draws];
        for (var i = 0; i < drawn.Length; i++) drawn[i] = Drawn(groups) / Drawn(others);
        Array.Sort(drawn);
        return (Share(groups.Sum(g => g.Hits), groups.Sum(g => g.Of)) / Share(others.Sum(g => g.Hits), others.Sum(g => g.Of)),
            drawn[(int)(Draws * 0.025)], drawn[(int)(Draws * 0.975)]);

        static double Share(int hits, int of) => (hits + 0.5) / (of + 0.5);
    }

    /// <summary>Mean of the F1 of both classes, 0–1, from the four counts; a class without any row counts as 0.</summary>
    public static double MacroF1(int truePositives, int falsePositives, int falseNegatives, int trueNegatives) =>
        (F1(truePositives, falsePositives, falseNegatives) + F1(trueNegatives, falseNegatives, falsePositives)) / 2;

    /// <summary>Harmonic mean of precision and recall, 0–1; 0 when nothing was there to find.</summary>
    public static double F1(long hits, long falseAlarms, long misses) => hits == 0 ? 0 : 2.0 * hits / ((2.0 * hits) + falseAlarms + misses);
}
