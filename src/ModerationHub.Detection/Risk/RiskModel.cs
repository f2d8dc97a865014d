using ModerationHub.Detection.Signals;

namespace ModerationHub.Detection.Risk;

/// <summary>
/// Combines signals into one risk, additive in log-odds.
/// <list type="bullet">
/// <item>Of each detector the strongest finding counts, so that saying a thing again adds nothing.</item>
/// <item>Circumstances and reports only support: what they may add is bounded by the content and conduct there is, and without any it stays below every threshold.</item>
/// <item>Exculpatory evidence lowers down to the prior, but not what threatens life.</item>
/// <item>What threatens life crosses the threshold by itself, whatever the version's numbers or what was learned say.</item>
/// <item>Monotone: incriminating evidence never lowers a risk, exculpatory evidence never raises one.</item>
/// </list>
/// </summary>
public static class RiskModel
{
    // So far over the threshold (log-odds) that no rounding of the stored risk takes it below.
    private const double OverThreshold = 0.1;
    private const string AloneEnough = " That alone makes a case, whatever the policy's threshold is.";

    /// <summary>The risk of an account under one policy.</summary>
    /// <param name="policy">The policy's key; signals of other policies are left out.</param>
    /// <param name="signals">The account's signals, in any order.</param>
    /// <param name="parameters">The policy version's numbers.</param>
    public static RiskExplanation Explain(string policy, IReadOnlyList<Signal> signals, RiskParameters parameters)
    {
        var strongest = Strongest(policy, signals, parameters);
        LiftThreat(strongest, parameters);
        var evidence = strongest.Where(part => part.Signal.Kind is EvidenceKind.Content or EvidenceKind.Conduct).Sum(part => part.Amount);
        var threat = strongest.Where(part => IsThreat(part.Signal)).Sum(part => part.Amount);
        var support = strongest.Where(part => part.Signal.Kind is EvidenceKind.Circumstance or EvidenceKind.Report).Sum(part => part.Amount);
        var against = strongest.Where(part => part.Signal.Kind == EvidenceKind.Exculpatory).Sum(part => part.Amount);

        var (supportCounted, againstCounted) = Limit(new RiskSums(evidence, threat, support, against), parameters, parameters.Prior);
        var shares = strongest.Select(part => new RiskShare(part.Signal.Detector, part.Signal.Kind, part.Signal.Kind switch
        {
            EvidenceKind.Exculpatory => -Part(part.Amount, againstCounted, against),
            EvidenceKind.Circumstance or EvidenceKind.Report => Part(part.Amount, supportCounted, support),
            _ => part.Amount,
        }, part.Signal.Evidence, part.Signal.PostIds) { Strength = Math.Clamp(part.Signal.Strength, 0, 1) * Math.Clamp(part.Signal.Confidence, 0, 1) })
            .OrderByDescending(share => Math.Abs(share.LogOdds)).ThenBy(share => share.Detector, StringComparer.Ordinal).ToArray();
        var logOdds = parameters.Prior + evidence + supportCounted - againstCounted;
        var risk = Logit.Probability(logOdds);
        return new RiskExplanation(policy, risk, logOdds, parameters.Prior, parameters.Threshold, Band(risk, parameters), strongest.Exists(part => IsThreat(part.Signal)), shares);
    }

    /// <summary>How much of what supports and of what speaks against counts. Training asks the same, so that what is learned is what scores.</summary>
    internal static (double Support, double Against) Limit(RiskSums sums, RiskParameters parameters, double prior)
    {
        var floor = Math.Min(parameters.SupportFloor, MostWithoutEvidence(parameters.Threshold, prior));
        var support = Math.Min(sums.Support, Math.Min(floor + (parameters.SupportRatio * sums.Evidence), parameters.SupportCeiling));
        return (support, Math.Min(sums.Against, sums.Evidence + support - sums.Threat));
    }

