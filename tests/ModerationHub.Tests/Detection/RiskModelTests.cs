using CsCheck;
using ModerationHub.Detection;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;

namespace ModerationHub.Tests.Detection;

public class RiskModelTests
{
    private const string Policy = "p";
    private static readonly RiskParameters Parameters = new();
    private static readonly Gen<Signal> AnySignal = Gen.Select(Gen.OneOf(DetectorSet.Default.All.ToArray()), Gen.OneOf(Policy, Signal.AnyPolicy, "other"), Gen.Double[0, 1], Gen.Double[0, 1], Gen.Bool)
        .Select((detector, policy, strength, confidence, threat) =>
            new Signal(detector.Key, policy, detector.Kind, strength, confidence, "because", []) { ThreatToLife = threat && detector.Kind == EvidenceKind.Content });

    private static readonly Gen<Signal[]> Signals = AnySignal.Array[0, 12];

    private static RiskExplanation Explain(params Signal[] signals) => RiskModel.Explain(Policy, signals, Parameters);

    [Fact]
    public void More_evidence_never_lowers_and_what_speaks_against_never_raises() => Gen.Select(Signals, AnySignal).Sample((signals, more) =>
    {
        var (before, after) = (Explain(signals).Risk, Explain([.. signals, more]).Risk);
        if (more.Kind == EvidenceKind.Exculpatory) Assert.True(after <= before + 1e-12);
        else Assert.True(after >= before - 1e-12);
    }, iter: 20_000);

    [Fact]
    public void A_stronger_finding_never_lowers() => Gen.Select(Signals, AnySignal, Gen.Double[0, 1]).Sample((signals, signal, more) =>
    {
        var stronger = signal with { Strength = Math.Min(1, signal.Strength + more) };
        var (before, after) = (Explain([.. signals, signal]).Risk, Explain([.. signals, stronger]).Risk);
        if (signal.Kind == EvidenceKind.Exculpatory) Assert.True(after <= before + 1e-12);
        else Assert.True(after >= before - 1e-12);
    });

    [Fact]
    public void Saying_it_a_hundred_times_or_in_another_order_changes_nothing() => Signals.Sample(signals =>
    {
        var once = Explain(signals);
        Assert.Equal(once.LogOdds, Explain([.. Enumerable.Repeat(signals, 100).SelectMany(all => all)]).LogOdds);
        Assert.Equal(once.LogOdds, Explain([.. signals.Reverse()]).LogOdds);
    });

    [Fact]
    public void Shares_sum_to_the_score() => Signals.Sample(signals =>
    {
        var risk = Explain(signals);
        Assert.Equal(risk.LogOdds, risk.Prior + risk.Shares.Sum(share => share.LogOdds), 1e-9);
        Assert.All(risk.Shares, share => Assert.True(share.Kind == EvidenceKind.Exculpatory ? share.LogOdds <= 0 : share.LogOdds >= 0));
        Assert.InRange(risk.Risk, Logit.Probability(risk.Prior) - 1e-12, 1);
    });

    [Fact]
    public void Without_content_or_conduct_no_threshold_is_crossed() => Gen.Select(Signals, Gen.Double[0.05, 0.95], Gen.Double[-9, -3]).Sample((signals, threshold, prior) =>
    {
        var idle = signals.Where(signal => signal.Kind is EvidenceKind.Circumstance or EvidenceKind.Report or EvidenceKind.Exculpatory).ToArray();
        var heavy = Parameters with { Threshold = threshold, Prior = prior, SupportFloor = 9, SupportCeiling = 20, Weights = Parameters.Weights.ToDictionary(pair => pair.Key, _ => 20.0) };
        Assert.False(RiskModel.Explain(Policy, idle, heavy).Crosses);
    });

    [Fact]
    public void Nothing_exculpatory_lowers_a_threat_to_life() => Signals.Sample(signals =>
    {
        var threat = new Signal("threat_to_life", Policy, EvidenceKind.Content, 1, 0.9, "because", []) { ThreatToLife = true };
        Assert.True(Explain([.. signals, threat]).Crosses);
    });

