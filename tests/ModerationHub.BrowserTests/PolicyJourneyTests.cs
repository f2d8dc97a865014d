using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ModerationHub.BrowserTests;

/// <summary>A policy changes in the browser: one lead writes and tries it out, another approves and publishes, and it counts.</summary>
[Collection("one browser at a time")]
public sealed partial class PolicyJourneyTests(Console console)
{
    const string Policy = "/policies/violent-extremism";

    static readonly string[] Texts =
    [
        "We carry it again: the lantern walks north, come with us tonight", "Nobody stops it, the lantern walks north and the mill will see it",
        "Old friends, listen: the lantern walks north before the snow", "My brother said it too, the lantern walks north, leave your fields",
        "They will all know it by spring. The lantern walks north", "Painted on the bridge this morning: the lantern walks north",
    ];

    [Fact]
    public async Task A_new_term_is_tried_on_history_approved_by_a_second_lead_and_raises_a_candidate()
    {
        await console.AppointAsync("moderator2", "lead");
        try
        {
            var earlier = await console.SendAccountAsync("en", Texts);
            var author = await console.SignInAsync("lead", Policy);
            await author.GetByRole(AriaRole.Button, new() { Name = "Begin a draft" }).ClickAsync();
            await AddAsync(author, "x");
            await Assertions.Expect(author.GetByText("A term of one letter would hit nearly every post.")).ToBeVisibleAsync();
            await AddAsync(author, "the lantern walks north");
            await Assertions.Expect(author.Locator("td", new() { HasTextString = "the lantern walks north" })).ToBeVisibleAsync();

            await author.GetByRole(AriaRole.Link, new() { Name = "Text and numbers" }).ClickAsync();
            await author.FillAsync("#threshold", "1.5");
            await author.GetByRole(AriaRole.Button, new() { Name = "Save the draft" }).ClickAsync();
            await Assertions.Expect(author.GetByText("A threshold lies between 0 and 1.")).ToBeVisibleAsync();

            await Assertions.Expect(author.Locator("#threshold")).ToBeFocusedAsync();
            // What is typed and not saved is not lost by the way: whoever goes on is asked.
            await author.GetByRole(AriaRole.Link, new() { Name = "Backtest" }).ClickAsync();
            await author.GetByRole(AriaRole.Button, new() { Name = "Stay here" }).ClickAsync();
            await Assertions.Expect(author.Locator("dialog[open]")).ToHaveCountAsync(0);
            await Assertions.Expect(author.Locator("#threshold")).ToHaveValueAsync("1.5");
            await author.FillAsync("#threshold", "0.7");
            await author.FillAsync("#policy-text", "We do not allow " + new string('x', 300) + " nor accounts that recruit for a group that pursues its aims by violence.");
            await author.GetByRole(AriaRole.Button, new() { Name = "Save the draft" }).ClickAsync();
            await Assertions.Expect(author.Locator("form.form [role=status]")).ToHaveTextAsync("Saved.");
            await Assertions.Expect(author.GetByRole(AriaRole.Button, new() { Name = "Save the draft" })).ToBeFocusedAsync();
            await author.GetByRole(AriaRole.Link, new() { Name = "Backtest" }).ClickAsync();
            await author.GetByRole(AriaRole.Button, new() { Name = "Run the backtest" }).ClickAsync();
            await Assertions.Expect(author.GetByRole(AriaRole.Heading, new() { Name = "Added candidates" })).ToBeVisibleAsync(new() { Timeout = 30_000 });
            await Assertions.Expect(author.GetByRole(AriaRole.Link, new() { Name = "@" + earlier })).ToBeVisibleAsync();

            await author.GetByRole(AriaRole.Link, new() { Name = "Shadow" }).ClickAsync();
            await author.GetByRole(AriaRole.Button, new() { Name = "Run in shadow" }).ClickAsync();
            await Assertions.Expect(author.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToBeVisibleAsync();
            var seen = author.GetByRole(AriaRole.Heading, new() { Name = "Candidates that it would add" });
            for (var tries = 0; tries < 8 && !await IsSeenAsync(seen); tries++)
            {
                await console.SendAccountAsync("en", Texts);
                await author.GetByRole(AriaRole.Button, new() { Name = "Look again" }).ClickAsync();
            }
            await Assertions.Expect(seen).ToBeVisibleAsync();
            Assert.Empty((await author.RunAxe()).Violations.Select(v => $"{v.Id}: {v.Nodes[0].Html}"));

            await author.FillAsync("#why", "New slogan since spring");
            await author.GetByRole(AriaRole.Button, new() { Name = "Ask for review" }).ClickAsync();
            await Assertions.Expect(author.GetByText("you cannot approve it")).ToBeVisibleAsync();
            await author.Context.CloseAsync();

            var second = await console.SignInAsync("moderator2", Policy + "?v=2&view=differences");
            await Assertions.Expect(second.Locator("th", new() { HasTextString = "the lantern walks north" })).ToBeVisibleAsync();
            // A long word leaves the names beside it whole and the page as wide as the window.
            Assert.True(await second.EvaluateAsync<bool>("() => document.querySelector('tbody th').clientWidth > 120 && document.documentElement.scrollWidth <= innerWidth"));
            await second.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
            await Assertions.Expect(second.Locator("section.file header h2")).ToBeFocusedAsync();
            await second.GetByRole(AriaRole.Button, new() { Name = "Publish now" }).ClickAsync();
            await second.GetByRole(AriaRole.Button, new() { Name = "Really" }).ClickAsync();
            await Assertions.Expect(second.Locator("header .state")).ToHaveTextAsync("live");
            await second.GotoAsync(new Uri(console.Address, "/").ToString());
            await second.GetByRole(AriaRole.Button, new() { NameRegex = OwnQueue() }).ClickAsync();
            // The host trusts what it compiled for a few seconds: what comes before it looks again is judged by the old version.
            var row = second.Locator("button.row", new() { HasTextString = "@" + await console.SendAccountAsync("en", Texts) });
            for (var tries = 0; tries < 5 && !await IsSeenAsync(row); tries++)
                row = second.Locator("button.row", new() { HasTextString = "@" + await console.SendAccountAsync("en", Texts) });
            await Assertions.Expect(row).ToBeVisibleAsync();
            // Whoever used the words before they were looked for is found as well.
            await Assertions.Expect(second.Locator("button.row", new() { HasTextString = "@" + earlier })).ToBeVisibleAsync(new() { Timeout = 30_000 });
            await second.Context.CloseAsync();
        }
        finally
        {
            await console.AppointAsync("moderator2", "moderator");
        }
    }

    [Fact]
    public async Task A_moderator_reads_and_changes_nothing()
    {
        var page = await console.SignInAsync("moderator", Policy);
        await Assertions.Expect(page.GetByText("Leads change policies; you read them.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Begin a draft" })).ToHaveCountAsync(0);
        await page.FillAsync("#find-term", "thorn");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("td", new() { HasTextString = "take the thorn oath" })).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    static async Task AddAsync(IPage page, string term)
    {
        await page.FillAsync("#term-text", term);
        await page.FillAsync("#term-weight", "0.9");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
    }

    static async Task<bool> IsSeenAsync(ILocator row)
    {
        try
        {
            await row.WaitForAsync(new() { Timeout = 2_000 });
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^Violent extremism( \d+)?$")]
    private static partial Regex OwnQueue();
}
