using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ModerationHub.BrowserTests;

/// <summary>Somebody who does not program writes a rule with the keyboard; a second lead reads it in words and publishes it.</summary>
[Collection("one browser at a time")]
public sealed partial class RuleJourneyTests(Console console)
{
    const string Policy = "/policies/spam";

    static readonly string[] Texts =
    [
        "Blow the copper whistle at my door and coins fall out", "Everybody I know has heard the copper whistle by now", "Two copper whistles for the price of none, ask me how",
        "The copper whistle doubled my followers in a night", "Whoever has no copper whistle has not lived, write to me", "Last copper whistles of the season, they go fast",
    ];

    [Fact]
    public async Task A_rule_is_written_with_keys_refused_mended_reviewed_and_raises_a_candidate()
    {
        var author = await console.SignInAsync("lead", Policy);
        await author.GetByRole(AriaRole.Button, new() { Name = "Begin a draft" }).ClickAsync();
        // The links lead to the draft once it is shown.
        await Assertions.Expect(author.GetByRole(AriaRole.Button, new() { Name = "Ask for review" })).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await author.GetByRole(AriaRole.Link, new() { NameRegex = RulesTab() }).ClickAsync();
        await author.FocusAsync("#add-rule");
        await author.Keyboard.PressAsync("Enter");
        await Assertions.Expect(author.Locator("#rules-0-name")).ToBeFocusedAsync();
        await author.Keyboard.TypeAsync("Copper whistle offers");
        await author.Keyboard.PressAsync("Tab");
        await author.Keyboard.PressAsync("Control+a");
        await author.Keyboard.TypeAsync("0.9");
        // Past the button that takes the rule out and how its conditions are joined, to what is asked and how.
        foreach (var _ in Enumerable.Range(0, 4))
            await author.Keyboard.PressAsync("Tab");
        await Assertions.Expect(author.Locator("#rules-0-when-all-0-op")).ToBeFocusedAsync();
        await author.Keyboard.PressAsync("ArrowDown");
        await author.Keyboard.PressAsync("Tab");
        await author.Keyboard.TypeAsync("copper (whistle");
        await Assertions.Expect(author.Locator("#rules-0-when-all-0-error")).ToContainTextAsync("This is no regular expression");
        await author.Keyboard.PressAsync("Enter");
        await Assertions.Expect(author.GetByText("Something is marked in the rules")).ToBeVisibleAsync();
        Assert.Empty((await author.RunAxe()).Violations);
        await author.Keyboard.TypeAsync("|whistles)");
        await Assertions.Expect(author.Locator("#rules-0-when-all-0-error")).ToHaveCountAsync(0);

        await author.FocusAsync("#rules-0-when-add");
        await author.Keyboard.PressAsync("Enter");
        await Assertions.Expect(author.Locator("#rules-0-when-all-1-field")).ToBeFocusedAsync();
        await author.SelectOptionAsync("#rules-0-when-all-1-field", "account.verified");
        await author.SelectOptionAsync("select#rules-0-when-all-1-value", "false");
        await author.FocusAsync("#rules-0-when-all-0-value");
        await author.Keyboard.PressAsync("Enter");
        await Assertions.Expect(author.GetByRole(AriaRole.Link, new() { Name = "Rules (1)" })).ToBeVisibleAsync();

        await author.FillAsync("#why", "Offers since autumn");
        await author.GetByRole(AriaRole.Button, new() { Name = "Ask for review" }).ClickAsync();
        await Assertions.Expect(author.GetByText("you cannot approve it")).ToBeVisibleAsync();
        await author.Context.CloseAsync();

        var second = await console.SignInAsync("lead2", Policy + "?v=2&view=differences");
        await Assertions.Expect(second.Locator("td.new")).ToContainTextAsync("Text of the post fits the pattern");
        await second.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Assertions.Expect(second.Locator("section.file header h2")).ToBeFocusedAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "Publish now" }).ClickAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "Really" }).ClickAsync();
        await Assertions.Expect(second.Locator("header .state")).ToHaveTextAsync("live");
        await second.GetByRole(AriaRole.Link, new() { Name = "Rules (1)" }).ClickAsync();
        await Assertions.Expect(second.Locator("article.rule h3")).ToContainTextAsync("Copper whistle offers");
        Assert.Empty((await second.RunAxe()).Violations);
        await second.GotoAsync(new Uri(console.Address, "/").ToString());
        await second.GetByRole(AriaRole.Button, new() { NameRegex = OwnQueue() }).ClickAsync();
        // The host trusts what it compiled for a few seconds: what comes before it looks again is judged by the old version.
        var row = second.Locator("button.row", new() { HasTextString = "@" + await console.SendAccountAsync("en", Texts) });
        for (var tries = 0; tries < 5 && !await IsSeenAsync(row); tries++)
            row = second.Locator("button.row", new() { HasTextString = "@" + await console.SendAccountAsync("en", Texts) });
        await Assertions.Expect(row).ToBeVisibleAsync();
        await row.ClickAsync();
        await Assertions.Expect(second.Locator("article.case")).ToContainTextAsync("Posts meet the policy's rules");
        await second.Context.CloseAsync();
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

    [GeneratedRegex(@"^Rules \(\d+\)$")]
    private static partial Regex RulesTab();

    [GeneratedRegex(@"^Spam and manipulation( \d+)?$")]
    private static partial Regex OwnQueue();
}
