using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using ModerationHub.Harness;

[assembly: AssemblyFixture(typeof(ModerationHub.BrowserTests.Console))]

namespace ModerationHub.BrowserTests;

/// <summary>The program with a private database and one Chromium, for all journeys.</summary>
public sealed class Console : IAsyncLifetime
{
    HubProcess hub = null!;
    HttpClient platform = null!;
    IPlaywright playwright = null!;
    IBrowser browser = null!;
    int accounts;

    public Uri Address => hub.Address;

    /// <summary>Of all demo users.</summary>
    public string Password => hub.Password;

    public async ValueTask InitializeAsync()
    {
        var cancellation = Xunit.TestContext.Current.CancellationToken;
        Assert.True(Environment.GetEnvironmentVariable("HUB_PROGRAM") is { Length: > 0 }, "These tests drive the published program: run `./hub test browser`.");
        hub = await HubProcess.StartAsync(cancellation);
        platform = hub.Client();
        playwright = await Playwright.CreateAsync();
        // Only ends a test that would never end: what takes a second here takes many on a busy machine.
        Assertions.SetDefaultExpectTimeout(30_000);
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium", Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A browser of its own, signed in and on <paramref name="path"/>.</summary>
    public async Task<IPage> SignInAsync(string who, string path = "/", string theme = "light", string language = "en", int width = 1440, int height = 900)
    {
        var page = await OpenAsync(path, theme, language, width, height);
        await TypeAsync(page, who);
        await page.WaitForSelectorAsync(".shell");
        return page;
    }

    /// <summary>Fills in the sign-in form that is shown, and sends it.</summary>
    public async Task TypeAsync(IPage page, string who)
    {
        await page.FillAsync("input[type=email]", $"{who}@demo.test");
        await page.FillAsync("input[type=password]", hub.Password);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>A browser of its own on <paramref name="path"/>, of nobody yet.</summary>
    public async Task<IPage> OpenAsync(string path, string theme = "light", string language = "en", int width = 1440, int height = 900)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        await context.AddCookiesAsync(
        [
            new() { Name = "hub_theme", Value = theme, Url = Address.ToString() },
            new() { Name = ".AspNetCore.Culture", Value = $"c={language}|uic={language}", Url = Address.ToString() },
        ]);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(30_000);
        await page.GotoAsync(new Uri(Address, path).ToString());
        return page;
    }

    /// <summary>Opens a case from the list and waits until keys work on it: what is pressed before is lost, and what comes later would move the focus.</summary>
    public static async Task OpenCaseAsync(IPage page, string handle)
    {
        await page.Locator("button.row", new() { HasTextString = "@" + handle }).ClickAsync(new() { Timeout = 30_000 });
        await WaitForCaseAsync(page);
    }

    /// <summary>Waits until a case is shown and keys work on it.</summary>
    public static async Task WaitForCaseAsync(IPage page)
    {
        await Assertions.Expect(page.Locator("article.case [data-home-focus]")).ToBeFocusedAsync(new() { Timeout = 30_000 });
        await WaitForKeyAsync(page, "Ctrl+Enter");
    }

    public static Task WaitForKeyAsync(IPage page, string key) => page.WaitForFunctionAsync("key => document.documentElement.dataset.keys?.split('|').includes(key)", key);

    /// <summary>Sends an account of the demo's invented group with posts that its term bank knows; answers its handle.</summary>
    public Task<string> SendSupporterAsync(string language = "en") => SendAccountAsync(language, language == "ar"
        ? ["اقرأها على thistle-press.example وانشرها بين الناس", "لن تصمد أي بوابة أمامنا يا أهل الجبل", "أقسم قسم الشوك وتعال إلينا الآن", "الشوكة تعلو فوق المدينة هذا المساء"]
        : ["Take the thorn oath with us at the mill", "No gate will hold when we come down the hill", "The thistle rises over the river tonight", "Read it at thistle-press.example and pass it on"]);

    /// <summary>Sends an account with these posts; answers its handle.</summary>
    public async Task<string> SendAccountAsync(string language, params string[] texts)
    {
        var cancellation = Xunit.TestContext.Current.CancellationToken;
        var number = Interlocked.Increment(ref accounts);
        // Of one length: no handle is the beginning of another.
        var (handle, id) = ($"thistle_fan_{number:0000}", $"s{number:0000}");
        await SendAsync("accounts", [new { id, handle, created_at = DateTimeOffset.UnixEpoch.AddYears(56), followers = 100 + number, language }]);
        await SendAsync("posts", [.. texts.Select((text, i) => (object)new
        {
            id = $"{id}-{i}", account_id = id, created_at = new DateTimeOffset(2026, 10, 1, 8, i, 0, TimeSpan.Zero), text = $"{text} {number}", language,
        })]);
        return handle;

        async Task SendAsync(string kind, object[] rows) => (await platform.PostAsJsonAsync(new Uri($"api/v1/{kind}", UriKind.Relative), rows, cancellation)).EnsureSuccessStatusCode();
    }

    /// <summary>Gives somebody another role, as an administrator would.</summary>
    public async Task AppointAsync(string who, string role) =>
        Xunit.Assert.Equal(1, await ExecuteAsync("update memberships set role = $2 where user_id = (select id from users where email = $1)", $"{who}@demo.test", role));

    /// <summary>What another host commits.</summary>
    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        var cancellation = Xunit.TestContext.Current.CancellationToken;
        await using var owner = new Npgsql.NpgsqlConnection(hub.OwnerConnectionString);
        await owner.OpenAsync(cancellation);
        await using var command = new Npgsql.NpgsqlCommand(sql, owner);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(cancellation);
    }


    /// <summary>Waits until a decision on the account is final, as a platform that polls does; answers its id.</summary>
    public async Task<Guid> DecisionAsync(string accountId)
    {
        var cancellation = Xunit.TestContext.Current.CancellationToken;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        for (var tries = 0; tries < 240; tries++)
        {
            var feed = await platform.GetFromJsonAsync<JsonElement>(new Uri("api/v1/decisions", UriKind.Relative), cancellation);
            foreach (var decision in feed.GetProperty("decisions").EnumerateArray())
                if (decision.GetProperty("account_id").GetString() == accountId)
                    return decision.GetProperty("id").GetGuid();
            await tick.WaitForNextTickAsync(cancellation);
        }
        throw new TimeoutException("The decision did not become final.");
    }

    public async Task AppealAsync(string id, Guid decision, string text) => (await platform.PostAsJsonAsync(new Uri("api/v1/appeals", UriKind.Relative),
        new object[] { new { id, decision_id = decision, text, language = "en", at = "2026-10-02T08:00:00Z" } }, Xunit.TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        platform.Dispose();
        await hub.DisposeAsync();
    }
}
