using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Components.Controls;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Rules;

namespace ModerationHub.Tests.Components;

/// <summary>The forms of a draft: what is typed is refused where it cannot be read, said to be saved, and not lost by the way.</summary>
public class VersionFormTests : ConsoleTest
{
    readonly Edits edits = new();
    VersionContent? sent;

    static PolicyFile File(uint row = 7, string text = "Do not.") => new("p", "Policy", Severity.High,
        [new(2, PolicyVersionState.Draft, null, null, "Osprey", null, null), new(1, PolicyVersionState.Live, Now, null, null, null, null)],
        new VersionFile(2, PolicyVersionState.Draft, row, new VersionContent { Text = text, Threshold = 0.7, TargetMinutes = 60, EnoughExhibits = 3, AllowedActions = ["Suspend"], Weights = new Dictionary<string, double> { ["terms"] = 3.25 } },
            1, "Osprey", null, null, null, null, null, null, false), [], 0, 0, true);

    IRenderedComponent<VersionForm> Form(string? refusal = null) => Render<VersionForm>(p => p.Add(f => f.File, File()).Add(f => f.Edits, edits).Add(f => f.OnSave, content =>
    {
        sent = content;
        return Task.FromResult(refusal);
    }));

    [Theory]
    [InlineData("threshold", "much", "threshold_range")]
    [InlineData("target", "12.5", "target_range")]
    [InlineData("target", "99999999999", "target_range")]
    [InlineData("exhibits", "", "exhibits_range")]
    [InlineData("strikes", "some", "strikes_range")]
    [InlineData("strike-days", "0", "strike_days_range")]
    [InlineData("weight-terms", "three", "weight_range")]
    public void A_number_that_cannot_be_read_is_refused_at_its_field(string field, string typed, string code)
    {
        var rule = ((Domain.Rule[])[PolicyRules.Threshold, PolicyRules.Target, PolicyRules.Exhibits, PolicyRules.Strikes, PolicyRules.StrikeDays, PolicyRules.Weight]).Single(rule => rule.Code == code);
        var form = Render<VersionForm>(p => p.Add(f => f.File, File()).Add(f => f.Edits, edits).Add(f => f.OnSave, content =>
        {
            // What the handler does with it.
            var draft = new PolicyVersion { PlatformId = 1, PolicyKey = "p", Version = 2, State = PolicyVersionState.Draft, Text = "x", BankIds = [], Examples = [], EdgeCases = [], AllowedActions = [], Threshold = 0.5, TargetMinutes = 1, EnoughExhibits = 1 };
            return Task.FromResult(Record.Exception(() => content.WriteTo(draft)) is Domain.RuleBrokenException broken ? broken.Rule.Sentence : null);
        }));
        form.Find("#" + field).Input(typed);
        form.Find("form").Submit();

        Assert.Equal(rule.Sentence, form.Find($"#{field}-error").TextContent);
        Assert.Equal("true", form.Find("#" + field).GetAttribute("aria-invalid"));
        Assert.Equal(typed, form.Find("#" + field).GetAttribute("value"));
        Assert.True(edits.Unsaved);
    }

    [Fact]
    public void Saving_is_said_and_until_then_that_nothing_is_saved()
    {
        var form = Form();
        Assert.Equal("", form.Find("[role=status]").TextContent);
        form.Find("#threshold").Input("0.85");
        Assert.Equal("Not saved yet.", form.Find("[role=status]").TextContent);
        form.Find("form").Submit();

        Assert.Equal((0.85, 60, 3.25), (sent!.Threshold, sent.TargetMinutes, sent.Weights["terms"]));
        Assert.Equal("Saved.", form.Find("[role=status]").TextContent);
        Assert.False(edits.Unsaved);
    }

    [Fact]
    public void What_somebody_else_saved_does_not_take_away_what_is_typed_here()
    {
        var form = Form("Somebody was faster.");
        form.Find("#policy-text").Input("Mine.");
        form.Find("form").Submit();
        form.Render(p => p.Add(f => f.File, File(row: 8, text: "Theirs.")));

        Assert.Equal("Mine.", form.Find("#policy-text").GetAttribute("value"));
        Assert.Contains("saved elsewhere", form.Find(".warning").TextContent, StringComparison.Ordinal);
        form.Find(".warning button").Click();
        Assert.Equal("Theirs.", form.Find("#policy-text").GetAttribute("value"));
        Assert.False(edits.Unsaved);
    }

    [Fact]
    public void Whoever_leaves_with_something_unsaved_is_asked_and_may_stay_or_go()
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        var here = navigation.Uri;
        var form = Form();
        form.Find("#policy-text").Input("Mine.");

        form.InvokeAsync(() => navigation.NavigateTo("/banks"));
        Assert.Equal(here, navigation.Uri);
        form.WaitForElement("dialog button.primary").Click();
        Assert.Empty(form.FindAll("dialog button"));

        form.InvokeAsync(() => navigation.NavigateTo("/banks"));
        form.WaitForElement("dialog button.grave").Click();
        Assert.EndsWith("/banks", navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_say_that_they_are_saved_and_stay()
    {
        var view = Render<RulesView>(p => p.Add(r => r.File, File()).Add(r => r.Edits, edits).Add(r => r.OnSave, _ => Task.FromResult<string?>(null)));
        view.Find("form").Submit();
        Assert.Equal("Saved.", view.Find("[role=status]").TextContent);
        view.Find("#add-rule").Click();
        Assert.Equal("Not saved yet.", view.Find("[role=status]").TextContent);
        Assert.True(edits.Unsaved);
        view.Render(p => p.Add(r => r.File, File(row: 8)));
        Assert.Single(view.FindAll("section.rule"));
    }

    [Fact]
    public void Whoever_only_reads_gets_text_and_lists_to_read()
    {
        var file = File(text: "Do not <b>march</b>.");
        var form = Render<VersionForm>(p => p.Add(f => f.File, file with { MayManage = false, Shown = file.Shown with { Content = file.Shown.Content with { Examples = ["Come with us.", "Bring a torch."], EdgeCases = ["A report about a march."] } } })
            .Add(f => f.OnSave, _ => Task.FromResult<string?>(null)));
        Assert.Empty(form.FindAll("textarea, b"));
        Assert.Equal(["Come with us.", "Bring a torch.", "A report about a march."], form.FindAll(".reading li").Select(line => line.TextContent));
        Assert.Equal(["Text", "Breaks it", "Look twice"], form.FindAll(".reading h3").Select(heading => heading.TextContent));
    }

    [Fact]
    public void Examples_beyond_their_limit_are_refused()
    {
        var draft = new PolicyVersion { PlatformId = 1, PolicyKey = "p", Version = 2, State = PolicyVersionState.Draft, Text = "x", BankIds = [], Examples = [], EdgeCases = [], AllowedActions = [], Threshold = 0.5, TargetMinutes = 1, EnoughExhibits = 1 };
        var content = File().Shown.Content;
        Assert.Equal(PolicyRules.Examples, Assert.Throws<Domain.RuleBrokenException>(() => (content with { Examples = [.. Enumerable.Repeat("one", 51)] }).WriteTo(draft)).Rule);
        Assert.Equal(PolicyRules.EdgeCases, Assert.Throws<Domain.RuleBrokenException>(() => (content with { EdgeCases = [new('x', 1_001)] }).WriteTo(draft)).Rule);
    }
}
