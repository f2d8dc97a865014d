using Bunit;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Features.Policies.Breaker;
using ModerationHub.Features.Policies.Recounts;

namespace ModerationHub.Tests.Components;

public class PolicyViewTests : ConsoleTest
{
    const string Hostile = "<img src=x onerror=alert(1)>";

    static PolicyFile File(PolicyVersionState state, bool mine = false, bool manages = true) => new("p", "Policy", Severity.High,
        [new(2, state, null, null, "Osprey", null, null), new(1, PolicyVersionState.Live, Now, null, null, null, null)],
        new VersionFile(2, state, 7, new VersionContent { Text = "Do not.", Threshold = 0.7, TargetMinutes = 60, EnoughExhibits = 3 }, 1, "Osprey", null, Hostile, null, null, null, null, mine),
        [new VersionTerm(new Guid(1, 0, 0, new byte[8]), TermKind.Hashtag, "thistlerises", "en", 0.7, false), new VersionTerm(new Guid(2, 0, 0, new byte[8]), TermKind.Phrase, Hostile, null, 0.5, true)], 2, 2, manages);

    IRenderedComponent<VersionSteps> Steps(PolicyFile file, Action<bool>? reviewed = null) => Render<VersionSteps>(p => p
        .Add(s => s.File, file).Add(s => s.OnBegin, () => Task.CompletedTask).Add(s => s.OnMove, (_, _) => Task.CompletedTask)
        .Add(s => s.OnReview, (approved, _) => { reviewed?.Invoke(approved); return Task.CompletedTask; })
        .Add(s => s.OnPublish, _ => Task.CompletedTask).Add(s => s.OnBringBack, _ => Task.CompletedTask));

    [Fact]
    public void Only_somebody_who_did_not_write_is_offered_to_approve()
    {
        Assert.DoesNotContain("Approve", Steps(File(PolicyVersionState.InReview, mine: true)).FindAll("button").Select(b => b.TextContent));
        bool? said = null;
        Steps(File(PolicyVersionState.InReview), approved => said = approved).FindAll("button").Single(b => b.TextContent == "Approve").Click();
        Assert.True(said);
    }

