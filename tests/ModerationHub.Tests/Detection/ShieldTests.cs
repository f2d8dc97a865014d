using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;

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
