using System.Globalization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Components.Layout;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Live;
using ModerationHub.Features.Policies.Breaker;

namespace ModerationHub.Tests.Pages;

public sealed class StopWatchTests : PageTest
{
    const string Hostile = "<img src=x onerror=alert(1)>";

    static readonly StopNotice First = new(new Guid(1, 0, 0, new byte[8]), "hate/speech", Hostile), Second = new(new Guid(2, 0, 0, new byte[8]), "spam", "today");

    Shell Shell => Services.GetRequiredService<Shell>();

    [Fact]
    public void What_is_stopped_and_decided_elsewhere_comes_and_goes_on_every_page()
    {
        Runner.Answer<OpenStops>(Array.Empty<StopNotice>());
        var watch = Render<StopWatch>();
        Announce(platform: 2, First);
        Announce(platform: 1, First, Second);
        watch.WaitForAssertion(() => Assert.Equal([First, Second], Shell.Stops));
        Assert.Equal(2, Runner.Ran.Count);
        Announce(platform: 1);
        watch.WaitForAssertion(() => Assert.Empty(Shell.Stops));
    }

    [Fact]
    public async Task What_comes_from_elsewhere_is_drawn_in_the_language_of_whoever_listens()
    {
        var feed = Services.GetRequiredService<LiveFeed>();
        var heard = new TaskCompletionSource<string>();
        var own = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ar");
        await using var live = new LiveSubscription(feed, _ => true, _ =>
        {
            heard.SetResult(CultureInfo.CurrentUICulture.Name);
            return Task.CompletedTask;
        }, Clock);
        CultureInfo.CurrentUICulture = own;
        Announce(platform: 1);
        Assert.Equal("ar", await heard.Task.WaitAsync(Xunit.TestContext.Current.CancellationToken));
        Assert.Equal(own, CultureInfo.CurrentUICulture);
    }

    [Fact]
    public async Task Batches_come_one_after_the_other_and_what_waits_meanwhile_comes_with_the_next()
    {
        var feed = Services.GetRequiredService<LiveFeed>();
        List<int> sizes = [];
        var (first, second, read) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        await using var live = new LiveSubscription(feed, _ => true, async batch =>
        {
            sizes.Add(batch.Count);
            if (sizes.Count == 1)
            {
                first.SetResult();
                await read.Task;
                throw new InvalidOperationException("One batch that fails is not the last.");
            }
            second.SetResult();
        }, Clock);
        Announce(platform: 1);
        await first.Task.WaitAsync(Xunit.TestContext.Current.CancellationToken);
        Announce(platform: 1);
        Announce(platform: 1);
        Assert.Equal([1], sizes);

        read.SetResult();
        while (!second.Task.IsCompleted)
        {
            Xunit.TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Clock.Advance(TimeSpan.FromMilliseconds(150));
            await Task.Yield();
        }
        Assert.Equal([1, 2], sizes);
    }

    [Fact]
    public void The_notice_names_one_term_counts_more_and_links_to_what_was_touched()
    {
        var bar = Render<StopBar>(p => p.Add(b => b.Stops, [First]));
        Assert.Empty(bar.FindAll("img"));
        Assert.Equal((Hostile, "auto"), (bar.Find("bdi").TextContent, bar.Find("bdi").GetAttribute("dir")));
        Assert.Equal("/policies/hate%2Fspeech", bar.Find("a").GetAttribute("href"));
        bar.Render(p => p.Add(b => b.Stops, [First, Second]));
        Assert.Contains("2 entries", bar.Find("[role=status]").TextContent, StringComparison.Ordinal);
        bar.Render(p => p.Add(b => b.Stops, []));
        Assert.Empty(bar.Nodes);
    }

    void Announce(int platform, params StopNotice[] stops)
    {
        Runner.Answer<OpenStops>(stops);
        Services.GetRequiredService<LiveFeed>().Announce([new LiveEvent { PlatformId = platform, Id = Guid.CreateVersion7(Clock.GetUtcNow()), At = Now, Kind = LiveKind.TermStopped, SubjectId = First.Id }]);
        Clock.Advance(TimeSpan.FromMilliseconds(150));
    }
}
