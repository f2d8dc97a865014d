using Bunit;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Triage;
using ModerationHub.Features.Triage.Views;

namespace ModerationHub.Tests.Components;

public class AroundPostTests : ConsoleTest
{
    const string Hostile = "<script>alert(1)</script> <b>x</b>";

    static readonly PostsAround Around = new(new("q1", new("q1", "a1", "asker", Now, Hostile, "ar")), new("gone", null),
        [new("r1", "a2", null, Now.AddMinutes(5), null, null)], false, true);

    [Fact]
    public void Posts_around_are_text_in_their_own_direction_with_account_and_time()
    {
        var shown = Render<AroundPost>(p => p.Add(c => c.PostId, "p1").Add(c => c.View, new AroundView(Around, null)));

        var text = shown.Find(".text");
        Assert.Equal((Hostile, "auto", "ar"), (text.TextContent, text.GetAttribute("dir"), text.GetAttribute("lang")));
        Assert.Empty(shown.FindAll("script, b"));
        Assert.Contains("@asker", shown.Find("blockquote").TextContent, StringComparison.Ordinal);
        Assert.Equal(Now.ToString("O"), shown.Find("time").GetAttribute("datetime"));
    }

    [Fact]
    public void What_is_missing_sealed_or_cut_short_is_said()
    {
        var shown = Render<AroundPost>(p => p.Add(c => c.PostId, "p1").Add(c => c.View, new AroundView(Around, null)));

        Assert.Contains("gone", shown.Find(".missing").TextContent, StringComparison.Ordinal);
        Assert.Contains("sealed", shown.FindAll("blockquote")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("took too long", shown.Find("[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_read_when_it_is_asked_for_and_not_before()
    {
        List<string> asked = [];
        var pane = Render<CasePane>(p => p.Add(c => c.Case, TriageStateTests.Case("C-1")).Add(c => c.ReadAround, post =>
        {
            asked.Add(post);
            return Task.FromResult<Answer<PostsAround>>(Around);
        }));
        Assert.Empty(asked);

        pane.FindAll(".around button")[1].Click();
        Assert.Equal(["p2"], asked);
        Assert.Equal(["false", "true"], pane.FindAll(".around button").Select(b => b.GetAttribute("aria-expanded")));

        pane.FindAll(".around button")[1].Click();
        Assert.Empty(pane.FindAll(".around blockquote"));
        Assert.Single(asked);
    }

    [Fact]
    public void A_refusal_is_shown_in_its_place()
    {
        var pane = Render<CasePane>(p => p.Add(c => c.Case, TriageStateTests.Case("C-1"))
            .Add(c => c.ReadAround, _ => Task.FromResult(Answer.Broken<PostsAround>("There is no such case."))));

        pane.Find(".around button").Click();

        Assert.Equal("There is no such case.", pane.Find(".around [role=alert]").TextContent);
    }
}
