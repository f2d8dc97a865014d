using System.Text.Json;
using Microsoft.Playwright;

namespace ModerationHub.BrowserTests;

/// <summary>Keys as other keyboards, other hands and speech press them.</summary>
[Collection("one browser at a time")]
public sealed class KeyboardTests(Console console)
{
    [Theory]
    // French: the digits lie with Shift, and a full stop where other layouts have none.
    [InlineData("1", "Digit1", true, "1")]
    [InlineData(".", "Comma", true, ".")]
    [InlineData("!", "Slash", false, "!")]
    [InlineData("&", "Digit1", false, "&")]
    // German and Turkish: another sign where the slash lies elsewhere.
    [InlineData("-", "Slash", false, "-")]
    [InlineData(".", "Slash", false, ".")]
    [InlineData("/", "Digit7", true, "/")]
    // Latin letters follow the layout.
    [InlineData("a", "KeyQ", false, "a")]
    [InlineData("T", "KeyT", true, "Shift+T")]
    // Arabic: the place counts, but never for an alarm.
    [InlineData("س", "KeyS", false, "s")]
    [InlineData("ز", "Period", false, ".")]
    [InlineData("ظ", "Slash", false, "/")]
    [InlineData("؟", "Slash", true, "?")]
    [InlineData("١", "Digit1", true, "1")]
    [InlineData("ؤ", "KeyC", true, "Shift+C")]
    // Names.
    [InlineData(" ", "Space", false, "Space")]
    [InlineData("ArrowDown", "ArrowDown", false, "ArrowDown")]
    public async Task A_key_is_what_the_layout_says(string key, string code, bool shift, string name)
    {
        var page = await console.OpenAsync("/account/sign-in");
        Assert.Equal(name, await page.EvaluateAsync<string>("async ([key, code, shiftKey]) => (await import('/js/keys.js')).nameOf(new KeyboardEvent('keydown', { key, code, shiftKey }))", new object[] { key, code, shift }));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_French_one_answers_the_first_question_and_alarms_nobody()
    {
        var handle = await console.SendSupporterAsync();
        var page = await console.SignInAsync("moderator");
        await Console.OpenCaseAsync(page, handle);
        await page.Keyboard.PressAsync("s");
        await page.WaitForSelectorAsync(".context");
        await page.EvaluateAsync("() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '1', code: 'Digit1', shiftKey: true, bubbles: true, cancelable: true }))");
        await Assertions.Expect(page.Locator(".context .yes").First).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(page.Locator("article.case h1")).ToContainTextAsync(handle);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Where_single_keys_are_off_they_work_with_Alt_alone()
    {
        var handle = await console.SendSupporterAsync();
        var page = await console.SignInAsync("moderator");
        await page.Locator("[popovertarget=user-menu]").ClickAsync();
        await page.Locator("[name=singleKeys][value=off]").ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-single-keys", "off");
        await Console.OpenCaseAsync(page, handle);
        await page.Keyboard.PressAsync("s");
        await page.Keyboard.PressAsync("Alt+w");
        // Keys are worked off in order: the first would show by now.
        await Assertions.Expect(page.Locator(".choice[aria-pressed=true]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Warn", Exact = true })).ToHaveAttributeAsync("aria-pressed", "true");
        await page.Keyboard.PressAsync("Control+k");
        await page.WaitForSelectorAsync("dialog[open]");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Whoever_has_stepped_away_is_covered_for_every_key_but_one()
    {
        var handle = await console.SendSupporterAsync();
        var page = await console.SignInAsync("moderator");
        await Console.OpenCaseAsync(page, handle);
        await page.Keyboard.PressAsync("b");
        var cover = page.Locator("dialog.whole[open]");
        await Assertions.Expect(cover.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        var size = await cover.EvaluateAsync<JsonElement>("cover => { const at = cover.getBoundingClientRect(); return [at.width - innerWidth, at.height - innerHeight, at.left, at.top]; }");
        Assert.All(size.EnumerateArray(), difference => Assert.Equal(0, difference.GetDouble()));
        // A key that is held is pressed once.
        await page.EvaluateAsync("() => document.dispatchEvent(new KeyboardEvent('keydown', { key: 'b', code: 'KeyB', repeat: true, bubbles: true }))");
        await page.Keyboard.PressAsync("n");
        await page.Keyboard.PressAsync("Tab");
        Assert.True(await page.EvaluateAsync<bool>("() => !document.querySelector('.shell .queue').contains(document.activeElement)"));
        await page.Keyboard.PressAsync("b");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Claim next" })).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("article.case")).ToHaveCountAsync(0);

        // A second time, and back by Escape: once is once.
        await Console.OpenCaseAsync(page, handle);
        await page.Keyboard.PressAsync("b");
        await Assertions.Expect(cover).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Claim next" })).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Escape_closes_an_open_menu_and_nothing_behind_it()
    {
        var page = await console.SignInAsync("lead", "/appeals");
        await page.WaitForSelectorAsync("html[data-keys*=Escape]");
        await page.GetByRole(AriaRole.Button, new() { Name = "Your settings" }).ClickAsync();
        await Assertions.Expect(page.Locator("#user-menu")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#user-menu")).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Whoever_writes_keeps_the_place_and_every_letter()
    {
        var handle = await console.SendSupporterAsync();
        var page = await console.SignInAsync("moderator");
        await Console.OpenCaseAsync(page, handle);
        await page.Locator("#reason").ClickAsync();
        Assert.Equal("reason", await page.EvaluateAsync<string>("async () => { (await import(performance.getEntriesByType('resource').find(entry => /js\\/keys[^/]*js$/.test(entry.name)).name)).focusHome(); return document.activeElement.id; }"));
        await page.Locator("#queue-filter").FocusAsync();
        await page.Keyboard.TypeAsync("thistle fan of the old mill");
        await Assertions.Expect(page.Locator(".queue .none")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#queue-filter")).ToHaveValueAsync("thistle fan of the old mill");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_page_that_ended_says_so_above_whatever_was_open()
    {
        var page = await console.SignInAsync("moderator");
        await Console.WaitForKeyAsync(page, "Ctrl+K");
        await page.Keyboard.PressAsync("Control+k");
        await page.WaitForSelectorAsync("dialog[open]");
        // What Blazor does when a circuit has ended with an error.
        await page.EvaluateAsync("() => { document.getElementById('blazor-error-ui').style.display = 'block'; }");
        await Assertions.Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await AccessibilityTests.CheckAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_lost_connection_shows_above_an_open_dialog_and_can_be_tried_again_once_nothing_else_tries()
    {
        var page = await console.SignInAsync("moderator");
        await Console.WaitForKeyAsync(page, "Ctrl+K");
        await page.Keyboard.PressAsync("Control+k");
        await page.WaitForSelectorAsync("dialog[open]");
        var banner = page.Locator("#components-reconnect-modal");
        // What Blazor does when the connection is lost, when it gives up, and when it is back.
        const string say = "(banner, state) => { banner.className = 'components-reconnect-' + state; banner.dispatchEvent(new CustomEvent('components-reconnect-state-changed', { detail: { state } })); }";
        await banner.EvaluateAsync(say, "show");
        await Assertions.Expect(banner.Locator(".trying")).ToBeVisibleAsync();
        Assert.True(await banner.EvaluateAsync<bool>("banner => banner.matches(':popover-open') && banner.getBoundingClientRect().top < 30 && banner.getBoundingClientRect().height < 100"));
        await Assertions.Expect(page.Locator("dialog[open]")).ToHaveCountAsync(1);
        await banner.EvaluateAsync(say, "failed");
        await Assertions.Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await Assertions.Expect(banner.Locator(".failed")).ToBeVisibleAsync();
        await banner.Locator("button").FocusAsync();
        await Assertions.Expect(banner.Locator("button")).ToBeFocusedAsync();
        await banner.EvaluateAsync(say, "hide");
        await Assertions.Expect(banner).ToBeHiddenAsync();
        await page.Context.CloseAsync();
    }

    [Theory, InlineData("en"), InlineData("ar")]
    public async Task At_a_zoom_of_two_hundred_percent_queues_and_cases_both_have_their_room(string language)
    {
        var handle = await console.SendSupporterAsync(language);
        var page = await console.SignInAsync("lead", language: language, width: 720, height: 450);
        await Assertions.Expect(page.Locator("button.row", new() { HasTextString = "@" + handle })).ToBeVisibleAsync();
        var heights = await page.EvaluateAsync<double[]>("() => ['.queue nav', '.queue .scroll'].map(part => document.querySelector(part).clientHeight / parseFloat(getComputedStyle(document.documentElement).fontSize))");
        Assert.InRange(heights[0], 1, 9);
        Assert.InRange(heights[1], 12, 18);
        await page.Context.CloseAsync();
    }
}