    private static List<(Signal Signal, double Amount)> Strongest(string policy, IReadOnlyList<Signal> signals, RiskParameters parameters)
    {
        var strongest = new List<(Signal Signal, double Amount)>(signals.Count);
        foreach (var signal in signals)
        {
            if (signal.Policy != policy && signal.Policy != Signal.AnyPolicy) continue;
            var amount = parameters.Weights.GetValueOrDefault(signal.Detector) * Math.Clamp(signal.Strength, 0, 1) * Math.Clamp(signal.Confidence, 0, 1);
            if (!(amount > 0))
            {
                if (!IsThreat(signal) || !(signal.Strength > 0 && signal.Confidence > 0)) continue;
                amount = 0;
            }
            var known = strongest.FindIndex(part =>
                part.Signal.Detector == signal.Detector && part.Signal.Kind == signal.Kind && part.Signal.ThreatToLife == signal.ThreatToLife);
            if (known < 0) strongest.Add((signal, amount));
            else if (amount > strongest[known].Amount
                // Threats that weigh nothing: which of them is told must not depend on the order either.
                || (amount == strongest[known].Amount && signal.Strength * signal.Confidence > strongest[known].Signal.Strength * strongest[known].Signal.Confidence))
                strongest[known] = (signal, amount);
        }
        // The sum must not depend on the order in which the signals came.
        strongest.Sort((left, right) => (StringComparer.Ordinal.Compare(left.Signal.Detector, right.Signal.Detector), left.Signal.Kind.CompareTo(right.Signal.Kind), left.Signal.ThreatToLife.CompareTo(right.Signal.ThreatToLife)) switch
        {
            (0, 0, var threat) => threat,
            (0, var kind, _) => kind,
            (var key, _, _) => key,
        });
        return strongest;
    }

    // A lower prior, a weight that was taken down or a high threshold must not silence a threat to life.
    private static void LiftThreat(List<(Signal Signal, double Amount)> strongest, RiskParameters parameters)
    {
        var (heaviest, all) = (-1, 0.0);
        for (var i = 0; i < strongest.Count; i++)
        {
            if (!IsThreat(strongest[i].Signal)) continue;
            all += strongest[i].Amount;
            if (heaviest < 0 || strongest[i].Amount > strongest[heaviest].Amount) heaviest = i;
        }
        // A version that nothing shall cross has a threshold of 1.
        if (heaviest < 0 || parameters.Threshold >= 1) return;
        var missing = Logit.Of(parameters.Threshold) + OverThreshold - parameters.Prior - all;
        if (!(missing > 0)) return;
        var (signal, amount) = strongest[heaviest];
        strongest[heaviest] = (signal with { Evidence = signal.Evidence + AloneEnough }, amount + missing);
    }

    // Kept for versions whose numbers were never checked: half a unit of log-odds below the threshold, whatever they say.
    private static double MostWithoutEvidence(double threshold, double prior) => Math.Max(0, Logit.Of(threshold) - 0.5 - prior);

    private static bool IsIncriminating(Signal signal) => signal.Kind is EvidenceKind.Content or EvidenceKind.Conduct;

    private static bool IsThreat(Signal signal) => signal.ThreatToLife && IsIncriminating(signal);

    private static double Part(double amount, double counted, double all) => all > 0 ? amount * counted / all : 0;

    private static RiskBand Band(double risk, RiskParameters parameters) =>
        risk >= Math.Max(parameters.Severe, parameters.Threshold) ? RiskBand.Severe
        : risk >= parameters.Threshold ? RiskBand.High
        : risk >= parameters.Elevated ? RiskBand.Elevated
        : RiskBand.Low;
}

/// <summary>Weighted findings of one account by what they may do, log-odds of 0 or more.</summary>
/// <param name="Evidence">Content and conduct.</param>
/// <param name="Threat">Of them, what threatens life.</param>
/// <param name="Support">Circumstances and reports.</param>
/// <param name="Against">Exculpatory.</param>
internal readonly record struct RiskSums(double Evidence, double Threat, double Support, double Against);
