using Bunit;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Features.Policies.Shadows;

namespace ModerationHub.Tests.Pages;

public class ShadowPanelTests : PageTest
{
    const string Hostile = "<img src=x onerror=alert(1)>";

    static PolicyFile File(bool manages = true, PolicyVersionState state = PolicyVersionState.Draft) => new("p", "Policy", Severity.High, [new(2, state, null, null, "Osprey", null, null)],
        new VersionFile(2, state, 7, new VersionContent { Text = "Do not.", Threshold = 0.7, TargetMinutes = 60, EnoughExhibits = 3 }, 1, "Osprey", null, null, null, null, null, null, false), [], 0, 0, manages);

    static ShadowView View(ShadowState state, bool seen = true) => new(new Guid(1, 0, 0, new byte[8]), state, Hostile, Now, Now.AddDays(7), state == ShadowState.Running ? null : Now.AddDays(1), null,
        seen ? [new ShadowLanguage("en", new(3, 1, 2), new(0, 1, 4), new(2, 0, 0)), new ShadowLanguage("ar", new(0, 0, 0), new(0, 0, 7), new(0, 0, 0))] : [],
        seen ? [new ShadowCrossing("fan", Hostile, "en", 0.91f, 0.12f, Now, null)] : [], seen ? [new ShadowCrossing("old", "old", "en", 0.4f, 0.8f, Now, true)] : []);

    IRenderedComponent<ShadowPanel> Panel(ShadowView? view, PolicyFile? file = null)
    {
        Runner.Answer<ReadShadow>(view);
        return Render<ShadowPanel>(p => p.Add(s => s.File, file ?? File()));
    }

    [Fact]
    public void It_shows_by_language_whom_the_version_would_add_and_not_have_and_what_people_decided()
    {
        var panel = Panel(View(ShadowState.Running));
        Assert.Equal(["6", "3", "1", "5", "0", "1", "2", "2", "0"], panel.FindAll("tbody")[0].QuerySelectorAll("tr")[0].QuerySelectorAll("td").Select(c => c.TextContent));
        Assert.Equal(["0.12", "0.91"], panel.FindAll("tbody")[1].QuerySelectorAll("td.number").Select(c => c.TextContent));
        Assert.Equal("acted on", panel.FindAll("tbody")[2].QuerySelectorAll("td")[^1].TextContent);
        Assert.Empty(panel.FindAll("img"));
        Assert.Contains(Hostile, panel.Find("[role=status] bdi").TextContent);
    }

    [Fact]
    public void A_lead_starts_it_for_some_days_and_stops_it()
    {
        var panel = Panel(null);
        Assert.Equal("7", panel.Find("#shadow-days").GetAttribute("value"));
        Runner.Answer<StartShadow>(new Guid(1, 0, 0, new byte[8])).Answer<ReadShadow>(View(ShadowState.Running, seen: false));
        panel.Find("button.primary").Click();
        Assert.Contains(typeof(StartShadow), Runner.Ran);
        Assert.Contains("Nobody crossed yet", panel.Markup);
        Runner.Answer<StopShadow>(true).Answer<ReadShadow>(View(ShadowState.Stopped));
        panel.FindAll("button").Single(b => b.TextContent == "Stop").Click();
        Assert.Contains(typeof(StopShadow), Runner.Ran);
        Assert.Contains("Run in shadow again", panel.Find("button.primary").TextContent);
    }

    [Fact]
    public void A_number_of_days_that_cannot_be_read_is_not_taken_for_another()
    {
        var panel = Panel(null);
        Runner.Refuse<StartShadow>(new Domain.RuleBrokenException(PolicyRules.ShadowDays));
        panel.Find("#shadow-days").Change("a week");
        panel.Find("button.primary").Click();
        Assert.Equal(PolicyRules.ShadowDays.Sentence, panel.Find("[role=alert]").TextContent);
        Assert.Equal(("true", "a week"), (panel.Find("#shadow-days").GetAttribute("aria-invalid"), panel.Find("#shadow-days").GetAttribute("value")));
    }

    [Fact]
    public void What_stands_in_the_way_is_said_and_readers_are_offered_nothing()
    {
        var panel = Panel(null);
        Runner.Refuse<StartShadow>(new Domain.RuleBrokenException(PolicyRules.TooManyShadows));
        panel.Find("button.primary").Click();
        Assert.Equal(PolicyRules.TooManyShadows.Sentence, panel.Find("[role=alert]").TextContent);
        foreach (var state in Enum.GetValues<ShadowState>())
            Assert.DoesNotContain(Panel(View(state), File(manages: false)).FindAll("button, input"), b => !b.ClassList.Contains("quiet"));
        Assert.Empty(Panel(View(ShadowState.Closed), File(state: PolicyVersionState.Live)).FindAll("button, input"));
        Assert.Contains("has changed since", Panel(View(ShadowState.Changed)).Find("[role=alert]").TextContent);
    }
}
