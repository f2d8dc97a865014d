using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ModerationHub.BrowserTests;

/// <summary>Every page in both themes, and in Arabic, has no violation that axe knows of.</summary>
[Collection("one browser at a time")]
public sealed class AccessibilityTests(Console console)
{
    public static TheoryData<string, string, string> Pages
    {
        get
        {
            TheoryData<string, string, string> all = [];
            foreach (var (who, path) in PagesForAxe.Of)
                foreach (var look in new[] { "light", "dark", "ar" })
                    all.Add(who, path, look);
            return all;
        }
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task No_violations(string who, string path, string look)
    {
        var page = await console.SignInAsync(who, path, look == "dark" ? "dark" : "light", look == "ar" ? "ar" : "en");
        await page.WaitForSelectorAsync("main h1, main button, main .none");
        await CheckAsync(page);
        await page.Context.CloseAsync();
    }

    [Theory, InlineData("light"), InlineData("dark")]
    public async Task No_violations_in_an_open_case_and_in_the_dialogs_above_it(string theme)
    {
        var handle = await console.SendSupporterAsync();
        var page = await console.SignInAsync("moderator", theme: theme);
        await Console.OpenCaseAsync(page, handle);
        await page.Keyboard.PressAsync("s");
        await page.WaitForSelectorAsync(".context");
        await CheckAsync(page);
        await page.Keyboard.PressAsync("?");
        await page.WaitForSelectorAsync("dialog[open]");
        await CheckAsync(page);
        await page.Keyboard.PressAsync("Escape");
        await page.WaitForSelectorAsync("dialog[open]", new() { State = WaitForSelectorState.Detached });
        await page.Keyboard.PressAsync("Control+k");
        await page.WaitForSelectorAsync("dialog[open]");
        await CheckAsync(page);
        await page.Context.CloseAsync();
    }

    [Theory, InlineData("light", "en"), InlineData("dark", "en"), InlineData("light", "ar")]
    public async Task No_violations_in_the_list_of_known_voices_and_in_its_form(string theme, string language)
    {
        var handle = await console.SendAccountAsync("en", "Our report from the harbour is out today");
        await console.ExecuteAsync("""
            insert into shielded_accounts (platform_id, account_id, kind, reason, added_by, added_as, added_at, expires_at)
            select platform_id, id, 'press', 'Writes for a paper', gen_random_uuid(), 'Heron', now(), now() + interval '12 days' from accounts where handle = $1
            """, handle);
        var page = await console.SignInAsync("lead", "/known-voices", theme, language);
        var row = page.Locator("tbody tr", new() { HasTextString = "@" + handle });
        await Assertions.Expect(row.Locator(".state")).ToBeVisibleAsync();
        await row.Locator("button").ClickAsync();
        await Assertions.Expect(page.Locator("#end-reason")).ToBeFocusedAsync();
        await row.Locator("button").First.ClickAsync();
        await Assertions.Expect(page.Locator("#end-reason-error")).ToBeVisibleAsync();
        await CheckAsync(page);
        await page.FillAsync("#end-reason", "Left the paper");
        await row.Locator("button").First.ClickAsync();
        await row.Locator("button").First.ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
    }

    [Theory, InlineData("light", "en"), InlineData("dark", "en"), InlineData("light", "ar")]
    public async Task No_violations_in_banks_that_were_just_filled(string theme, string language)
    {
        var page = await console.SignInAsync("lead", "/banks", theme, language);
        foreach (var (kind, field, pasted) in new[] { ("Urls", "#links", "https://www.lantern.example/issue/?utm_source=x\nbit.ly\nno address"), ("Hashes", "#hashes", new string('a', 64) + " 90\nxyz") })
        {
            await page.GotoAsync(new Uri(console.Address, "/banks").ToString());
            await page.FillAsync("#bank-name", $"Bank {kind} {theme} {language}");
            await page.SelectOptionAsync("#bank-kind", kind);
            await page.Locator("form.make button").ClickAsync();
            await page.FillAsync(field, pasted);
            if (kind == "Hashes")
                await page.FillAsync("#hash-label", "Thistle banner");
            await page.Locator("form.add button.primary").ClickAsync();
            await Assertions.Expect(page.Locator(".outcomes .fault").First).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator(".file > .table tbody tr")).ToHaveCountAsync(1);
            await CheckAsync(page);
        }
        await page.Context.CloseAsync();
    }

    internal static async Task CheckAsync(IPage page)
    {
        var found = await page.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join("\n", found.Violations.Select(v => $"{v.Id}: {v.Help} [{string.Join(", ", v.Nodes.Select(n => n.Target))}]")));
    }
}
