using ModerationHub.Detection.Signals;

namespace ModerationHub.Detection.Risk;

/// <summary>The state of one fit: a coordinate for each weight and one for the prior, and every decision's sums under them.</summary>
internal sealed class RiskDescent
{
    private const double Step = 1e-5;
    private const int MostHalvings = 30;

    private readonly RiskParameters set;
    private readonly bool[] violations;
    private readonly double[] evidence, support, against;
    private readonly List<Coordinate> coordinates = [];
    private double shift;

    /// <param name="input">Numbers, bounds and settings.</param>
    /// <param name="decisions">To learn from.</param>
    /// <param name="laidDown">Detectors whose weight stays.</param>
    internal RiskDescent(RiskTrainingInput input, IReadOnlyList<RiskDecision> decisions, IReadOnlySet<string> laidDown)
    {
        var training = input.Training;
        set = input.Set;
        violations = [.. decisions.Select(d => d.Violation)];
        (evidence, support, against) = (new double[decisions.Count], new double[decisions.Count], new double[decisions.Count]);
        foreach (var (detector, weight) in set.Weights.OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            if (weight <= 0) continue;
            var cells = decisions.SelectMany((d, i) => d.Findings.Where(f => f.Detector == detector)
                .Select(f => new Cell(i, Of(f, EvidenceKind.Content, EvidenceKind.Conduct), Of(f, EvidenceKind.Circumstance, EvidenceKind.Report), Of(f, EvidenceKind.Exculpatory)))).ToArray();
            var factor = input.InForce.Factor(detector);
            var (least, most) = Range(cells);
            var (from, to) = (Math.Max(least, factor - training.MostChange) * weight, Math.Min(most, factor + training.MostChange) * weight);
            // Where nothing was found the weight goes back to what was set, no faster than it came.
            coordinates.Add(laidDown.Contains(detector)
                ? new Coordinate(detector, cells, weight, 1, weight, weight, weight)
                : new Coordinate(detector, cells, weight, training.Spread + (training.SpreadShare * weight), Math.Min(from, to), Math.Max(from, to), Math.Clamp(factor * weight, Math.Min(from, to), Math.Max(from, to))));
        }
        shift = Math.Min(0, input.InForce.PriorShift);
        coordinates.Add(new Coordinate("", [.. decisions.Select((_, i) => new Cell(i, 0, 0, 0))], 0, training.PriorSpread,
            Math.Max(-training.MostPriorShift, shift - training.MostPriorChange), Math.Min(0, shift + training.MostPriorChange), shift));
        foreach (var coordinate in coordinates) Add(coordinate, coordinate.Value);
    }

    /// <summary>Goes once through all coordinates.</summary>
    /// <returns>The largest change, log-odds.</returns>
    internal double Sweep() => coordinates.Max(Improve);

    /// <summary>The weights as they now stand.</summary>
    internal LearnedWeights Weights() => new(Math.Round(shift, 6), new SortedDictionary<string, double>(
        coordinates.Where(c => c.Detector.Length > 0).ToDictionary(c => c.Detector, c => Math.Round(c.Value / c.Mean, 6)), StringComparer.Ordinal));

    private double Improve(Coordinate c)
    {
        if (c.To <= c.From) return 0;
        double gradient = (c.Value - c.Mean) / (c.Spread * c.Spread), curvature = 1 / (c.Spread * c.Spread);
        foreach (var cell in c.Cells)
        {
            var slope = (LogOdds(c, cell, Step) - LogOdds(c, cell, -Step)) / (2 * Step);
            var risk = Logit.Probability(LogOdds(c, cell, 0));
            gradient += (risk - (violations[cell.Decision] ? 1 : 0)) * slope;
            curvature += risk * (1 - risk) * slope * slope;
        }
        var change = Math.Clamp(c.Value - (gradient / curvature), c.From, c.To) - c.Value;
        // The limits put corners into the function; a step that does not pay is shortened.
        var (now, next) = (Objective(c, 0), Objective(c, change));
        for (var halving = 0; halving < MostHalvings && next > now; halving++) next = Objective(c, change /= 2);
        if (next > now) return 0;
        c.Value += change;
        Add(c, change);
        return Math.Abs(change);
    }

    private double Objective(Coordinate c, double change)
    {
        var off = (c.Value + change - c.Mean) / c.Spread;
        var sum = off * off / 2;
        foreach (var cell in c.Cells)
        {
            var logOdds = LogOdds(c, cell, change);
            sum += Softplus(violations[cell.Decision] ? -logOdds : logOdds);
        }
        return sum;
    }

    private double LogOdds(Coordinate c, Cell cell, double change)
    {
        var i = cell.Decision;
        var prior = set.Prior + shift + (c.Detector.Length == 0 ? change : 0);
        var sums = new RiskSums(evidence[i] + (change * cell.Evidence), 0, support[i] + (change * cell.Support), against[i] + (change * cell.Against));
        var (supporting, speaking) = RiskModel.Limit(sums, set, prior);
        return prior + sums.Evidence + supporting - speaking;
    }

    private void Add(Coordinate c, double change)
    {
        if (c.Detector.Length == 0) shift = c.Value;
        foreach (var cell in c.Cells)
        {
            evidence[cell.Decision] += change * cell.Evidence;
            support[cell.Decision] += change * cell.Support;
            against[cell.Decision] += change * cell.Against;
        }
    }

    // What decisions may make of a weight: circumstances and reports never gain, or they would learn who people are instead of what they do.
    private static (double Least, double Most) Range(Cell[] cells) =>
        cells.Any(c => c.Support > 0) ? (0.25, 1) : cells.Any(c => c.Against > 0) ? (0.5, 2) : (0.25, 1.5);

    private static double Of(RiskFinding finding, EvidenceKind kind, EvidenceKind? other = null) =>
        finding.Kind == kind || finding.Kind == other ? Math.Clamp(finding.Strength, 0, 1) : 0;

    private static double Softplus(double x) => Math.Max(0, x) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    /// <summary>What a detector found in one decision's case, by what it may do.</summary>
    private readonly record struct Cell(int Decision, double Evidence, double Support, double Against);

    private sealed class Coordinate(string detector, Cell[] cells, double mean, double spread, double from, double to, double value)
    {
        public string Detector => detector;
        public Cell[] Cells => cells;
        public double Mean => mean;
        public double Spread => spread;
        public double From => from;
        public double To => to;
        public double Value { get; set; } = value;
    }
}
