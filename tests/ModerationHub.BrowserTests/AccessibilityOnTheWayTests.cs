using Microsoft.Playwright;
using ModerationHub.Harness;

namespace ModerationHub.BrowserTests;

/// <summary>What has no fixed address has no violation either: cases, accounts, the dialog that overturns, and every page before and around the sign-in.</summary>
[Collection("one browser at a time")]
public sealed class AccessibilityOnTheWayTests(Console console)
{
    static readonly (string Theme, string Language)[] All = [("light", "en"), ("dark", "en"), ("light", "ar")];

    public static TheoryData<string, string> Looks => [.. All];

    [Theory, MemberData(nameof(Looks))]
    public async Task Pages_of_nobody_yet(string theme, string language)
    {
        foreach (var path in PagesForAxe.OfNobody)
        {
            var page = await console.OpenAsync(path, theme, language);
            await page.WaitForSelectorAsync("main h1");
            await AccessibilityTests.CheckAsync(page);
            // What a refused form says is part of the page.
            if (path == "/account/sign-in")
            {
                await page.FillAsync("input[type=email]", "nobody@demo.test");
                await page.FillAsync("input[type=password]", "not the password");
                await page.Keyboard.PressAsync("Enter");
                await page.WaitForSelectorAsync("[role=alert]");
                await AccessibilityTests.CheckAsync(page);
            }
            await page.Context.CloseAsync();
        }
    }

    [Theory, MemberData(nameof(Looks))]
    public async Task Pages_of_ones_own_and_those_that_are_not_there_or_not_for_everybody(string theme, string language)
    {
        var page = await console.SignInAsync("moderator", "/", theme, language);
        foreach (var path in PagesForAxe.OfOneself)
        {
            await page.GotoAsync(new Uri(console.Address, path).ToString());
            await page.WaitForSelectorAsync("main h1, main [role=alert]");
            await AccessibilityTests.CheckAsync(page);
        }
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_second_factor_from_its_code_to_its_use()
    {
        var page = await console.SignInAsync("moderator2");
        await page.GotoAsync(new Uri(console.Address, "/account/second-factor/set-up").ToString());
        var key = await page.Locator(".key code").InnerTextAsync();
        await page.FillAsync("#code", Totp.Code(key, TimeProvider.System.GetUtcNow()));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main li code")).ToHaveCountAsync(10);
        await AccessibilityTests.CheckAsync(page);
        await page.Context.CloseAsync();

        try
        {
            foreach (var (theme, language) in All)
            {
                var asked = await console.OpenAsync("/account/sign-in", theme, language);
                await console.TypeAsync(asked, "moderator2");
                await asked.WaitForSelectorAsync("#code");
                await asked.Locator("summary").ClickAsync();
                await AccessibilityTests.CheckAsync(asked);
                await asked.Context.CloseAsync();
            }
        }
        finally
        {
            // Other journeys sign the same person in with the password alone.
            await console.ExecuteAsync("update users set two_factor_enabled = false where email = $1", "moderator2@demo.test");
        }
    }

    [Fact]
    public async Task A_case_its_account_and_the_dialog_that_overturns_its_decision()
    {
        var handle = await console.SendSupporterAsync();
        var account = "s" + handle.Split('_')[^1];
        var auditor = await console.SignInAsync("auditor");
        await auditor.Locator("button.row", new() { HasTextString = "@" + handle }).ClickAsync();
        await auditor.WaitForSelectorAsync("article.case");
        var @case = new Uri(auditor.Url).AbsolutePath;
        Assert.StartsWith("/cases/", @case, StringComparison.Ordinal);
        await auditor.Context.CloseAsync();
        var moderator = await console.SignInAsync("moderator", $"/?case={@case.Split('/')[^1]}");
        await Console.WaitForCaseAsync(moderator);
        await moderator.Keyboard.PressAsync("r");
        await moderator.Keyboard.PressAsync("Control+Enter");
        var decision = await console.DecisionAsync(account);
        await moderator.Context.CloseAsync();

        foreach (var (theme, language) in All)
        {
            var lead = await console.SignInAsync("lead", @case, theme, language);
            await lead.WaitForSelectorAsync("article.case");
            await OpenAllAsync(lead);
            await AccessibilityTests.CheckAsync(lead);
            await lead.GotoAsync(new Uri(console.Address, $"/accounts/{account}").ToString());
            await lead.WaitForSelectorAsync(".who");
            await OpenAllAsync(lead);
            await AccessibilityTests.CheckAsync(lead);
            await lead.GotoAsync(new Uri(console.Address, $"/audit?decision={decision}").ToString());
            await lead.Locator("aside.pane footer button").ClickAsync();
            await lead.WaitForSelectorAsync("dialog[open]");
            await AccessibilityTests.CheckAsync(lead);
            await lead.Context.CloseAsync();
        }
    }

    /// <summary>What is folded away is read too.</summary>
    static async Task OpenAllAsync(IPage page) => await page.EvaluateAsync("document.querySelectorAll('main details').forEach(details => details.open = true)");
}
