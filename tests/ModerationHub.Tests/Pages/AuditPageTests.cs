using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Appeals;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Live;
using ModerationHub.Tests.Components;
using Npgsql;

namespace ModerationHub.Tests.Pages;

public class AuditPageTests : PageTest
{
    static readonly Guid Id = Guid.CreateVersion7(Now);
    static readonly DecisionRow Row = new(Id, Guid.CreateVersion7(Now), "a1", "torch", Now, "Heron", "violent-extremism", 1, DecisionState.Final, [ActionKind.Suspend], null, "Calls for violence.", "en", 1, 1, null, false);

    public AuditPageTests() => Runner.Answer<AuditChoices>(new AuditChoiceLists(["Heron"], [("violent-extremism", "Violent extremism")], ["ar"])).Answer<CountNotApplied>(0);

    [Fact]
    public void What_the_platform_has_not_applied_is_counted_found_and_explained_in_its_words()
    {
        Runner.Answer<SearchAudit>(new AuditPageOf([Row with { NotApplied = true }], null)).Answer<CountNotApplied>(2).Answer<ReadDecision>(Decisions.File(id: Id) with
        {
            NotAppliedAt = Now, Enforcement = [new(ActionKind.Suspend, null, EnforcementState.Refused, Now, "<b>no such account")],
        });
        var page = Render<AuditPage>();
        Assert.Contains("2 decisions are not applied by the platform.", page.Find(".unapplied").TextContent, StringComparison.Ordinal);
        Assert.Contains("not applied", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        page.Find(".unapplied button").Click();
        Assert.EndsWith("/?state=not_applied", Navigation.Uri, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".unapplied"));

        page.Find("tbody button").Click();
        var drawer = page.Find("aside.pane");
        Assert.Contains("the platform said so", drawer.QuerySelector(".alarm")!.TextContent, StringComparison.Ordinal);
        foreach (var told in (string[])["On the platform", "refused", "<b>no such account"])
            Assert.Contains(told, drawer.TextContent, StringComparison.Ordinal);
        Assert.Empty(drawer.QuerySelectorAll("b"));
    }

