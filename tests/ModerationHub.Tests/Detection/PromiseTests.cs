using CsCheck;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;

namespace ModerationHub.Tests.Detection;

/// <summary>What the model and the detectors promise together, whatever the account.</summary>
public class PromiseTests
{
    private static readonly Gen<Signal[]> Mixed = Gen.Select(Gen.OneOf(DetectorSet.Default.All.ToArray()), Gen.OneOf(Enum.GetValues<EvidenceKind>()), Gen.OneOf("p", Signal.AnyPolicy), Gen.Double[0, 1], Gen.Double[0, 1])
        .Select((detector, kind, policy, strength, confidence) => new Signal(detector.Key, policy, kind, strength, confidence, "because", [])).Array[0, 14];

    private static readonly Gen<AccountProfile> Profile = Gen.Select(Gen.Int[0, 400], Gen.Int[0, 64], Gen.Int[0, 64], Gen.Int[0, 90], Gen.Bool).Select((days, looked, suspended, deleted, bare) =>
        (bare ? World.Fresh() : World.Ordinary()) with
        {
            CreatedAt = World.Start.AddDays(-days), Circle = new Circle(looked, Math.Min(looked, suspended)), Ends = new PostEnds(deleted, deleted / 2),
        });

    private static readonly Gen<ReportTally> Reports = Gen.Select(Gen.OneOf(Enum.GetValues<ReporterKind>()), Gen.Int[0, 60], Gen.Double[0, 3000], Gen.Int[0, 80], Gen.Int[0, 80])
        .Select((kind, reporter, minute, upheld, rejected) => new ReportMade(kind, $"r{reporter}", World.Start.AddMinutes(minute), upheld + rejected + 5, upheld, rejected))
        .Array[0, 120].Select(made => ReportTally.Of(made));

    private static RiskExplanation Explain(IReadOnlyList<Signal> signals) => RiskModel.Explain("p", signals, new());

    [Fact]
    public void A_detector_may_speak_in_several_kinds_and_the_model_keeps_its_promises() => Gen.Select(Mixed, Mixed).Sample((signals, more) =>
    {
        var before = Explain(signals);
        var against = more.Where(signal => signal.Kind == EvidenceKind.Exculpatory).ToArray();
        var rest = more.Where(signal => signal.Kind != EvidenceKind.Exculpatory).ToArray();
        Assert.True(Explain([.. signals, .. against]).Risk <= before.Risk + 1e-12);
        Assert.True(Explain([.. signals, .. rest]).Risk >= before.Risk - 1e-12);
        Assert.Equal(before.LogOdds, Explain([.. signals.Reverse(), .. signals]).LogOdds);
        Assert.False(Explain([.. signals.Where(signal => signal.Kind is not (EvidenceKind.Content or EvidenceKind.Conduct))]).Crosses);
    }, iter: 10_000);

    [Fact]
    public void Without_content_or_conduct_no_account_crosses_whatever_it_is_like_and_whoever_reports_it() =>
        Gen.Select(Profile, Reports, Gen.Int[0, 60]).Sample((profile, reports, posts) =>
        {
            var place = new World();
            Assert.All(place.Score(profile, new(), reports, place.DailyPosts(posts)).Risks, risk => Assert.False(risk.Crosses));
        }, iter: 200);

    [Fact]
    public void A_protection_never_raises_and_a_report_never_lowers() => Gen.Select(Profile, Reports, Gen.Int[0, 9], Gen.Int[0, 9]).Sample((profile, reports, own, seen) =>
    {
        double Risk(AccountProfile account, ReportTally tally)
        {
            var place = new World();
            return place.Score(account, new(), tally, [.. place.Supporting(own), .. place.DailyPosts(3)]).Risks[0].LogOdds;
        }
        var bare = Risk(profile, default);
        Assert.True(Risk(profile with { Standing = AccountStanding.Press }, default) <= bare + 1e-9);
        Assert.True(Risk(profile with { Cleared = new SeenEvidence(9, seen, 0, 0) }, default) <= bare + 1e-9);
        Assert.True(Risk(profile, reports) >= bare - 1e-9);
    }, iter: 100);

    [Fact]
    public void Detectors_may_be_listed_in_any_order() => Gen.Shuffle(DetectorSet.Default.All.ToArray()).Sample(order =>
    {
        var (place, other) = (new World(), new World());
        var context = new ScoringContext(other.Context.Policies, other.Context.Terms, detectors: new DetectorSet(order));
        PostInput[] posts = [.. place.Supporting(6), .. place.DailyPosts(4)];
        var one = place.Score(World.Fresh(), new(), default, posts);
        var two = new AccountScorer().Apply(World.Fresh(), new(), default, posts, context, World.Start.AddDays(30));
        Assert.Equal(one.Risks.Select(risk => risk.LogOdds), two.Risks.Select(risk => risk.LogOdds));
    }, iter: 30);
}