    [Fact]
    public void A_recount_that_was_given_up_says_why_as_text_and_leads_start_it_again()
    {
        var recount = new GivenUpRecount(new Guid(3, 0, 0, new byte[8]), "p", "Policy", 2, Now, 400, Hostile);
        GivenUpRecount? restarted = null;
        IRenderedComponent<RecountsNotice> Notice(bool manages) => Render<RecountsNotice>(p => p.Add(n => n.Recounts, [recount]).Add(n => n.MayManage, manages)
            .Add(n => n.OnRestart, r => { restarted = r; return Task.CompletedTask; }));
        var notice = Notice(manages: true);
        Assert.Contains("Earlier posts were not counted: Policy, version 2", notice.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Contains($"{Hostile} · 400 accounts were looked at again", notice.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        notice.Find("button").Click();
        Assert.Equal(recount, restarted);
        Assert.Empty(Notice(manages: false).FindAll("button"));
    }

    [Fact]
    public void Whoever_decides_is_warned_of_a_backtest_that_is_missing_or_old()
    {
        foreach (var state in new[] { PolicyVersionState.InReview, PolicyVersionState.Approved })
        {
            var file = File(state);
            string? Warned(BacktestStanding tested) => Steps(file with { Shown = file.Shown with { Tested = tested } }).FindAll("[role=alert]").SingleOrDefault()?.TextContent;
            Assert.Contains("No backtest", Warned(BacktestStanding.None));
            Assert.Contains("older than the draft", Warned(BacktestStanding.Outdated));
            Assert.Null(Warned(BacktestStanding.Current));
        }
    }

    [Fact]
    public void Beside_publishing_it_is_said_where_the_breaker_knows_too_little()
    {
        var file = File(PolicyVersionState.Approved);
        string Said(ShortHistory? unwatched) => string.Join("|", Steps(file with { Shown = file.Shown with { Unwatched = unwatched } }).FindAll("p.warning:not([role])").Select(p => p.TextContent));
        Assert.Equal("", Said(null));
        Assert.Contains("stops only terms that the backtest called too broad", Said(new ShortHistory(true, ["ar"])), StringComparison.Ordinal);
        Assert.Contains("too few posts in these languages to know what is usual there: Arabic, Turkish.", Said(new ShortHistory(false, ["ar", "tr"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_only_reads_is_offered_nothing_and_reasons_are_text()
    {
        foreach (var state in Enum.GetValues<PolicyVersionState>())
        {
            var steps = Steps(File(state, manages: false));
            Assert.Empty(steps.FindAll("button, input, img"));
            Assert.Contains(Hostile, steps.Find("p span").TextContent);
        }
    }

    [Fact]
    public void Terms_are_text_and_hashtags_carry_their_sign()
    {
        var view = Render<TermsView>(p => p.Add(t => t.File, File(PolicyVersionState.Draft)).Add(t => t.OnSearch, (_, _) => { }).Add(t => t.OnPage, _ => { })
            .Add(t => t.OnPut, (_, _) => Task.FromResult<string?>(null)));
        Assert.Equal(["#thistlerises", Hostile], view.FindAll("td bdi[dir=auto]").Select(b => b.TextContent));
        Assert.Empty(view.FindAll("img"));
    }

    [Fact]
    public void What_stands_in_the_way_of_a_term_is_said_at_its_field_and_the_entry_stays()
    {
        TermEntry? sent = null;
        var view = Render<TermsView>(p => p.Add(t => t.File, File(PolicyVersionState.Draft)).Add(t => t.OnSearch, (_, _) => { }).Add(t => t.OnPage, _ => { })
            .Add(t => t.OnPut, (_, entry) => { sent = entry; return Task.FromResult<string?>(entry!.Text.Length < 2 ? "Too short." : null); }));
        view.Find("#term-text").Input("x");
        view.Find("form.add").Submit();
        Assert.Equal("Too short.", view.Find("#term-text-error").TextContent);
        Assert.Equal("x", view.Find("#term-text").GetAttribute("value"));
        view.Find("#term-text").Input("the lantern");
        view.Find("form.add").Submit();
        Assert.Equal("the lantern", sent!.Text);
        Assert.Empty(view.FindAll("#term-text-error"));
    }

    [Theory]
    [InlineData("term_language", "language")]
    [InlineData("term_weight", "weight")]
    [InlineData("term_hashtag", "text")]
    public void A_rule_about_language_or_strength_is_said_at_that_field(string code, string field)
    {
        var sentence = ((Domain.Rule[])[PolicyRules.TermLanguage, PolicyRules.TermWeight, PolicyRules.TermHashtag]).Single(rule => rule.Code == code).Sentence;
        var view = Render<TermsView>(p => p.Add(t => t.File, File(PolicyVersionState.Draft)).Add(t => t.OnSearch, (_, _) => { }).Add(t => t.OnPage, _ => { })
            .Add(t => t.OnPut, (_, _) => Task.FromResult<string?>(sentence)));
        view.Find("form.add").Submit();

        Assert.Equal(sentence, Assert.Single(view.FindAll(".error")).TextContent);
        Assert.Equal(sentence, view.Find($"#term-{field}-error").TextContent);
        Assert.Equal("true", view.Find($"#term-{field}").GetAttribute("aria-invalid"));
    }

    [Fact]
    public void A_stopped_term_names_its_cases_and_only_leads_decide()
    {
        StoppedTerm stop = new(new Guid(3, 0, 0, new byte[8]), 1, "p", Hostile, "ar", TermStopState.Stopped, Now, 400, 0.2, 0.001,
            [new TouchedCase(new Guid(4, 0, 0, new byte[8]), "acct-9", CaseState.Open), new TouchedCase(new Guid(5, 0, 0, new byte[8]), null, CaseState.Escalated)], Unread: 3);
        (bool Resume, string Reason)? said = null;
        IRenderedComponent<StopsNotice> Notice(bool manages) => Render<StopsNotice>(p => p.Add(n => n.Stops, [stop]).Add(n => n.MayManage, manages)
            .Add(n => n.OnDecide, (_, resume, reason) => { said = (resume, reason); return Task.CompletedTask; }));
        Assert.Empty(Notice(false).FindAll("button"));
        var notice = Notice(true);
        Assert.Empty(notice.FindAll("img"));
        Assert.Equal("/cases/00000004-0000-0000-0000-000000000000", notice.Find("li a").GetAttribute("href"));
        Assert.Equal("A case of the sealed lane", notice.FindAll("li a")[1].TextContent.Trim());
        Assert.Contains("20.00 % of the Arabic posts", notice.Markup, StringComparison.Ordinal);
        Assert.StartsWith("3 more cases", notice.Find("p.warning").TextContent, StringComparison.Ordinal);
        notice.Find("input").Change("A real wave");
        notice.FindAll("button")[0].Click();
        Assert.Equal((true, "A real wave"), said);
    }
}