    [Fact]
    public void The_count_of_what_is_not_applied_follows_without_a_reload()
    {
        Runner.Answer<SearchAudit>(new AuditPageOf([Row], null));
        var page = Render<AuditPage>();
        Assert.Empty(page.FindAll(".unapplied"));
        Runner.Answer<CountNotApplied>(1);
        Services.GetRequiredService<LiveFeed>().Announce([new LiveEvent { PlatformId = 1, Id = Guid.CreateVersion7(Now), At = Now, Kind = LiveKind.EnforcementChanged, SubjectId = Id }]);
        Clock.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Contains("1 decision is not applied by the platform.", page.Find(".unapplied").TextContent, StringComparison.Ordinal));
        Assert.Equal(1, Runner.Ran.Count(handler => handler == typeof(SearchAudit)));
    }

    [Fact]
    public void A_filter_that_is_half_filled_in_outlives_what_the_page_renders_meanwhile()
    {
        Runner.Answer<SearchAudit>(new AuditPageOf([Row], null));
        var page = Render<AuditPage>();
        page.Find("#q").Change("Calls");
        page.Find("#reviewer").Change("Heron");
        Runner.Answer<CountNotApplied>(1);
        Services.GetRequiredService<LiveFeed>().Announce([new LiveEvent { PlatformId = 1, Id = Guid.CreateVersion7(Now), At = Now, Kind = LiveKind.EnforcementChanged, SubjectId = Id }]);
        Clock.Advance(TimeSpan.FromSeconds(1));
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".unapplied")));

        page.Find("form.filters").Submit();
        Assert.EndsWith("/?reviewer=Heron", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("Calls", Navigation.HistoryEntryState);
        page.FindAll("form.filters button").Single(button => button.TextContent == "Clear").Click();
        Assert.DoesNotContain("reviewer", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal(["", ""], [page.Find("#q").GetAttribute("value") ?? "", page.Find("#reviewer").GetAttribute("value") ?? ""]);
    }

    [Fact]
    public void Decisions_are_listed_with_who_what_and_state()
    {
        Runner.Answer<SearchAudit>(new AuditPageOf([Row], null));
        var row = Render<AuditPage>().Find("tbody tr");

        foreach (var told in (string[])["Heron", "@torch", "Suspend", "Violent extremism", "in force"])
            Assert.Contains(told, row.TextContent, StringComparison.Ordinal);
    }

    // The zone is the process's: nothing else may run in it.
    [Fact(DisableParallelization = true)]
    public void A_decision_is_found_under_the_day_that_its_row_shows()
    {
        var (zone, evening) = (Environment.GetEnvironmentVariable("TZ"), new DateTimeOffset(2026, 3, 1, 22, 30, 0, TimeSpan.Zero));
        Runner.Answer<SearchAudit>(new AuditPageOf([Row with { DecidedAt = evening }], null));
        try
        {
            Zone("Asia/Riyadh");
            DateOnly day = new(2026, 3, 2);
            Assert.Contains(day.ToString("d MMM yyyy", System.Globalization.CultureInfo.CurrentCulture), Render<AuditPage>().Find("tbody time").TextContent, StringComparison.Ordinal);
            var search = AuditWords.Search(new() { From = day, To = day }, null);
            Assert.InRange(evening, search.From!.Value, search.To!.Value);
            Assert.True(AuditWords.Search(new() { To = day.AddDays(-1) }, null).To <= evening);
        }
        finally
        {
            Zone(zone);
        }

        static void Zone(string? id)
        {
            Environment.SetEnvironmentVariable("TZ", id);
            TimeZoneInfo.ClearCachedData();
        }
    }

    [Fact]
    public void No_hit_is_said_and_so_is_a_database_that_is_away()
    {
        Runner.Answer<SearchAudit>(new AuditPageOf([], null));
        Assert.Equal("No decision so far.", Render<AuditPage>().Find("p.none").TextContent);
        Navigation.NavigateTo("/audit?reviewer=Heron");
        Assert.Equal("No decision fits these filters.", Render<AuditPage>().Find("p.none").TextContent);

        Runner.Refuse<SearchAudit>(new NpgsqlException("gone"));
        Assert.Contains("The database did not answer", Render<AuditPage>().Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_typed_is_searched_for_and_stands_in_no_address()
    {
        Runner.Answer<SearchAudit>(new AuditPageOf([Row], "older"));
        var page = Render<AuditPage>();
        page.Find("#q").Change("torch");
        page.Find("#policy").Change("violent-extremism");
        page.Find("form[role=search]").Submit();

        Assert.EndsWith("/?policy=violent-extremism", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("torch", page.Find("#q").GetAttribute("value"));
        Assert.Equal(2, Runner.Ran.Count(handler => handler == typeof(SearchAudit)));

        page.FindAll(".pager button")[1].Click();
        Assert.Contains("cursor=older", Navigation.Uri, StringComparison.Ordinal);
        Assert.DoesNotContain("torch", Navigation.Uri, StringComparison.Ordinal);
        Assert.Equal("torch", page.Find("#q").GetAttribute("value"));
    }

    [Fact]
    public void A_text_alone_changes_the_search_although_the_address_stays()
    {
        Runner.Answer<SearchAudit>(new AuditPageOf([Row], null));
        var page = Render<AuditPage>();
        page.Find("#q").Change("torch");
        page.Find("form[role=search]").Submit();

        Assert.Equal("torch", Navigation.HistoryEntryState);
        Assert.Equal(2, Runner.Ran.Count(handler => handler == typeof(SearchAudit)));
        Assert.DoesNotContain("torch", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_opens_beside_the_list_and_is_overturned_with_a_reason()
    {
        Runner.Answer<SearchAudit>(new AuditPageOf([Row], null)).Answer<ReadDecision>(Decisions.File(id: Id)).Answer<OverturnDecision>(new DecisionMade(Guid.CreateVersion7(Now), DecisionState.Final, Now));
        Navigation.NavigateTo($"/audit?decision={Id}");
        var page = Render<AuditPage>();
        page.Find("aside.pane footer button").Click();
        page.Find("#overturn-reason").Input("It was reporting.");
        Runner.Answer<ReadDecision>(Decisions.File(DecisionState.Overturned, Id));
        page.Find("#overturn").Submit();

        Assert.Contains(typeof(OverturnDecision), Runner.Ran);
        Assert.Contains("overturned", page.Find("aside.pane").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("aside.pane footer button"));
    }

    [Fact]
    public void A_refused_overturning_says_why_in_the_dialog()
    {
        Runner.Answer<SearchAudit>(new AuditPageOf([Row], null)).Answer<ReadDecision>(Decisions.File(id: Id)).Refuse<OverturnDecision>(new RuleBrokenException(DecisionRules.OwnDecision));
        Navigation.NavigateTo($"/audit?decision={Id}");
        var page = Render<AuditPage>();
        page.Find("aside.pane footer button").Click();
        page.Find("#overturn-reason").Input("It was reporting.");
        page.Find("#overturn").Submit();

        Assert.Contains(DecisionRules.OwnDecision.Sentence, page.Find("#overturn").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LiveKind.CaseDecided, "decided", "Kestrel", 1)]
    [InlineData(LiveKind.CaseClaimed, CaseStory.Undone, "Kestrel", 1)]
    [InlineData(LiveKind.CaseClaimed, "claimed", "Kestrel", 0)]
    [InlineData(LiveKind.CaseDecided, "decided", "Heron", 0)]
    public void Others_decisions_and_undone_ones_gather_behind_the_pill(LiveKind kind, string state, string by, int pills)
    {
        Runner.Answer<SearchAudit>(new AuditPageOf([Row], null));
        var page = Render<AuditPage>();
        Services.GetRequiredService<LiveFeed>().Announce([new LiveEvent { PlatformId = 1, Id = Guid.CreateVersion7(Now), At = Now, Kind = kind, SubjectId = Row.CaseId, State = state, By = by }]);
        Clock.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Equal(pills, page.FindAll(".flow button").Count));
        if (pills == 0)
            return;
        page.Find(".flow button").Click();
        Assert.Equal(2, Runner.Ran.Count(handler => handler == typeof(SearchAudit)));
        Assert.Single(page.FindAll("tbody tr"));
        Assert.Empty(page.FindAll(".flow button"));
    }
}

public class AppealsPageTests : PageTest
{
    static readonly AppealRow Waiting = new(Guid.CreateVersion7(Now), Guid.CreateVersion7(Now), "a1", "torch", "ar", Now, "Kestrel", Domain.Appeals.AppealState.Open, false, false);

    static AppealFile File() => new(new Domain.Appeals.Appeal
    {
        PlatformId = 1, Id = Waiting.Id, ExternalId = "ap-1", DecisionId = Waiting.DecisionId, AccountId = "a1", Text = "I was reporting.", At = Now, ReceivedAt = Now,
    }, Decisions.File(), true);

    [Fact]
    public void Appeals_are_listed_and_one_s_own_are_marked()
    {
        Runner.Answer<ListAppeals>(new AppealPage([Waiting, Waiting with { Id = Guid.CreateVersion7(Now), Mine = true }], null));
        var rows = Render<AppealsPage>().FindAll("tbody tr");

        Assert.Contains("@torch", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Equal([false, true], rows.Select(row => row.TextContent.Contains("yours", StringComparison.Ordinal)));
    }

    [Fact]
    public void Without_appeals_it_says_so()
    {
        Runner.Answer<ListAppeals>(new AppealPage([], null));
        Assert.Equal("No appeals", Render<AppealsPage>().Find(".empty h1").TextContent);
    }

    [Fact]
    public void An_answer_goes_out_and_the_list_is_read_again()
    {
        Runner.Answer<ListAppeals>(new AppealPage([Waiting], null)).Answer<ReadAppeal>(File());
        Navigation.NavigateTo($"/appeals?appeal={Waiting.Id}");
        var page = Render<AppealsPage>();
        page.Find("#appeal-reason").Input("It calls to violence.");
        Runner.Answer<ListAppeals>(new AppealPage([], null));
        page.FindAll("aside footer button")[0].Click();
        page.FindAll("aside footer button")[0].Click();

        Assert.Equal([typeof(ListAppeals), typeof(ReadAppeal), typeof(AnswerAppeal), typeof(ListAppeals)], Runner.Ran);
        Assert.EndsWith("/appeals", Navigation.Uri, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("aside"));
    }

    [Fact]
    public void What_waits_longest_comes_first_and_the_way_on_leads_to_newer_ones()
    {
        Runner.Answer<ListAppeals>(new AppealPage([Waiting], "next"));
        Assert.Equal(["To the oldest", "Newer"], Render<AppealsPage>().FindAll(".pager button").Select(button => button.TextContent));
        Navigation.NavigateTo("/appeals?answered=true");
        Assert.Equal(["To the newest", "Older"], Render<AppealsPage>().FindAll(".pager button").Select(button => button.TextContent));
    }

    [Fact]
    public void A_refused_answer_says_why_and_keeps_what_was_written()
    {
        Runner.Answer<ListAppeals>(new AppealPage([Waiting], null)).Answer<ReadAppeal>(File()).Refuse<AnswerAppeal>(new RuleBrokenException(Domain.Appeals.AppealRules.Answered));
        Navigation.NavigateTo($"/appeals?appeal={Waiting.Id}");
        var page = Render<AppealsPage>();
        page.Find("#appeal-reason").Input("It calls to violence.");
        page.FindAll("aside footer button")[0].Click();
        page.FindAll("aside footer button")[0].Click();

        Assert.Equal(Domain.Appeals.AppealRules.Answered.Sentence, page.Find("footer [role=alert]").TextContent);
        Assert.Equal("It calls to violence.", page.Find("#appeal-reason").GetAttribute("value"));
    }
}
