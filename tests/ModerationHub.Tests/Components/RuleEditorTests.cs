using System.Globalization;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Detection.Rules;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Rules;

namespace ModerationHub.Tests.Components;

public class RuleEditorTests : ConsoleTest
{
    const string Hostile = "<img src=x onerror=alert(1)>";

    static readonly PolicyRule Lanterns = new(new Guid(1, 0, 0, new byte[8]).ToString(), Hostile, 0.6, new GroupCondition(GroupKind.All,
    [
        new FieldCondition("post.text", RuleField.Contains, RuleValue.Of("the lantern walks north")),
        new GroupCondition(GroupKind.None, [new FieldCondition("account.verified", RuleField.Is, RuleValue.Of(true))]),
        new CountCondition("24h", 3, new GroupCondition(GroupKind.Any, [new FieldCondition("post.hashtag", RuleField.Is, RuleValue.Of("emberdawn"))])),
    ]));

    VersionContent? sent;
    string? answer;

    static PolicyFile File(PolicyVersionState state, bool manages, params PolicyRule[] rules) => new("p", "Policy", Severity.High, [new(2, state, null, null, "Osprey", null, null)],
        new VersionFile(2, state, 7, new VersionContent { Text = "Do not.", Threshold = 0.7, TargetMinutes = 60, EnoughExhibits = 3, AllowedActions = ["Suspend"], Rules = rules }, 1, "Osprey", null, null, null, null, null, null, false),
        [], 0, 0, manages);

    IRenderedComponent<RulesView> Show(PolicyVersionState state = PolicyVersionState.Draft, bool manages = true, params PolicyRule[] rules) => Render<RulesView>(p => p
        .Add(v => v.File, File(state, manages, rules)).Add(v => v.OnSave, content => { sent = content; return Task.FromResult(answer); }));

