using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

/// <summary>What people declared and cleared against what the machine counts.</summary>
public class ShieldTests
{
    private readonly World world = new();

    private static SeenEvidence Cleared(long seen, long fresh = 0, int severity = 0) => new(severity, seen, fresh, seen + fresh);

    private ScoreResult After(int posts, SeenEvidence? cleared, AccountStanding standing = AccountStanding.None, params PostInput[] more)
    {
        var features = new AccountFeatures();
        var first = world.Score(World.Ordinary(), features, default, world.Supporting(posts));
        Assert.Equal(posts, features.EvidenceCount);
        Assert.True(first.Risks.Single(risk => risk.Policy == World.Violent).Crosses);
        return world.Score(World.Ordinary() with { Cleared = cleared, Standing = standing }, features, default, more);
    }

    private static RiskExplanation Violent(ScoreResult result) => result.Risks.Single(risk => risk.Policy == World.Violent);

    [Fact]
    public void A_clearing_outranks_the_machine_on_what_was_seen() => Assert.Equal(RiskBand.Low, Violent(After(10, Cleared(10))).Band);

    [Fact]
    public void A_little_more_of_the_same_does_not_bring_the_account_back_and_as_much_again_does()
    {
        Assert.False(Violent(After(8, Cleared(8), more: world.Supporting(1))).Crosses);
        Assert.True(Violent(After(8, Cleared(8), more: world.Supporting(16))).Crosses);
    }

    [Fact]
    public void It_does_not_cover_a_graver_policy()
    {
        var grave = new ScoringContext([new(World.Violent, new(), Severity: 3)], world.Context.Terms);
        ScoreResult With(int severity)
        {
            var features = new AccountFeatures();
            return new AccountScorer().Apply(World.Ordinary() with { Cleared = new(severity, 8, 0, 8) }, features, default, world.Supporting(8), grave, World.Start);
        }
        Assert.Contains(With(3).Signals, signal => signal.Detector == "cleared");
        Assert.DoesNotContain(With(2).Signals, signal => signal.Detector == "cleared");
        Assert.True(With(2).Risks[0].Crosses);
    }

    private ScoreResult Judged(AccountFeatures features, string? url, SeenEvidence? cleared, params PostInput[] more)
    {
        var context = new ScoringContext([new(World.Violent, new()), new(World.Spam, new(), ConductAlone: true)], world.Context.Terms, links: LinkBank.Compile([new("l1", "outlets", World.Violent, "ember-press.example", 0.8)]));
        return new AccountScorer().Apply(World.Ordinary() with { Url = url, Cleared = cleared }, features, default, more, context, World.Start.AddDays(30));
    }

    private const string Banked = "https://ember-press.example/join";

    [Fact]
    public void It_does_not_cover_what_the_profile_has_come_to_show()
    {
        var features = new AccountFeatures();
        var first = Judged(features, null, null, world.Supporting(10));
        Assert.False(features.Notice(first, 0));
        Assert.False(Violent(Judged(features, null, Cleared(10))).Crosses);
        var hijacked = Judged(features, Banked, Cleared(10));
        Assert.True(Violent(hijacked).Crosses);
        // Once noticed it is new all the same, and known to whoever clears the account then.
        Assert.True(features.Notice(hijacked, 10));
        Assert.False(features.Notice(hijacked, 11));
        features = AccountFeatures.FromJson(features.ToJson());
        Assert.True(Violent(Judged(features, Banked, Cleared(10, fresh: 1) with { CountedFrom = 10 })).Crosses);
        Assert.Equal(RiskBand.Low, Violent(Judged(features, Banked, Cleared(11) with { CountedFrom = 10 })).Band);
    }

    [Fact]
    public void Under_another_policy_it_covers_as_before()
    {
        var features = new AccountFeatures();
        features.Notice(Judged(features, null, null, world.Supporting(3)), 0);
        var spam = Judged(features, Banked, Cleared(3)).Signals.Single(signal => signal is { Detector: "cleared", Policy: World.Spam });
        Assert.Equal(1, spam.Strength);
    }

