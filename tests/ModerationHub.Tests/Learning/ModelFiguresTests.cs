using Bunit;
using ModerationHub.Features.Learning;
using ModerationHub.Tests.Components;

namespace ModerationHub.Tests.Learning;

public class ModelFiguresTests : ConsoleTest
{
    static TextFigures Of(string? language, double f1) => new(language, 40, 18, new(f1, f1 - 0.1, f1 + 0.05), new(0.5, 0.4, 0.6), null, 0.125);

    [Fact]
    public void Challenger_and_champion_stand_under_each_other_for_each_language()
    {
        var shown = Render<ModelFigures>(p => p.Add(f => f.Own, [Of(null, 0.81), Of("ar", 0.72)]).Add(f => f.Champion, [Of(null, 0.79), Of("ar", 0.74)])
            .Add(f => f.ComparedWith, 3).Add(f => f.LeftOut, 2));
        var rows = shown.FindAll("tbody tr");
        Assert.Equal(["All", "Arabic"], shown.FindAll("tbody th").Select(h => h.TextContent.Trim()));
        Assert.Equal(4, rows.Count);
        Assert.Contains("0.72 (0.62–0.77)", rows[2].TextContent, StringComparison.Ordinal);
        Assert.Contains("0.74 (0.64–0.79)", rows[3].TextContent, StringComparison.Ordinal);
        Assert.Contains("version 3", shown.Find("caption").TextContent, StringComparison.Ordinal);
        Assert.Contains("2 held-back texts", shown.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_champion_the_challenger_stands_alone()
    {
        var shown = Render<ModelFigures>(p => p.Add(f => f.Own, [Of(null, 0.81)]));
        Assert.Single(shown.FindAll("tbody tr"));
        Assert.DoesNotContain("version", shown.Find("caption").TextContent, StringComparison.Ordinal);
    }
}
