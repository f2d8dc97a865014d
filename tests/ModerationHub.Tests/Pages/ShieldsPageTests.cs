using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Components.Layout;
using ModerationHub.Domain.Shield;
using ModerationHub.Features.Shield;

namespace ModerationHub.Tests.Pages;

public sealed class ShieldsPageTests : PageTest
{
    const string Hostile = "<img src=x onerror=alert(1)>";

    static KnownVoice Voice(string id, ShieldTerm term, int days) => new(id, Hostile, ShieldKind.Press, Hostile, "Heron", Now, Now.AddDays(days), term);

    IRenderedComponent<ShieldsPage> Page(params KnownVoice[] voices)
    {
        Runner.Answer<ListShields>(new KnownVoices(voices, voices.Length, 1));
        Navigation.NavigateTo("/known-voices?offset=-3");
        return Render<ShieldsPage>();
    }

    [Fact]
    public void The_list_says_who_until_when_and_what_ends_soon()
    {
        var page = Page(Voice("a1", ShieldTerm.EndsSoon, 10), Voice("a2", ShieldTerm.Lasts, 100), Voice("a3", ShieldTerm.Expired, -1));
        Assert.Empty(page.FindAll("img"));
        Assert.Equal("/accounts/a1", page.Find("tbody a").GetAttribute("href"));
        Assert.Equal(["ends soon", "", "expired"], page.FindAll("tbody tr").Select(row => row.QuerySelector("td:nth-child(5) .state")?.TextContent.Trim() ?? ""));
        Assert.Equal("1 ends within 30 days", page.Find("strong").TextContent);
        Assert.Empty(page.FindAll(".pager"));
    }

    [Fact]
    public void It_ends_early_with_a_reason_that_is_asked_for_first()
    {
        var page = Page(Voice("a1", ShieldTerm.Lasts, 100));
        page.Find("tbody button").Click();
        page.FindAll("tbody button").Single(b => b.TextContent == "Take off the list").Click();
        Assert.Equal(ShieldRules.ReasonRequired.Sentence, page.Find("#end-reason-error").TextContent);
        Assert.DoesNotContain(typeof(UnshieldAccount), Runner.Ran);

        page.Find("#end-reason").Input("Left the paper.");
        page.FindAll("tbody button").Single(b => b.TextContent == "Take off the list").Click();
        Runner.Answer<ListShields>(new KnownVoices([], 0, 0));
        page.FindAll("tbody button").Single(b => b.TextContent.StartsWith("Really", StringComparison.Ordinal)).Click();
        Assert.Contains(typeof(UnshieldAccount), Runner.Ran);
        Assert.Contains("Nobody is on the list", page.Markup, StringComparison.Ordinal);
        Assert.Equal("The protection has ended.", Assert.Single(Services.GetRequiredService<Shell>().Toasts).Text);
    }
}
