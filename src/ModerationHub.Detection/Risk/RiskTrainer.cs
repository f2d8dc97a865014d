using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;

namespace ModerationHub.Detection.Risk;

/// <summary>One finding as it stood when a person decided.</summary>
/// <param name="Detector">The detector's key.</param>
/// <param name="Kind">Sort of evidence.</param>
/// <param name="Strength">Strength times confidence, 0–1.</param>
public sealed record RiskFinding(string Detector, EvidenceKind Kind, double Strength);

/// <summary>What a person made of an account's findings.</summary>
/// <param name="Id">Of the decision; orders the input.</param>
/// <param name="Account">Decides the fold, so that an account is never on both sides of a measurement.</param>
/// <param name="Violation">Whether the policy was broken.</param>
/// <param name="IsNew">Decided after the weights in force were learned: they are measured on these alone.</param>
/// <param name="Findings">At most one for each detector and kind.</param>
public sealed record RiskDecision(string Id, string Account, bool Violation, bool IsNew, IReadOnlyList<RiskFinding> Findings);

/// <summary>How weights are learned. In log-odds where nothing else is said.</summary>
public sealed record RiskTraining
{
    /// <summary>Spread of every weight around the one that was set.</summary>
    public double Spread { get; init; } = 0.1;

    /// <summary>More spread, as a share of the weight that was set.</summary>
    public double SpreadShare { get; init; } = 0.04;

    /// <summary>Spread of the prior.</summary>
    public double PriorSpread { get; init; } = 0.15;

    /// <summary>Most that one fit changes a weight, as a share of the one that was set.</summary>
    public double MostChange { get; init; } = 0.25;

    /// <summary>Most that one fit changes the prior.</summary>
    public double MostPriorChange { get; init; } = 0.25;

    /// <summary>The prior falls no further than this in all.</summary>
    public double MostPriorShift { get; init; } = 1.5;

    /// <summary>Parts that take turns in being held out.</summary>
    public int Folds { get; init; } = 5;
}

/// <summary>Everything that a fit depends on.</summary>
/// <param name="Set">The policy version's numbers.</param>
/// <param name="InForce">What was learned before; bounds the change.</param>
/// <param name="Training">How.</param>
/// <param name="Decisions">In the order of their ids.</param>
public sealed record RiskTrainingInput(RiskParameters Set, LearnedWeights InForce, RiskTraining Training, IReadOnlyList<RiskDecision> Decisions)
{
    /// <summary>Puts the decisions in order; leaves out those that teach nothing.</summary>
    public static RiskTrainingInput Of(RiskParameters set, LearnedWeights inForce, IEnumerable<RiskDecision> decisions, RiskTraining? training = null) =>
        new(set, inForce, training ?? new RiskTraining(), [.. decisions.Where(RiskTrainer.Teaches).OrderBy(d => d.Id, StringComparer.Ordinal)]);

    /// <summary>Hexadecimal SHA-256: the same digest gives the same weights.</summary>
    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, DetectionJson.Default.RiskTrainingInput)));
}

/// <summary>Learned weights and how they do.</summary>
/// <param name="Weights">From all decisions.</param>
/// <param name="Decisions">How many.</param>
/// <param name="Violations">Of them, against the policy.</param>
/// <param name="Measured">Of them, new to the weights in force.</param>
/// <param name="LogLossBefore">Mean logarithmic loss (nats) of the weights in force on the measured ones; 0 is perfect.</param>
/// <param name="LogLossAfter">Likewise of weights learned without the account in question.</param>
/// <param name="CalibrationError">
/// By how much the risks of all decisions, each from weights learned without its account, miss the share of violations: expected
/// calibration error over ten bins of equal width (Naeini, Cooper and Hauskrecht 2015), 0–1, 0 is perfect.
/// </param>
public sealed record RiskFit(
    LearnedWeights Weights, int Decisions, int Violations, int Measured, double LogLossBefore, double LogLossAfter, double CalibrationError)
{
    private const double Rounding = 1e-4;

    /// <summary>On what neither had seen, the learned weights do no worse.</summary>
    public bool Holds => Measured > 0 && LogLossAfter <= LogLossBefore + Rounding;
}