    [Fact]
    public void A_threat_to_life_crosses_whatever_was_set_learned_or_declared() =>
        Gen.Select(Signals, Gen.Double[0.05, 0.99], Gen.Double[-1.5, 0], Gen.Double[0, 20], Gen.Double[0.01, 1], Gen.Double[0, 20]).Sample((signals, threshold, shift, weight, strength, others) =>
        {
            var set = Parameters with { Threshold = threshold, Weights = Parameters.Weights.ToDictionary(pair => pair.Key, pair => pair.Key == "threat_to_life" ? weight : others) };
            var parameters = new LearnedWeights(shift, new Dictionary<string, double>()).ApplyTo(set);
            var threat = new Signal("threat_to_life", Policy, EvidenceKind.Content, strength, 0.9, "Because.", []) { ThreatToLife = true };
            Signal[] against = [.. DetectorSet.Default.All.Where(detector => detector.Kind == EvidenceKind.Exculpatory).Select(detector => new Signal(detector.Key, Signal.AnyPolicy, detector.Kind, 1, 1, "because", []))];
            var risk = RiskModel.Explain(Policy, [.. signals, .. against, threat], parameters);
            Assert.True(risk.Crosses && (float)risk.Risk >= (float)threshold && risk.ThreatToLife && risk.Band >= RiskBand.High, $"{risk.Risk} of {threshold}");
            Assert.Equal(risk.LogOdds, risk.Prior + risk.Shares.Sum(share => share.LogOdds), 1e-9);
            var alone = RiskModel.Explain(Policy, [threat], parameters);
            Assert.True(alone.Crosses);
            Assert.True(alone.LogOdds <= RiskModel.Explain(Policy, [.. signals.Where(signal => signal.Kind != EvidenceKind.Exculpatory), threat], parameters).LogOdds + 1e-9);
        }, iter: 20_000);

    [Fact]
    public void What_crosses_by_its_threat_alone_says_so_and_what_crosses_anyhow_does_not()
    {
        var threat = new Signal("threat_to_life", Policy, EvidenceKind.Content, 1, 0.9, "One post.", []) { ThreatToLife = true };
        Assert.Equal(("One post.", 6.5 * 0.9), Said(Parameters));
        Assert.Equal("One post. That alone makes a case, whatever the policy's threshold is.", Said(Parameters with { Threshold = 0.95 }).Evidence);
        Assert.Equal("One post. That alone makes a case, whatever the policy's threshold is.", Said(Parameters with { Weights = new Dictionary<string, double>() }).Evidence);
        Assert.False(RiskModel.Explain(Policy, [threat], Parameters with { Threshold = 1 }).Crosses);
        Assert.DoesNotContain(RiskModel.Explain(Policy, [threat with { Confidence = 0 }], Parameters with { Threshold = 0.95 }).Shares, _ => true);

        (string Evidence, double LogOdds) Said(RiskParameters parameters) => RiskModel.Explain(Policy, [threat], parameters).Shares.Single() is var share ? (share.Evidence, share.LogOdds) : default;
    }

    [Fact]
    public void A_version_that_does_not_name_a_detector_does_not_count_it() =>
        Assert.Empty(RiskModel.Explain(Policy, [new("terms", Policy, EvidenceKind.Content, 1, 1, "because", [])], Parameters with { Weights = new Dictionary<string, double>() }).Shares);

    [Fact]
    public void Parameters_survive_their_storage()
    {
        var read = RiskParameters.FromJson((Parameters with { Threshold = 0.8 }).ToJson());
        Assert.Equal(0.8, read.Threshold);
        Assert.Equal(Parameters.Weights, read.Weights);
    }

    [Fact]
    public void Parameters_that_break_a_promise_are_refused()
    {
        Parameters.Check();
        Assert.Throws<ArgumentException>(() => (Parameters with { Prior = 0, SupportFloor = 2 }).Check());
        Assert.Throws<ArgumentException>(() => (Parameters with { Threshold = 1 }).Check());
        Assert.Throws<ArgumentException>(() => (Parameters with { Weights = new Dictionary<string, double> { ["terms"] = -1 } }).Check());
        Assert.Throws<ArgumentException>(() => (Parameters with { SupportCeiling = 0 }).Check());
    }

    [Fact]
    public void Detectors_have_different_keys_and_sensible_weights()
    {
        Assert.Contains(DetectorSet.Default.All, detector => detector.Key == "terms");
        Assert.All(DetectorSet.Default.All, detector => Assert.InRange(detector.Weight, 0, 20));
        Assert.Throws<ArgumentException>(() => new DetectorSet([DetectorSet.Default.All[0], DetectorSet.Default.All[0]]));
    }
}
