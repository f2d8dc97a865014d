using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Components.Controls;
using ModerationHub.Components.Keys;
using ModerationHub.Components.Layout;
using ModerationHub.Domain;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Accounts;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Banks;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Live;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Breaker;
using ModerationHub.Features.Policies.Recounts;
using ModerationHub.Features.Shield;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security.ApiKeys;
using ModerationHub.Tests.Components;
using Npgsql;

namespace ModerationHub.Tests.Pages;

/// <summary>Answers come in another order than they were asked for, and people do not wait for them.</summary>
public class OvertakenTests : PageTest
{
    static DecisionRow Decided(string handle) => new(Guid.CreateVersion7(Now), Guid.CreateVersion7(Now), "a1", handle, Now, "Heron", "violent-extremism", 1, DecisionState.Final, [ActionKind.Suspend], null, "Calls for violence.", "en", 1, 1, null, false);

    void Lists() => Runner.Answer<AuditChoices>(new AuditChoiceLists(["Heron"], [], [])).Answer<CountNotApplied>(0);

    static void Submit(IRenderedComponent<AuditPage> page, string words)
    {
        page.Find("#q").Change(words);
        page.Find("form[role=search]").Submit();
    }

    [Fact]
    public void The_search_asked_for_last_is_shown_whichever_answers_last()
    {
        Lists();
        var everything = Runner.Hold<SearchAudit>();
        var page = Render<AuditPage>();
        var filtered = Runner.Hold<SearchAudit>();
        Submit(page, "torch");
        filtered.SetResult(new AuditPageOf([Decided("torch")], null));
        page.WaitForAssertion(() => Assert.Contains("@torch", page.Find("tbody").TextContent, StringComparison.Ordinal));
        everything.SetResult(new AuditPageOf([Decided("lantern"), Decided("ferry")], null));

        page.Render();
        Assert.Equal(2, Runner.Ran.Count(ran => ran == typeof(SearchAudit)));
        Assert.Contains("@torch", Assert.Single(page.FindAll("tbody tr")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_that_may_not_be_read_or_does_not_come_leaves_the_list_where_it_is()
    {
        Lists();
        var (open, shut) = (Decided("torch"), Decided("lantern"));
        Runner.Answer<SearchAudit>(new AuditPageOf([open, shut], null)).Refuse<ReadDecision>(new NotPermittedException(Domain.People.Permission.ReadSealedLane));
        Navigation.NavigateTo($"/audit?decision={shut.Id}");
        var page = Render<AuditPage>();
        Assert.Equal("This decision lies in the sealed lane.", page.Find("aside.pane [role=alert]").TextContent);
        Assert.Equal(2, page.FindAll("tbody tr").Count);
        Assert.Equal(["false", "true"], page.FindAll("tbody .opens").Select(button => button.GetAttribute("aria-pressed")));

        Runner.Refuse<ReadDecision>(new NpgsqlException("gone"));
        page.FindAll("tbody .opens")[0].Click();
        Assert.Contains("The database did not answer", page.Find("aside.pane").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, page.FindAll("tbody tr").Count);
    }

    [Fact]
    public void A_check_that_the_database_does_not_answer_is_a_sentence()
    {
        Lists();
        Runner.Answer<SearchAudit>(new AuditPageOf([], null)).Refuse<VerifyAudit>(new NpgsqlException("gone"));
        var page = Render<AuditPage>();
        page.FindAll("button").Single(button => button.TextContent == "Check integrity").Click();
        Assert.Contains("The database did not answer", page.Find("header [role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_in_the_dialog_does_not_wait_there_for_the_next_decision()
    {
        Lists();
        var row = Decided("torch");
        Runner.Answer<SearchAudit>(new AuditPageOf([row], null)).Answer<ReadDecision>(Decisions.File(id: row.Id)).Refuse<Features.Enforcement.OverturnDecision>(new RuleBrokenException(DecisionRules.OwnDecision));
        Navigation.NavigateTo($"/audit?decision={row.Id}");
        var page = Render<AuditPage>();
        page.Find("aside.pane footer button").Click();
        page.Find("#overturn-reason").Input("It was reporting.");
        page.Find("#overturn").Submit();
        Assert.Single(page.FindAll("#overturn > [role=alert]"));
        page.FindAll("#overturn button").Single(button => button.TextContent == "Keep it").Click();
        page.Find("aside.pane footer button").Click();
        Assert.Empty(page.FindAll("#overturn > [role=alert]"));
    }

    static BankFile Bank(string id) => new(id, "Bank " + id, BankKind.Urls, [], [], 0, 0, true);

    [Fact]
    public void While_another_bank_is_read_the_former_one_can_no_longer_be_changed_and_a_late_one_does_not_return()
    {
        Runner.Answer<ListBanks>(Array.Empty<BankLine>()).Answer<ReadPolicies>(Array.Empty<PolicyLine>()).Answer<ReadBank>(Bank("a"));
        var page = Render<BanksPage>(p => p.Add(c => c.Key, "a"));
        Assert.Single(page.FindAll("details.change"));
        var (second, third) = (Runner.Hold<ReadBank>(), Runner.Hold<ReadBank>());
        page.Render(p => p.Add(c => c.Key, "b"));
        Assert.Empty(page.FindAll("details.change"));
        page.Render(p => p.Add(c => c.Key, "c"));
        third.SetResult(Bank("c"));
        second.SetResult(Bank("b"));
        page.WaitForAssertion(() => Assert.Equal("Bank c", page.Find("section.file h2").TextContent));
    }

    static AccountFile Account(string id) => new()
    {
        Profile = new ProfileEvidence { Id = id, Handle = "torch", CreatedAt = Now.AddDays(-30), State = Domain.Accounts.AccountState.Active },
        IsStub = false, FirstSeenAt = Now.AddDays(-30), ScoredPosts = 4, Sealed = false, Erasures = [], Decisions = [], Strikes = 0, Reports = 0, Cases = [],
        Posts = [Post(id + "-1")], MorePosts = true,
    };

    static AccountPost Post(string id) => new(id, Now, id, "en", null, null, null, null, [], []);

    static IElement Older(IRenderedComponent<AccountPage> page) => page.FindAll("button").Single(button => button.TextContent == "Show older posts");

    [Fact]
    public void Older_posts_are_read_once_and_never_under_another_account()
    {
        Runner.Answer<ReadShield>(new AccountShield(null, [])).Answer<ReadAccount>(Account("a1"));
        var page = Render<AccountPage>(p => p.Add(c => c.Key, "a1"));
        var older = Runner.Hold<ReadAccountPosts>();
        Older(page).Click();
        Older(page).Click();
        Assert.Single(Runner.Ran, typeof(ReadAccountPosts));

        Runner.Answer<ReadAccount>(Account("a2"));
        page.Render(p => p.Add(c => c.Key, "a2"));
        older.SetResult(new AccountPostPage([Post("a1-0")], false));
        page.Render();
        Assert.Equal(["a2-1"], page.FindAll("article.post .text").Select(text => text.TextContent));
        Assert.Single(page.FindAll("button"), button => button.TextContent == "Show older posts");
    }

    [Fact]
    public void A_key_is_issued_once_however_often_the_button_is_pressed()
    {
        Runner.Answer<ListApiKeys>(Array.Empty<KeyRow>());
        var page = Render<KeysPage>();
        page.Find("#name").Change("importer");
        var issued = Runner.Hold<IssueApiKey>();
        page.Find("form").Submit();
        page.Find("form").Submit();
        issued.SetResult(new IssuedApiKey(Guid.CreateVersion7(Now), "importer", [], "the first secret"));

        page.WaitForAssertion(() => Assert.Equal("the first secret", page.Find(".secret code").TextContent));
        Assert.Single(Runner.Ran, typeof(IssueApiKey));
    }

    static PolicyFile Draft() => new("p", "Policy", Severity.High, [new(1, PolicyVersionState.Draft, null, null, "Osprey", null, null)],
        new VersionFile(1, PolicyVersionState.Draft, 7, new VersionContent { Text = "Do not.", Threshold = 0.7, TargetMinutes = 60, EnoughExhibits = 3 }, null, "Osprey", null, null, null, null, null, null, false),
        [new VersionTerm(new Guid(1, 0, 0, new byte[8]), TermKind.Phrase, "lantern", "en", 0.7, false), new VersionTerm(new Guid(2, 0, 0, new byte[8]), TermKind.Phrase, "ferry", "en", 0.7, false)], 2, 2, true);

    [Fact]
    public void What_is_typed_while_a_term_or_a_draft_is_saved_stays_and_is_said_not_to_be_saved()
    {
        TaskCompletionSource<string?> saved = new();
        var terms = Render<TermsView>(p => p.Add(t => t.File, Draft()).Add(t => t.OnSearch, (_, _) => { }).Add(t => t.OnPage, _ => { }).Add(t => t.OnPut, (_, _) => saved.Task));
        terms.Find("#term-text").Input("copper whistle");
        terms.Find("form.add").Submit();
        terms.Find("#term-text").Input("silver whistle");
        saved.SetResult(null);
        terms.WaitForAssertion(() => Assert.Equal("Not saved yet.", terms.Find("form.add [role=status]").TextContent));
        Assert.Equal("silver whistle", terms.Find("#term-text").GetAttribute("value"));

        saved = new();
        var form = Render<VersionForm>(p => p.Add(f => f.File, Draft()).Add(f => f.OnSave, _ => saved.Task));
        form.Find("#policy-text").Input("Neither.");
        form.Find("form").Submit();
        form.Find("#policy-text").Input("Neither this.");
        saved.SetResult(null);
        form.WaitForAssertion(() => Assert.Equal("Not saved yet.", form.Find("[role=status]").TextContent));
        Assert.Equal("Neither this.", form.Find("#policy-text").GetAttribute("value"));
    }

    [Fact]
    public void Each_field_of_a_term_is_unsaved_and_a_half_typed_one_is_not_replaced()
    {
        var view = Render<TermsView>(p => p.Add(t => t.File, Draft()).Add(t => t.OnSearch, (_, _) => { }).Add(t => t.OnPage, _ => { }).Add(t => t.OnPut, (_, _) => Task.FromResult<string?>(null)));
        view.FindAll("td button")[0].Click();
        Assert.Equal("", view.Find("form.add [role=status]").TextContent);
        view.Find("#term-weight").Input("0.9");
        Assert.Equal("Not saved yet.", view.Find("form.add [role=status]").TextContent);
        view.FindAll("td button")[2].Click();
        Assert.Equal(("lantern", "0.9"), (view.Find("#term-text").GetAttribute("value"), view.Find("#term-weight").GetAttribute("value")));
        Assert.Contains("half typed", view.Find("form.add [role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_searched_for_among_terms_and_links_stands_in_no_address()
    {
        Runner.Answer<ReadPolicies>(Array.Empty<PolicyLine>()).Answer<ReadGivenUpRecounts>(Array.Empty<GivenUpRecount>()).Answer<ReadTermStops>(Array.Empty<StoppedTerm>()).Answer<ReadPolicy>(Draft());
        var policies = Render<PoliciesPage>(p => p.Add(c => c.Key, "p"));
        policies.Find("#find-term").Change("lantern");
        policies.Find("form[role=search]").Submit();
        Assert.Equal("lantern", Navigation.HistoryEntryState);
        policies.WaitForAssertion(() => Assert.Equal(2, Runner.Ran.Count(ran => ran == typeof(ReadPolicy))));

        Runner.Answer<ListBanks>(Array.Empty<BankLine>()).Answer<ReadBank>(Bank("a"));
        var banks = Render<BanksPage>(p => p.Add(c => c.Key, "a"));
        banks.Find("#find-link").Change("ferry.example");
        banks.Find("form[role=search]").Submit();
        Assert.Equal("ferry.example", Navigation.HistoryEntryState);
        banks.WaitForAssertion(() => Assert.Equal(2, Runner.Ran.Count(ran => ran == typeof(ReadBank))));
        Assert.DoesNotContain("q=", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_that_comes_live_takes_no_sentence_away()
    {
        Runner.Answer<ReadPolicies>(Array.Empty<PolicyLine>()).Answer<ReadGivenUpRecounts>(Array.Empty<GivenUpRecount>()).Answer<ReadTermStops>(Array.Empty<StoppedTerm>()).Refuse<ReadPolicy>(new RuleBrokenException(Rule));
        var page = Render<PoliciesPage>(p => p.Add(c => c.Key, "p"));
        Assert.Equal(Rule.Sentence, page.Find("[role=alert] p").TextContent);
        Services.GetRequiredService<LiveFeed>().Announce([new LiveEvent { PlatformId = 1, Id = Guid.CreateVersion7(Now), At = Now, Kind = LiveKind.TermStopped, SubjectId = Guid.CreateVersion7(Now) }]);
        Clock.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Contains(typeof(ReadTermStops), Runner.Ran));
        page.Render();
        Assert.Equal(Rule.Sentence, page.Find("[role=alert] p").TextContent);
    }

    [Fact]
    public void The_second_click_of_a_double_click_confirms_nothing()
    {
        var done = 0;
        var button = Render<ConfirmButton>(p => p.Add(c => c.Text, "Revoke").Add(c => c.OnConfirmed, () => done++));
        button.Find("button").Click(new MouseEventArgs { Detail = 1 });
        button.Find("button").Click(new MouseEventArgs { Detail = 2 });
        Assert.Equal(0, done);
        Assert.Equal("Press again to do it: Revoke", button.Find("[aria-live]").TextContent);
        button.Find("button").Click(new MouseEventArgs { Detail = 1 });
        Assert.Equal(1, done);
    }

    [Fact]
    public void Enter_before_the_palette_has_searched_goes_once_it_has_and_not_after_it_was_closed()
    {
        List<(TaskCompletionSource<IReadOnlyList<PaletteItem>> Found, CancellationToken Token)> asked = [];
        var went = 0;
        var palette = Render<CommandPalette>(p => p.Add(c => c.Open, true).Add(c => c.Items, []).Add(c => c.Search, (_, token) =>
        {
            asked.Add((new(), token));
            return asked[^1].Found.Task;
        }));
        PaletteItem torch = new("@torch", null, () => Task.FromResult(++went));
        palette.Find("input").Input("torch");
        palette.Find("input").KeyDown(Key.Enter);
        Assert.Equal(0, went);
        asked[0].Found.SetResult([torch]);
        palette.WaitForAssertion(() => Assert.Equal(1, went));

        palette.Find("input").Input("torche");
        palette.Find("input").KeyDown(Key.Enter);
        palette.Render(p => p.Add(c => c.Open, false));
        Assert.True(asked[1].Token.IsCancellationRequested);
        asked[1].Found.SetResult([torch]);
        palette.Render(p => p.Add(c => c.Open, false));
        Assert.Equal(1, went);
    }
}
