using Microsoft.Playwright;

namespace ModerationHub.BrowserTests;

/// <summary>Where each of the demo's people lands after signing in at the front door.</summary>
[Collection("one browser at a time")]
public sealed class FirstStepTests(Console console)
{
    [Theory]
    [InlineData("moderator", "/")]
    [InlineData("lead", "/")]
    [InlineData("auditor", "/")]
    [InlineData("admin", "/administration")]
    public async Task Signing_in_leads_to_a_page_that_the_person_may_use(string who, string path)
    {
        var page = await console.SignInAsync(who);
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(console.Address, path).ToString());
        await Assertions.Expect(page.Locator("main button").First).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_mistyped_address_is_said_to_be_one()
    {
        var page = await console.SignInAsync("moderator");
        await page.GotoAsync(new Uri(console.Address, "/no/such/page").ToString());
        await Assertions.Expect(page.GetByText("This page does not exist")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }
}
