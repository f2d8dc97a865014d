using Microsoft.Playwright;

namespace ModerationHub.BrowserTests;

/// <summary>Banks at the sizes that the rules allow.</summary>
[Collection("one browser at a time")]
public sealed class BanksJourneyTests(Console console)
{
    [Fact]
    public async Task A_thousand_pasted_lines_arrive_and_a_long_name_stays_in_its_column()
    {
        var lead = await console.SignInAsync("lead", "/banks");
        await lead.FillAsync("#bank-name", "Mirrors" + new string('y', 90));
        await lead.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await lead.FillAsync("#links", string.Join('\n', Enumerable.Range(0, 1_000).Select(i => $"mirror-{i:0000}.of-the-copper-lantern-press.example/one/rather/long/path")));
        await lead.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Assertions.Expect(lead.GetByText("1,000 lines, taken: 1000")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        var (aside, main) = ((await lead.Locator("aside").BoundingBoxAsync())!, (await lead.Locator("section.file").BoundingBoxAsync())!);
        Assert.True(aside.X + aside.Width <= main.X);
        Assert.True(await lead.EvaluateAsync<bool>("() => [...document.querySelectorAll('aside *')].every(one => one.getBoundingClientRect().right <= document.querySelector('aside').getBoundingClientRect().right + 1)"));
        await lead.Context.CloseAsync();
    }

    [Fact]
    public async Task The_keys_that_lead_to_pages_are_there_each_time_one_looks()
    {
        var lead = await console.SignInAsync("lead", "/accounts");
        await Assertions.Expect(lead.Locator("header.bar nav[aria-label=Pages] a", new() { HasTextString = "Models" })).ToBeVisibleAsync();
        var pages = await lead.Locator("header.bar nav[aria-label=Pages] a").CountAsync();
        for (var i = 0; i < 12; i++)
        {
            await lead.GetByRole(AriaRole.Button, new() { Name = "Keys", Exact = true }).ClickAsync();
            await Assertions.Expect(lead.Locator("dialog[open]")).ToBeVisibleAsync();
            Assert.Equal(pages, (await lead.Locator("dialog[open] kbd").AllTextContentsAsync()).Count(keys => keys.StartsWith('g')));
            await lead.Keyboard.PressAsync("Escape");
            await Assertions.Expect(lead.Locator("dialog[open]")).ToHaveCountAsync(0);
        }
        await lead.Context.CloseAsync();
    }
}