    [Fact]
    public void A_rule_is_written_row_by_row_and_sent_typed()
    {
        var view = Show();
        view.Find("#add-rule").Click();
        view.Find("#rules-0-name").Input("Lantern sayings of young accounts");
        view.Find("#rules-0-weight").Input("0.7");
        view.Find("#rules-0-when-all-0-value").Input("the lantern walks north");
        view.Find("#rules-0-when-add").Click();
        view.Find("#rules-0-when-all-1-field").Change("account.age_days");
        Assert.Equal(["At least", "At most"], view.Find("#rules-0-when-all-1-op").Children.Select(o => o.TextContent), StringComparer.OrdinalIgnoreCase);
        view.Find("#rules-0-when-all-1-op").Change(RuleField.AtMost);
        view.Find("#rules-0-when-all-1-value").Input("7");
        view.Find("#rules-0-when-add-group").Click();
        view.Find("#rules-0-when-all-2-kind").Change(nameof(GroupKind.None));
        view.Find("#rules-0-when-all-2-none-0-field").Change("post.is_repost");
        view.Find("#rules-0-when-all-2-none-0-value").Change("false");
        Assert.Contains("Not saved yet.", view.Markup, StringComparison.Ordinal);
        view.Find("form").Submit();

        var rule = Assert.Single(sent!.Rules);
        Assert.Equal(("Lantern sayings of young accounts", 0.7), (rule.Name, rule.Weight));
        Assert.Equal("""{"all":[{"field":"post.text","op":"contains","value":"the lantern walks north"},{"field":"account.age_days","op":"at_most","value":7},{"none":[{"field":"post.is_repost","op":"is","value":false}]}]}""", RuleJson.Write(rule.When));
        Assert.Equal("Do not.", sent.Text);
        Assert.DoesNotContain("Not saved yet.", view.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_said_beside_its_row_as_it_is_typed_and_nothing_is_sent()
    {
        var view = Show(rules: Lanterns);
        view.Find("#rules-0-when-all-0-op").Change(RuleField.Matches);
        Assert.Empty(view.FindAll("[aria-invalid]"));
        view.Find("#rules-0-when-all-0-value").Input("the (lantern");
        Assert.StartsWith("This is no regular expression", view.Find("#rules-0-when-all-0-error").TextContent, StringComparison.Ordinal);
        Assert.Equal("rules-0-when-all-0-error", view.Find("#rules-0-when-all-0-value").GetAttribute("aria-describedby"));
        view.Find("#rules-0-when-all-0-value").Input("the lantern(?= walks)");
        Assert.StartsWith("A pattern cannot look ahead", view.Find("#rules-0-when-all-0-error").TextContent, StringComparison.Ordinal);
        view.Find("form").Submit();
        Assert.Null(sent);
        Assert.Equal("Something is marked in the rules: mend it, then save.", view.Find("p[role=alert]").TextContent);
        view.Find("#rules-0-when-all-0-value").Input("the lanterns? walks?");
        Assert.Empty(view.FindAll("[aria-invalid], p[role=alert]"));
        view.Find("form").Submit();
        Assert.Single(sent!.Rules);
    }

    [Fact]
    public void A_rule_of_what_an_account_is_like_alone_is_refused_with_the_reason_at_its_group()
    {
        var view = Show();
        view.Find("#add-rule").Click();
        // Nobody wrote yet, so nothing is called missing.
        Assert.Empty(view.FindAll("[aria-invalid], .error"));
        view.Find("#rules-0-name").Input("Young accounts");
        view.Find("#rules-0-when-all-0-field").Change("account.age_days");
        view.Find("#rules-0-when-all-0-value").Input("7");
        Assert.StartsWith("This rule could be met without anything that the account says or does", view.Find("#rules-0-when-error").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_are_written_with_the_posts_that_count_and_rows_go_again()
    {
        var view = Show(rules: Lanterns);
        Assert.Equal("3", view.Find("#rules-0-when-all-2-value").GetAttribute("value"));
        Assert.Equal("emberdawn", view.Find("#rules-0-when-all-2-count-of-any-0-value").GetAttribute("value"));
        Assert.DoesNotContain(view.FindAll("#rules-0-when-all-2-count-of-any-0-field option"), o => o.GetAttribute("value")!.StartsWith("account.", StringComparison.Ordinal) || o.GetAttribute("value") == "count");
        view.Find("#rules-0-when-all-2-value").Input("300");
        Assert.Equal("A count is a whole number from 2 to 30.", view.Find("#rules-0-when-all-2-error").TextContent);
        view.Find("#rules-0-when-all-2-value").Input("4");
        view.Find("#rules-0-when-all-2-within").Change("7d");
        view.FindAll("button").Single(b => b.GetAttribute("aria-label") == "Take out Text of the post").Click();
        view.Find("form").Submit();
        Assert.Equal("""{"all":[{"none":[{"field":"account.verified","op":"is","value":true}]},{"count":{"within":"7d","at_least":4,"of":{"any":[{"field":"post.hashtag","op":"is","value":"emberdawn"}]}}}]}""", RuleJson.Write(sent!.Rules[0].When));
        view.FindAll("button").Single(b => b.TextContent == "Remove the rule").Click();
        view.Find("form").Submit();
        Assert.Empty(sent.Rules);
    }

    [Fact]
    public void A_rule_that_is_read_again_is_written_the_same() =>
        Assert.Equal(RuleJson.Write([Lanterns]), RuleJson.Write([RuleForm.Of(Lanterns).ToRule()]));

    [Fact]
    public void What_stood_in_the_way_is_said_and_what_was_typed_stays()
    {
        answer = "Only a draft can be changed; take it back first.";
        var view = Show(rules: Lanterns);
        view.Find("#rules-0-when-all-0-value").Input("the lantern walks south");
        view.Find("form").Submit();
        Assert.Equal(answer, view.Find("p[role=alert]").TextContent);
        Assert.Equal("the lantern walks south", view.Find("#rules-0-when-all-0-value").GetAttribute("value"));
    }

    [Theory, InlineData(PolicyVersionState.Live, true), InlineData(PolicyVersionState.Draft, false)]
    public void Whoever_only_reads_reads_words_and_names_are_text(PolicyVersionState state, bool manages)
    {
        var view = Show(state, manages, Lanterns);
        Assert.Empty(view.FindAll("button, input, select, img"));
        Assert.Contains(Hostile, view.Find("h3").TextContent, StringComparison.Ordinal);
        Assert.Equal(["all of these hold", "Text of the post contains the words “\u2068the lantern walks north\u2069”", "none of these holds", "Is verified: Yes", "at least 3 posts within a day of which", "at least one of these holds", "Hashtag of the post is “\u2068emberdawn\u2069”"],
            view.FindAll("article > span, li > span").Select(s => s.TextContent));
    }

    [Fact]
    public void Differences_say_rules_in_words()
    {
        var before = File(PolicyVersionState.Live, true, Lanterns).Shown.Content;
        var after = before with { Rules = [Lanterns with { Weight = 0.8 }, new PolicyRule(new Guid(2, 0, 0, new byte[8]).ToString(), "Second", 0.5, (GroupCondition)Lanterns.When)] };
        var differences = VersionDifferences.Of(before, [], after, []);
        Assert.Equal(2, differences.Fields.Count);
        Assert.True(VersionDifferences.Of(before, [], before with { Rules = [.. before.Rules] }, []).IsEmpty);
        var view = Render<DifferencesView>(p => p.Add(v => v.Differences, differences));
        var rows = view.FindAll("tbody tr");
        Assert.StartsWith($"“\u2068{Hostile}\u2069” · strength 0.6\nall of these hold\n\u2003Text of the post contains the words", rows[0].Children[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("strength 0.8", rows[0].Children[2].TextContent, StringComparison.Ordinal);
        Assert.Equal("", rows[1].Children[1].TextContent);
        Assert.Empty(view.FindAll("img"));
    }

    [Fact]
    public void Whatever_is_found_wrong_is_said_in_Arabic()
    {
        var L = Services.GetRequiredService<IStringLocalizer<Strings>>();
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ar");
        try
        {
            Assert.True(RuleFaults.All.Count > 30);
            Assert.DoesNotContain(RuleFaults.All, fault => L[fault.Sentence].ResourceNotFound);
            Assert.DoesNotContain(RuleField.All, field => RuleWords.Field(field.Key, L) == field.Key);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
