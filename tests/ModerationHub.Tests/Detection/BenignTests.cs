using ModerationHub.Detection.Signals;
using ModerationHub.Features.Evaluation;

namespace ModerationHub.Tests.Detection;

/// <summary>Harmless people, and whether those who write Arabic fare worse than those who write English.</summary>
public class BenignTests
{
    /// <summary>A small set's chance: two texts in a hundred.</summary>
    private const double Chance = 0.02;

    private readonly World world = new();

    /// <summary>A post that would count as evidence.</summary>
    private bool Alarms(BenignText text) => world.Score(World.Ordinary(), new(), default, world.Post(text.Text)).PostSignals
        .Any(signal => signal.Kind == EvidenceKind.Content && signal.Confidence >= 0.5);

    private double Rate(IEnumerable<BenignText> texts)
    {
        var all = texts.ToArray();
        Assert.NotEmpty(all);
        return all.Count(Alarms) / (double)all.Length;
    }

    [Fact]
    public void There_are_many_and_none_comes_twice()
    {
        Assert.True(BenignTexts.All.Count >= 500);
        Assert.Equal(BenignTexts.All.Count, BenignTexts.All.Select(text => text.Text).Distinct().Count());
        Assert.True(BenignTexts.All.Count(text => text.IsArabic) >= 250);
    }

    [Fact]
    public void Who_does_not_speak_of_the_group_raises_nothing() => Assert.DoesNotContain(BenignTexts.All, text => !text.Mentions && Alarms(text));

    [Theory]
    [InlineData("news")]
    [InlineData("testimony")]
    [InlineData("mockery")]
    [InlineData("counter")]
    public void Arabic_raises_no_more_false_alarms_than_English(string kind)
    {
        var texts = BenignTexts.All.Where(text => text.Kind == kind).ToArray();
        var (arabic, english) = (Rate(texts.Where(text => text.IsArabic)), Rate(texts.Where(text => text.Language == "en")));
        Assert.True(arabic <= Math.Max(1.25 * english, Chance), $"Arabic {arabic:0.000}, English {english:0.000}");
        Assert.True(english <= 0.3, $"English {english:0.000}");
    }

    [Theory]
    [InlineData("news")]
    [InlineData("testimony")]
    [InlineData("mockery")]
    [InlineData("counter")]
    public void Nobody_who_only_speaks_of_the_group_becomes_a_candidate(string kind)
    {
        foreach (var language in BenignTexts.All.Where(text => text.Kind == kind).GroupBy(text => text.Language))
            Assert.All(world.Score(World.Fresh(language.Key), new(), default, [.. language.Take(20).Select(text => world.Post(text.Text))]).Risks, risk => Assert.False(risk.Crosses, $"{language.Key} {risk.Risk:0.00}"));
    }

    [Fact]
    public void The_measure_tells_a_biased_bank_from_a_fair_one() =>
        Assert.True(BenignTexts.All.Count(text => text.IsArabic && text.Mentions && world.Score(World.Ordinary(), new(), default, world.Post(text.Text)).PostSignals.Any(signal => signal.Detector == "terms")) > 80);
}
