using Microsoft.Playwright;

namespace ModerationHub.BrowserTests;

/// <summary>A page that outlived its session: it waits for nothing.</summary>
[Collection("one browser at a time")]
public sealed class SignedOutTests(Console console)
{
    [Fact]
    public async Task A_page_whose_session_has_ended_leads_to_the_sign_in_when_its_connection_is_lost()
    {
        var page = await console.SignInAsync("moderator");
        await page.WaitForSelectorAsync(".shell");
        await page.Context.ClearCookiesAsync();
        await page.EvaluateAsync("Blazor._internal.forceCloseConnection()");
        await Assertions.Expect(page.Locator("input[type=password]")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await page.Context.CloseAsync();
    }
}
