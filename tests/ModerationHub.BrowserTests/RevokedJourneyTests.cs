using Microsoft.Playwright;

namespace ModerationHub.BrowserTests;

/// <summary>An open console ends within seconds when whoever sits before it is revoked.</summary>
[Collection("one browser at a time")]
public sealed class RevokedJourneyTests(Console console)
{
    [Fact]
    public async Task A_console_that_is_open_meets_the_sign_in_page_when_its_user_is_revoked()
    {
        var auditor = await console.SignInAsync("auditor", "/audit");
        await Assertions.Expect(auditor.Locator("h1")).ToHaveTextAsync("Audit");
        var admin = await console.SignInAsync("admin", "/administration");
        var row = admin.Locator("tbody tr", new() { HasTextString = "Egret" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Really: Revoke?" }).ClickAsync();
        try
        {
            // Nobody touches that page: the circuit itself has it loaded anew.
            await Assertions.Expect(auditor.Locator("input[type=password]")).ToBeVisibleAsync();
            await auditor.GotoAsync(new Uri(console.Address, "/audit").ToString());
            await Assertions.Expect(auditor.Locator("input[type=password]")).ToBeVisibleAsync();
        }
        finally
        {
            // For the other journeys: the way back, with the password that they know.
            await row.GetByRole(AriaRole.Button, new() { Name = "Restore" }).ClickAsync();
            await auditor.GotoAsync(await admin.Locator(".secret code").TextContentAsync() ?? "");
            await auditor.FillAsync("#new", console.Password);
            await auditor.Keyboard.PressAsync("Enter");
            await Assertions.Expect(auditor.Locator("#new")).ToHaveCountAsync(0);
        }
        await auditor.Context.CloseAsync();
        await admin.Context.CloseAsync();
    }
}
