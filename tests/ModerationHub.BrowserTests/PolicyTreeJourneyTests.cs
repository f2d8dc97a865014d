using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ModerationHub.BrowserTests;

/// <summary>The circuit breaker speaks to leads wherever they are, and the tree of policies grows in the browser.</summary>
[Collection("one browser at a time")]
public sealed class PolicyTreeJourneyTests(Console console)
{
    [Fact]
    public async Task A_stop_on_another_host_reaches_leads_on_any_page_and_goes_once_one_of_them_decides()
    {
        var (lead, other) = (await console.SignInAsync("lead", "/orders"), await console.SignInAsync("lead", "/audit", "dark", "ar"));
        var moderator = await console.SignInAsync("moderator");
        await Assertions.Expect(lead.Locator("main h1").First).ToBeVisibleAsync();
        await Assertions.Expect(other.Locator("main h1").First).ToBeVisibleAsync();
        var id = Guid.CreateVersion7();
        // Hosts read live events of others from the table.
        Assert.Equal(1, await console.ExecuteAsync("""
            with stop as (
                insert into term_stops (platform_id, id, policy_key, term_id, text, language, state, stopped_at, since, posts, share, usual_share)
                select platform_id, $1, key, $1, 'اليوم', 'ar', 'stopped', now(), now() - interval '20 minutes', 400, 0.2, 0.001 from policies where key = 'violent-extremism' limit 1
                returning platform_id)
            insert into live_events (platform_id, id, at, kind, subject_id, band, rank, state) select platform_id, $2, now(), 'term_stopped', $1, 0, 0, 'stopped' from stop
            """, id, Guid.CreateVersion7()));
        foreach (var page in new[] { lead, other })
        {
            await Assertions.Expect(page.Locator("section.stops bdi")).ToHaveTextAsync("اليوم");
            Assert.Empty((await page.RunAxe()).Violations.Select(v => $"{v.Id}: {v.Nodes[0].Html}"));
        }
        // What another host's event draws is drawn in the reader's language.
        await Assertions.Expect(other.Locator("section.stops a")).ToHaveTextAsync("اعرض ما مسّه");
        await Assertions.Expect(other.Locator("nav a").First).ToHaveTextAsync("الفرز");
        await Assertions.Expect(moderator.Locator("section.stops")).ToHaveCountAsync(0);

        await lead.GetByRole(AriaRole.Link, new() { Name = "See what it touched" }).ClickAsync();
        var stop = lead.Locator("section.stop");
        await Assertions.Expect(stop).ToContainTextAsync("20.00 % of the Arabic posts");
        await stop.GetByLabel("Reason").FillAsync("An everyday word");
        await stop.GetByRole(AriaRole.Button, new() { Name = "Take it out" }).ClickAsync();
        await stop.GetByRole(AriaRole.Button, new() { Name = "Really" }).ClickAsync();
        foreach (var page in new[] { lead, other })
            await Assertions.Expect(page.Locator("section.stops")).ToHaveCountAsync(0);
        await Assertions.Expect(stop).ToHaveCountAsync(0);
        foreach (var page in new[] { lead, other, moderator })
            await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_lead_makes_a_policy_gives_it_a_place_and_puts_it_away_again()
    {
        var lead = await console.SignInAsync("lead", "/policies");
        await lead.GetByRole(AriaRole.Link, new() { Name = "New policy" }).ClickAsync();
        await lead.FillAsync("#new-name", "Lantern marches");
        await lead.FillAsync("#new-key", "Lantern");
        await lead.FillAsync("#new-text", "No calls to march at night.");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Make the policy" }).ClickAsync();
        await Assertions.Expect(lead.Locator("#new-key")).ToBeFocusedAsync();
        await lead.FillAsync("#new-key", "lantern-marches");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Make the policy" }).ClickAsync();
        await Assertions.Expect(lead.Locator("header .state")).ToHaveTextAsync("draft");
        await Assertions.Expect(lead.Locator(".tree a[aria-current]")).ToContainTextAsync("Lantern marches");

        await lead.GetByRole(AriaRole.Link, new() { Name = "Name and place" }).ClickAsync();
        await lead.SelectOptionAsync("#place-parent", "violent-extremism");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(lead.Locator("form [role=status]")).ToHaveTextAsync("Saved.");
        Assert.Empty((await lead.RunAxe()).Violations.Select(v => $"{v.Id}: {v.Nodes[0].Html}"));
        await lead.FillAsync("#archive-reason", "Not needed after all");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Archive the policy" }).ClickAsync();
        await lead.GetByRole(AriaRole.Button, new() { Name = "Really" }).ClickAsync();
        await Assertions.Expect(lead.Locator("p.broken")).ToContainTextAsync("A version is in preparation");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Withdraw" }).ClickAsync();
        await lead.GetByRole(AriaRole.Button, new() { Name = "Really" }).ClickAsync();
        await Assertions.Expect(lead.Locator("header .state")).ToHaveTextAsync("withdrawn");
        await Assertions.Expect(lead.Locator("section.file header h2")).ToBeFocusedAsync();
        await lead.FillAsync("#archive-reason", "Not needed after all");
        await lead.GetByRole(AriaRole.Button, new() { Name = "Archive the policy" }).ClickAsync();
        await lead.GetByRole(AriaRole.Button, new() { Name = "Really" }).ClickAsync();
        await Assertions.Expect(lead.Locator(".tree a[aria-current] .state").First).ToHaveTextAsync("archived");
        await lead.Context.CloseAsync();
    }
}
