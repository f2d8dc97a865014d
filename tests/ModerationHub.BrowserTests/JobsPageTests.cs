namespace ModerationHub.BrowserTests;

/// <summary>Hangfire's own pages under our headers.</summary>
[Collection("one browser at a time")]
public sealed class JobsPageTests(Console console)
{
    [Theory, InlineData(""), InlineData("/recurring"), InlineData("/servers")]
    public async Task The_dashboard_breaks_no_rule_of_the_browser(string page)
    {
        var admin = await console.SignInAsync("admin", "/administration/health");
        List<string> errors = [];
        admin.Console += (_, message) => { if (message.Type == "error") errors.Add(message.Text); };

        await admin.GotoAsync(new Uri(console.Address, "/administration/jobs" + page).ToString(), new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle });

        Assert.Contains("Moderation Hub: jobs", await admin.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(errors);
        await admin.Context.CloseAsync();
    }
}
