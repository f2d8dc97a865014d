using Bunit;
using ModerationHub.Domain.Learning;
using ModerationHub.Features.Learning;
using ModerationHub.Features.Learning.Risk;

namespace ModerationHub.Tests.Pages;

public class ModelsPageTests : PageTest
{
    static readonly PolicyChoice Policy = new("violent-extremism", "Violent extremism");

    static ModelRow Model(int version, TextModelState state, int? against = null) => new(version, state, Now, "Osprey", 30, 40, Now, "Osprey", against, "x", new([], null, 0));

    static readonly ModelBoard Board = new([Policy], Policy, Model(1, TextModelState.Champion), Model(2, TextModelState.Challenger, 1), [], new(30, 40, 9, 9, 8, 9), 0, false, null, true, true);

    IRenderedComponent<ModelsPage> Page(ModelBoard board)
    {
        Runner.Answer<ReadModels>(board).Answer<ReadRisk>(new RiskBoard(null, [], 0, [], null, null, 0, false));
        return Render<ModelsPage>();
    }

    [Fact]
    public void A_learned_model_is_in_force_and_its_challenger_can_take_its_place()
    {
        var page = Page(Board);
        Assert.Contains("Version 1, trained", page.Find("section[aria-labelledby=in-force]").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Take it back", "Put it in force"], page.FindAll("section[aria-labelledby=in-force] button, section[aria-labelledby=challenger] button").Select(button => button.TextContent.Trim()));
    }

    [Fact]
    public void The_operators_model_is_what_is_in_force_and_nothing_is_offered_that_would_not_count()
    {
        var page = Page(Board with { Operators = new("onnx 12ab34cd", null) });
        var inForce = page.Find("section[aria-labelledby=in-force]").TextContent;

        Assert.Contains("The operator's model onnx 12ab34cd", inForce, StringComparison.Ordinal);
        Assert.Contains("Learned version 1 would count if it were taken away.", inForce, StringComparison.Ordinal);
        Assert.DoesNotContain("Version 1, trained", inForce, StringComparison.Ordinal);
        Assert.Contains("cannot be put in force", page.Find("section[aria-labelledby=challenger]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("section[aria-labelledby=in-force] button, section[aria-labelledby=challenger] button"));
        Assert.Empty(page.FindAll("[role=alert]"));

        Assert.Contains("does not run", Page(Board with { Operators = new("onnx 12ab34cd", "broken") }).Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }
}