    [Fact]
    public void A_pattern_that_was_seen_is_covered_until_it_has_grown()
    {
        PostInput[] Run(int from, int count) => [.. Enumerable.Range(from, count).Select(i => new PostInput($"r{i}", World.Start.AddMinutes(i), "Buy lamps at the lamp shop, every lamp half price today"))];
        double Covered(AccountFeatures features, params PostInput[] more) =>
            Judged(features, null, Cleared(5) with { CountedFrom = features.EvidenceCount }, more).Signals.Single(signal => signal is { Detector: "cleared", Policy: World.Spam }).Strength;
        var features = new AccountFeatures();
        features.Notice(Judged(features, null, null), 0);
        // A run of which the person saw a part; it carries nothing over a threshold and counts for no piece of its own.
        Assert.False(features.Notice(Judged(features, null, null, Run(0, 6)), 5));
        Assert.Equal(1, Covered(features));
        Assert.Equal(1, Covered(features, Run(6, 1)));
        Assert.True(Covered(features, Run(7, 3)) < 0.3);
    }

    [Fact]
    public void A_pattern_counts_once_a_threshold_is_crossed_and_at_once_where_a_clearing_stands()
    {
        ScoreResult Run(double risk) => new([], [new Signal("repeated_text", World.Spam, EvidenceKind.Conduct, 0.5, 1, "because", []) { Mark = "run" }],
            [new RiskExplanation(World.Spam, risk, 0, 0, 0.7, RiskBand.Low, false, [])], new());
        var features = new AccountFeatures();
        Assert.False(features.Notice(Run(0.5), 0));
        features = AccountFeatures.FromJson(features.ToJson());
        Assert.True(features.Notice(Run(0.8), 0));
        Assert.False(features.Notice(Run(0.8), 1));
        Assert.True(new AccountFeatures().Notice(Run(0.5), 0, cleared: true));
    }

    [Fact]
    public void What_was_there_before_such_evidence_was_noticed_is_taken_for_seen()
    {
        var features = new AccountFeatures();
        var first = Judged(features, Banked, null, world.Supporting(8));
        Assert.Equal(RiskBand.Low, Violent(Judged(features, Banked, Cleared(8))).Band);
        Assert.False(features.Notice(first, 8));
        Assert.Equal(RiskBand.Low, Violent(Judged(features, Banked, Cleared(8))).Band);
        // Of an account with no evidence so far nobody has seen it.
        features = new AccountFeatures();
        Assert.True(features.Notice(Judged(features, Banked, null), 0));
    }

    [Fact]
    public void Marks_are_bounded_and_what_is_still_there_is_never_new_again()
    {
        ScoreResult Marks(params IEnumerable<int> numbers) => new([], [.. numbers.Select(n => new Signal("links", World.Violent, EvidenceKind.Content, 0.5, 1, "because", []) { Mark = $"l{n}" })], [], new());
        var features = new AccountFeatures();
        var many = Marks(Enumerable.Range(0, 40));
        Assert.True(features.Notice(many, 0));
        Assert.False(features.Notice(many, 1));
        Assert.True(features.Notice(Marks(99), 1));
        Assert.Equal(AccountMark.Most, features.Marks!.Count);
    }

    [Theory]
    [InlineData(AccountStanding.Press)]
    [InlineData(AccountStanding.Researcher)]
    [InlineData(AccountStanding.CounterSpeech)]
    public void A_known_voice_counts_for_less(AccountStanding standing) =>
        Assert.True(Violent(After(10, null, standing)).LogOdds < Violent(After(10, null)).LogOdds - 1);

    [Fact]
    public void Nothing_of_it_lowers_a_threat_to_life()
    {
        var result = After(8, Cleared(500, severity: 99), AccountStanding.Press | AccountStanding.Researcher, world.Post("burn them at noon"));
        Assert.True(Violent(result) is { ThreatToLife: true, Crosses: true });
    }
}