/// <summary>
/// Learns weights from decisions: logistic regression at the maximum of its posterior, with <see cref="RiskModel"/> itself as the
/// function, Gaussian priors around the weights that the policy version sets, and bounds.
/// <list type="bullet">
/// <item>Ten decisions move a weight a little, hundreds outweigh the prior.</item>
/// <item>No weight falls below a quarter of what was set, so that the risk stays monotone and a detector can earn its weight back. Circumstances and reports never gain.</item>
/// <item>Only candidates are decided, and mostly against the account. Given the findings, what was found decides who is a candidate, so the weights
/// are not biased by that; the prior is, so it is held tightly and may only fall: decisions never make an ordinary account suspect.
/// Classes are not reweighted, since a probability is wanted and not a balanced choice.</item>
/// <item>What people laid down (cleared, standing) and threats to life are not learned.</item>
/// </list>
/// Projected coordinate descent with Newton steps (as in Friedman, Hastie and Tibshirani 2010); single-threaded, and the same input gives the same bits.
/// </summary>
public static class RiskTrainer
{
    private const int MostSweeps = 100;
    private const double Still = 1e-7;
    private static readonly string Threat = new ThreatToLifeDetector().Key;
    private static readonly HashSet<string> LaidDown = [new ClearedDetector().Key, new StandingDetector().Key];

    /// <summary>Whether a decision says something about weights: not where a life was threatened, and not without findings.</summary>
    public static bool Teaches(RiskDecision decision) => decision.Findings.Count > 0 && decision.Findings.All(f => f.Detector != Threat);

    /// <summary>Learns from all decisions, and measures by parts that take turns in being held out.</summary>
    public static RiskFit Fit(RiskTrainingInput input)
    {
        var decisions = input.Decisions;
        var weights = Learn(input, _ => true);
        double before = 0, after = 0;
        List<(double Risk, bool Violation)> heldOut = [];
        var allNew = decisions.All(d => d.IsNew);
        var known = input.InForce.ApplyTo(input.Set);
        for (var fold = 0; fold < input.Training.Folds; fold++)
        {
            var left = decisions.Where(d => Fold(d, input) == fold).ToList();
            if (left.Count == 0) continue;
            var without = Learn(input, d => Fold(d, input) != fold).ApplyTo(input.Set);
            heldOut.AddRange(left.Select(d => (Risk(d, without), d.Violation)));
            left.RemoveAll(d => !d.IsNew);
            if (left.Count == 0) continue;
            // What the weights in force know, their successors may know too: only the new ones are left out.
            if (!allNew) without = Learn(input, d => !d.IsNew || Fold(d, input) != fold).ApplyTo(input.Set);
            before += left.Sum(d => Loss(d, known));
            after += left.Sum(d => Loss(d, without));
        }
        var n = decisions.Count(d => d.IsNew);
        return new RiskFit(weights, decisions.Count, decisions.Count(d => d.Violation), n, n == 0 ? 0 : before / n, n == 0 ? 0 : after / n, CalibrationError(heldOut));
    }

    /// <summary>The risk that given numbers give a decision's findings, 0–1.</summary>
    public static double Risk(RiskDecision decision, RiskParameters parameters) => Logit.Probability(RiskModel.Explain(
        Signal.AnyPolicy, [.. decision.Findings.Select(f => new Signal(f.Detector, Signal.AnyPolicy, f.Kind, f.Strength, 1, "", []))], parameters).LogOdds);

    /// <summary>Expected calibration error of probabilities, ten bins of equal width.</summary>
    public static double CalibrationError(IReadOnlyCollection<(double Risk, bool Violation)> judged) => judged.Count == 0 ? 0
        : judged.GroupBy(j => Math.Min(9, (int)(j.Risk * 10))).Sum(bin => Math.Abs(bin.Sum(j => j.Risk - (j.Violation ? 1 : 0)))) / judged.Count;

    private static double Loss(RiskDecision decision, RiskParameters parameters)
    {
        var risk = Math.Clamp(Risk(decision, parameters), 1e-9, 1 - 1e-9);
        return -Math.Log(decision.Violation ? risk : 1 - risk);
    }

    private static int Fold(RiskDecision decision, RiskTrainingInput input) => SHA256.HashData(Encoding.UTF8.GetBytes(decision.Account))[1] % input.Training.Folds;

    private static LearnedWeights Learn(RiskTrainingInput input, Func<RiskDecision, bool> chosen)
    {
        var descent = new RiskDescent(input, [.. input.Decisions.Where(chosen)], LaidDown);
        for (var sweep = 0; sweep < MostSweeps && descent.Sweep() > Still; sweep++)
        {
        }
        return descent.Weights();
    }
}
