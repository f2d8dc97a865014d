using System.Text;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ModerationHub.BrowserTests;

/// <summary>A lead brings labelled texts in and asks for a model; an auditor looks on.</summary>
[Collection("one browser at a time")]
public sealed class ModelsJourneyTests(Console console)
{
    [Theory, InlineData("light", "en"), InlineData("dark", "en"), InlineData("light", "ar")]
    public async Task The_page_of_the_models_has_no_violation(string theme, string language)
    {
        var page = await console.SignInAsync("lead", "/models", theme, language);
        await page.WaitForSelectorAsync("main input[type=file]");
        var found = await page.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join("\n", found.Violations.Select(v => $"{v.Id}: {v.Help} [{string.Join(", ", v.Nodes.Select(n => n.Target))}]")));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_lead_imports_texts_and_asks_for_training_by_keyboard()
    {
        var page = await console.SignInAsync("lead", "/models?policy=spam");
        await Assertions.Expect(page.GetByText("Missing:").First).ToBeVisibleAsync();
        var rows = string.Concat(Enumerable.Range(0, 80).Select(i => $"{(i % 2 == 0 ? "cheap lamps on my page" : "the ferry was late today")} number {i},{(i + 1) % 2},en\n"));
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "lamps.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("text,label,language\n" + rows) });
        await Assertions.Expect(page.GetByText("80 texts taken, 0 rows left out.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Missing:")).ToHaveCountAsync(0);
        // What became of the import takes the focus once; only then is it the reader's again.
        await Assertions.Expect(page.Locator("main p[role=status]").First).ToBeFocusedAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Train a challenger" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByText("Training is asked for")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task An_auditor_reads_and_cannot_train_and_a_moderator_is_refused()
    {
        var auditor = await console.SignInAsync("auditor", "/models");
        await Assertions.Expect(auditor.Locator("main h1")).ToHaveTextAsync("Models");
        await Assertions.Expect(auditor.GetByText("To learn from")).ToBeVisibleAsync();
        await Assertions.Expect(auditor.Locator("main input[type=file]")).ToHaveCountAsync(0);
        await auditor.Context.CloseAsync();
        var moderator = await console.SignInAsync("moderator");
        await moderator.GotoAsync(new Uri(console.Address, "/models").ToString());
        await Assertions.Expect(moderator).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/account/"));
        await moderator.Context.CloseAsync();
    }
}
