using Bunit;
using ModerationHub.Domain.Learning;
using ModerationHub.Features.Learning.Risk;

namespace ModerationHub.Tests.Pages;

public class RiskSectionTests : PageTest
{
    static RiskVersionRow Version(int number, RiskVersionState state) => new(number, state, 12, 3, 10, 0.5, 0.4, 0.07, Now);

    static readonly RiskBoard Board = new(Version(2, RiskVersionState.InForce), [new("terms", 6.3, 6.3, 5.04), new("links", 5, 5, 5.5)], -0.1,
        [Version(3, RiskVersionState.Refused), Version(1, RiskVersionState.Former)], null, null, 4, true);

    IRenderedComponent<RiskSection> Section() => Render<RiskSection>(p => p.Add(c => c.PolicyKey, "p"));

    [Fact]
    public void What_changed_is_said_in_words_and_numbers()
    {
        Runner.Answer<ReadRisk>(Board);
        var text = Section().Find("section").TextContent;
        Assert.Contains("Weights learned from 12 decisions (version 2).", text, StringComparison.Ordinal);
        Assert.Contains("went from 0.50 to 0.40", text, StringComparison.Ordinal);
        Assert.Contains("by 0.07 on average", text, StringComparison.Ordinal);
        Assert.Contains("counts 20 % less than the policy sets", text, StringComparison.Ordinal);
        Assert.Contains("counts 10 % more than the policy sets", text, StringComparison.Ordinal);
        Assert.Contains("not put in force", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lead_stops_it_and_goes_back_with_two_presses()
    {
        Runner.Answer<ReadRisk>(Board);
        Runner.Answer<FreezeRisk>(true);
        Runner.Answer<UseRiskVersion>(true);
        var section = Section();
        section.FindAll("button").Single(b => b.TextContent == "Stop learning").Click();
        Assert.Contains(typeof(FreezeRisk), Runner.Ran);
        section.FindAll("button").Single(b => b.TextContent == "Back to version 1").Click();
        Assert.DoesNotContain(typeof(UseRiskVersion), Runner.Ran);
        section.FindAll("button").Single(b => b.TextContent.Contains("Back to version 1", StringComparison.Ordinal)).Click();
        Assert.Contains(typeof(UseRiskVersion), Runner.Ran);
    }

    [Fact]
    public void Who_may_only_look_gets_no_buttons()
    {
        Runner.Answer<ReadRisk>(Board with { MayChange = false });
        Assert.Empty(Section().FindAll("button"));
    }
}
