using Bunit;
using ModerationHub.Components.Controls;
using ModerationHub.Components.Layout;
using ModerationHub.Domain.Cases;
using ModerationHub.Features.Cases.Views;
using Microsoft.Extensions.DependencyInjection;

namespace ModerationHub.Tests.Components;

public class ControlTests : ConsoleTest
{
    [Theory]
    [InlineData(-61, "late", "1 m 01 s")]
    [InlineData(600, "soon", "10 m 00 s")]
    [InlineData(7260, "ok", "2 h 1 m")]
    [InlineData(180000, "ok", "2 d 2 h")]
    public void A_deadline_says_what_is_left_and_how_pressing_it_is(int seconds, string due, string text)
    {
        var time = Render<Countdown>(p => p.Add(c => c.Until, Now.AddSeconds(seconds))).Find("time");

        Assert.Equal((due, text), (time.GetAttribute("data-due"), time.QuerySelector("bdi")!.TextContent));
    }

    [Theory]
    [InlineData(Band.Below, 1, "Below the threshold")]
    [InlineData(Band.FarOver, 4, "Far over the threshold")]
    public void A_band_shows_by_bars_and_word_not_by_colour_alone(Band band, int bars, string word)
    {
        var shown = Render<RiskBand>(p => p.Add(c => c.Band, band).Add(c => c.Compact, true));

        Assert.Equal(bars, shown.FindAll("rect.on").Count);
        Assert.Contains(word, shown.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.72, 0.7, Band.JustOver)]
    [InlineData(0.72, 0.9, Band.Below)]
    [InlineData(0.72, 0.5, Band.WellOver)]
    [InlineData(0.98, 0.9, Band.FarOver)]
    [InlineData(0.9, 0.9, Band.JustOver)]
    public void A_band_says_where_the_risk_stands_beside_its_own_policys_threshold(double risk, double threshold, Band band) =>
        Assert.Equal((band, Band.ThreatToLife), (RiskBands.Of(risk, threshold, CaseLane.Ordinary), RiskBands.Of(risk, threshold, CaseLane.Threat)));

    [Fact]
    public void What_speaks_against_stands_apart()
    {
        var list = Render<SignalList>(p => p.Add(c => c.Signals, [new("small", "e", 0.1, []), new("big", "e", 0.6, []), new("quote", "e", -0.2, [])]));

        Assert.Equal(["big", "small"], list.FindAll("ul:first-child strong").Select(e => e.TextContent));
        Assert.Equal("quote", list.Find(".against strong").TextContent);
    }

    [Fact]
    public void The_pill_is_there_only_when_something_is_new()
    {
        Assert.Empty(Render<NewRowsPill>(p => p.Add(c => c.Count, 0)).FindAll("button"));
        Assert.Contains("3 new", Render<NewRowsPill>(p => p.Add(c => c.Count, 3)).Find("button").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undo_is_offered_once_and_goes_with_its_time()
    {
        var shell = Services.GetRequiredService<Shell>();
        var undone = 0;
        var first = shell.OfferUndo("Decided.", Now.AddSeconds(10), () => Task.FromResult(++undone));
        await shell.UndoAsync(first);
        await shell.UndoAsync(first);
        Assert.Equal(1, undone);

        shell.OfferUndo("Decided.", Now.AddSeconds(10), () => Task.CompletedTask);
        Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(shell.Toasts);
    }

    [Fact]
    public void What_is_not_easily_taken_back_is_asked_first_and_forgotten_when_the_button_is_left()
    {
        var done = 0;
        var button = Render<ConfirmButton>(p => p.Add(c => c.Text, "Revoke").Add(c => c.OnConfirmed, () => done++)).Find("button");
        button.Click();
        button.Blur();
        button.Click();
        Assert.Equal(0, done);
        button.Click();
        Assert.Equal(1, done);
    }
}
