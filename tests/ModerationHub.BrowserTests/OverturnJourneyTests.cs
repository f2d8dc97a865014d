using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ModerationHub.BrowserTests;

/// <summary>A lead's work on somebody's decision: found in the record, or brought by its owner's appeal.</summary>
[Collection("one browser at a time")]
public sealed class OverturnJourneyTests(Console console)
{
    [Fact]
    public async Task A_lead_finds_a_decision_and_overturns_it_and_the_account_says_so()
    {
        var (account, handle, _) = await SuspendAsync();
        var page = await console.SignInAsync("lead", "/audit");
        await page.FillAsync("#q", account);
        await page.Keyboard.PressAsync("Enter");
        // Offered once the filter is in force; the list may have been as short before.
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Clear" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("main .loading")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        Assert.DoesNotContain(account, new Uri(page.Url).Query, StringComparison.Ordinal);

        await page.Locator("tbody tr", new() { HasTextString = "@" + handle }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.Locator("#pane-title")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("aside.pane")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.Locator("#pane-title")).ToBeFocusedAsync();
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator("aside.pane")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#q")).ToHaveValueAsync(account);
        await page.GoForwardAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Overturn…" }).ClickAsync();
        await page.FillAsync("#overturn-reason", "It was reporting.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("aside.pane")).ToContainTextAsync("The decision was overturned");
        await Assertions.Expect(page.Locator("#pane-title")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator(".toasts")).ToContainTextAsync("The decision is overturned");

        await page.GotoAsync(new Uri(console.Address, $"/accounts/{account}").ToString());
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("overturned");
        await Assertions.Expect(page.Locator("main .state").First).ToContainTextAsync("active");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_owners_appeal_is_read_beside_the_decision_and_answered()
    {
        var (account, handle, decision) = await SuspendAsync();
        await console.AppealAsync($"appeal-{account}", decision, "<b>I</b> was reporting on it.");
        var page = await console.SignInAsync("lead", "/appeals");
        await page.Locator("tbody tr", new() { HasTextString = "@" + handle }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(page.Locator(".words")).ToHaveTextAsync("<b>I</b> was reporting on it.");
        var found = await page.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join("\n", found.Violations.Select(v => $"{v.Id}: {v.Help} [{string.Join(", ", v.Nodes.Select(n => n.Target))}]")));

        await page.FillAsync("#appeal-reason", "It was reporting.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Overturn it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Really" }).ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr", new() { HasTextString = "@" + handle })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Answered" }).ClickAsync();
        await Assertions.Expect(page.Locator("tbody tr", new() { HasTextString = "@" + handle })).ToContainTextAsync("overturned");
        await page.Context.CloseAsync();
    }

    /// <summary>A moderator suspends a new account; answers once the decision is final.</summary>
    async Task<(string Account, string Handle, Guid Decision)> SuspendAsync()
    {
        var handle = await console.SendSupporterAsync();
        var account = "s" + handle.Split('_')[^1];
        var page = await console.SignInAsync("moderator");
        await Console.OpenCaseAsync(page, handle);
        await page.Keyboard.PressAsync("s");
        await page.Keyboard.PressAsync("0");
        await page.Keyboard.PressAsync("Control+Enter");
        var decision = await console.DecisionAsync(account);
        await page.Context.CloseAsync();
        return (account, handle, decision);
    }
}
