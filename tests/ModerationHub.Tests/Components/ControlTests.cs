using Bunit;
using Microsoft.AspNetCore.Http;
using ModerationHub.Components;
using ModerationHub.Components.Controls;
using ModerationHub.Components.Keys;
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
    public void What_ticks_is_kept_out_of_what_is_read_out()
    {
        var toasts = Render<Toasts>(p => p.Add(c => c.Items, [new(Guid.CreateVersion7(Now), "Decided. It leaves in ten seconds.", Tone.Good, Now.AddSeconds(10), () => Task.CompletedTask)]));
        Assert.NotNull(toasts.Find("time").Closest("[aria-hidden=true]"));
        var alarms = Render<AlarmBar>(p => p.Add(c => c.Alarms, [new(Guid.CreateVersion7(Now), "torch", Now.AddMinutes(5), "Every lead")]));
        Assert.NotNull(alarms.Find("time").Closest("[aria-hidden=true]"));
        Assert.Contains($"Every lead is paged; climbs at {Now.AddMinutes(5).Moment()}", alarms.Find(".visually-hidden").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_ended_says_so_and_loads_again()
    {
        var banner = Render<ConnectionBanner>();
        Assert.Contains("Load again", banner.Find("#blazor-error-ui button.reload").TextContent, StringComparison.Ordinal);
        Assert.Equal("manual", banner.Find("#components-reconnect-modal").GetAttribute("popover"));
    }

    [Fact]
    public async Task A_palette_whose_search_fails_says_so_and_still_has_its_pages()
    {
        Func<string, CancellationToken, Task<IReadOnlyList<PaletteItem>>> away = (_, _) => throw new Npgsql.NpgsqlException("away");
        var palette = Render<CommandPalette>(p => p.Add(c => c.Open, true).Add(c => c.Items, [new("Triage", null, () => Task.CompletedTask)]).Add(c => c.Search, away));
        await palette.Find("input").InputAsync("tri");

        Assert.Contains("did not answer", palette.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Single(palette.FindAll("[role=option]"));
    }

    [Theory, InlineData("on", true), InlineData("off", false), InlineData("maybe", true), InlineData(null, true)]
    public void Keys_of_one_character_can_be_switched_off_for_a_browser(string? chosen, bool work)
    {
        var http = new DefaultHttpContext();
        Preferences.Save(http, null, null, chosen, "/");
        var next = new DefaultHttpContext();
        next.Request.Headers.Cookie = http.Response.Headers.SetCookie.ToString().Split(';')[0];
        Assert.Equal(work, Preferences.SingleKeysOf(next));
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
