using Microsoft.Playwright;

namespace ModerationHub.BrowserTests;

/// <summary>A moderator's work, with real keys in a real browser.</summary>
[Collection("one browser at a time")]
public sealed class TriageJourneyTests(Console console)
{
    [Fact]
    public async Task A_candidate_appears_without_reload_and_is_decided_undone_and_decided_by_keyboard_alone()
    {
        var page = await console.SignInAsync("moderator");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Claim next" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".queue .loading")).ToHaveCountAsync(0);
        var handle = await console.SendSupporterAsync();
        await Assertions.Expect(Row(page, handle)).ToBeVisibleAsync();
        var second = await console.SendSupporterAsync();
        await Assertions.Expect(Row(page, second)).ToBeVisibleAsync();

        await Console.WaitForKeyAsync(page, "n");
        await page.Keyboard.PressAsync("n");
        await Console.WaitForCaseAsync(page);
        var first = await HeadingAsync(page);
        await Assertions.Expect(page.Locator("mark").First).ToBeVisibleAsync();

        // A suspension without the context check does not go.
        await page.Keyboard.PressAsync("s");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator(".gaps")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-gap=Context]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("0");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("article.case h1")).Not.ToHaveTextAsync(first);

        await page.Keyboard.PressAsync("u");
        await Assertions.Expect(page.Locator("article.case h1")).ToHaveTextAsync(first);
        await Assertions.Expect(page.Locator("button.row[aria-current=true]")).ToContainTextAsync("@");
        // The case may hold more: the next one can be one that another journey filled in.
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Suspend", Exact = true })).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("article.case h1")).Not.ToHaveTextAsync(first);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_case_that_somebody_holds_shows_by_whom_and_cannot_be_taken()
    {
        var handle = await console.SendSupporterAsync();
        var kestrel = await console.SignInAsync("moderator2");
        await Console.OpenCaseAsync(kestrel, handle);

        var heron = await console.SignInAsync("moderator");
        await Assertions.Expect(Row(heron, handle)).ToContainTextAsync("Kestrel");
        await Assertions.Expect(Row(heron, handle)).ToBeDisabledAsync();

        // Stepping away gives it back, and the other screen hears of it.
        await kestrel.Keyboard.PressAsync("b");
        await Assertions.Expect(kestrel.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Assertions.Expect(Row(heron, handle)).ToBeEnabledAsync();
        await kestrel.Context.CloseAsync();
        await heron.Context.CloseAsync();
    }

    [Fact]
    public async Task What_was_filled_in_survives_a_reload()
    {
        var handle = await console.SendSupporterAsync();
        var page = await console.SignInAsync("moderator");
        await Console.OpenCaseAsync(page, handle);
        await page.Keyboard.PressAsync("w");
        await page.FillAsync("#note", "Second look wanted");
        await page.Keyboard.PressAsync("Escape");
        // Keys are worked off in order: when this one shows, what was typed has arrived.
        await page.Keyboard.PressAsync("r");
        await Assertions.Expect(page.Locator(".choice[aria-pressed=true]")).ToHaveCountAsync(2);
        await page.GotoAsync(new Uri(console.Address, "/accounts").ToString());
        await page.GotoAsync(console.Address.ToString());
        await Row(page, handle).ClickAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator(".kept")).ToContainTextAsync("Kept from before");
        await Assertions.Expect(page.Locator("#note")).ToHaveValueAsync("Second look wanted");
        await Assertions.Expect(page.Locator(".choice[aria-pressed=true]")).ToHaveCountAsync(2);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Post_text_is_text_in_its_own_direction_and_the_keys_are_listed()
    {
        var handle = await console.SendSupporterAsync("ar");
        var page = await console.SignInAsync("moderator", language: "ar");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("dir", "rtl");
        await Row(page, handle).ClickAsync();
        await Console.WaitForCaseAsync(page);
        var text = page.Locator("article.post p.text").First;
        await Assertions.Expect(text).ToHaveAttributeAsync("lang", "ar");
        await Assertions.Expect(text).ToHaveAttributeAsync("dir", "auto");
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.Locator("dialog[open] kbd").First).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Theory, InlineData("en"), InlineData("ar")]
    public async Task At_1440_by_900_nothing_of_the_decision_or_of_the_lanes_lies_below_the_fold(string language)
    {
        var handle = await console.SendSupporterAsync(language);
        var page = await console.SignInAsync("lead", language: language);
        // Where a life or a child may be at stake stands before all other queues.
        var lanes = page.Locator(".queue nav button");
        await Assertions.Expect(lanes.Nth(1)).ToContainTextAsync(language == "en" ? "Threats to life" : "للحياة");
        await Assertions.Expect(lanes.Nth(2)).ToContainTextAsync(language == "en" ? "Sealed lane" : "المختوم");
        await Console.OpenCaseAsync(page, handle);
        await page.Keyboard.PressAsync("s");
        await Assertions.Expect(page.Locator(".context")).ToBeVisibleAsync();

        var heights = await page.EvaluateAsync<int[]>("() => { const pane = document.querySelector('.decision .scroll'); return [document.documentElement.scrollHeight, innerHeight, pane.scrollHeight, pane.clientHeight]; }");
        Assert.True(heights[0] <= heights[1], $"The page is {heights[0]} high, the window {heights[1]}.");
        Assert.True(heights[2] <= heights[3], $"The decision takes {heights[2]}, its pane has {heights[3]}.");
        foreach (var button in await page.Locator(".decision .harm button, .decision .decide").AllAsync())
            await Assertions.Expect(button).ToBeInViewportAsync(new() { Ratio = 1 });
        await page.Context.CloseAsync();
    }

    static ILocator Row(IPage page, string handle) => page.Locator("button.row", new() { HasTextString = "@" + handle });

    static async Task<string> HeadingAsync(IPage page) => (await page.TextContentAsync("article.case h1"))!;
}
