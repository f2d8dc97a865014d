using Bunit;
using ModerationHub.Domain;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Features.Accounts;
using ModerationHub.Features.Shield;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Orders;
using ModerationHub.Domain.Orders;
using Npgsql;

namespace ModerationHub.Tests.Pages;

public class AccountsPageTests : PageTest
{
    static readonly AccountHit Torch = new("a/1", "torch", "<b>Torch</b>", AccountState.Suspended, 1200);

    IRenderedComponent<AccountsPage> Search(string text)
    {
        var page = Render<AccountsPage>();
        page.Find("#find").Input(text);
        page.Find("form").Submit();
        return page;
    }

    [Fact]
    public void Hits_lead_to_their_dossier_and_names_stay_text()
    {
        Runner.Answer<SearchAccounts>(new AccountHits([Torch], false));
        var page = Search("tor");

        Assert.Equal("/accounts/a%2F1", page.Find("tbody a").GetAttribute("href"));
        Assert.Contains("<b>Torch</b>", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Contains("1,200", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("tor", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void More_hits_stand_on_further_pages()
    {
        Runner.Answer<SearchAccounts>(new AccountHits([Torch], true));
        var page = Search("tor");
        Assert.Contains("from 1", page.Find(".pager").TextContent, StringComparison.Ordinal);
        Runner.Answer<SearchAccounts>(new AccountHits([Torch with { Id = "late", Handle = "torch99" }], false));
        page.FindAll(".pager button")[1].Click();

        Assert.Contains("torch99", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Contains("from 21", page.Find(".pager").TextContent, StringComparison.Ordinal);
        Assert.True(page.FindAll(".pager button")[1].HasAttribute("disabled"));
    }

    [Fact]
    public void Before_a_search_and_after_one_without_hits_the_page_says_what_it_is()
    {
        Runner.Answer<SearchAccounts>(new AccountHits([], false));
        Assert.Equal("Whom are you looking for?", Render<AccountsPage>().Find(".empty h1").TextContent);
        Assert.Equal("No such account", Search("nobody").Find(".empty h1").TextContent);
    }

    [Fact]
    public void A_character_that_the_database_cannot_keep_is_said()
    {
        Runner.Refuse<SearchAccounts>(new InvalidOperationException("saved", new PostgresException("invalid byte sequence", "ERROR", "ERROR", PostgresErrorCodes.CharacterNotInRepertoire)));
        Assert.Contains("cannot be stored", Search("tor").Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_is_away_is_said_and_tried_again()
    {
        Runner.Refuse<SearchAccounts>(new NpgsqlException("gone"));
        var page = Search("tor");
        Assert.Contains("The database did not answer", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        Runner.Answer<SearchAccounts>(new AccountHits([Torch], false));
        page.Find("[role=alert] button").Click();
        Assert.Single(page.FindAll("tbody tr"));
    }
}

public class AccountPageTests : PageTest
{
    static AccountFile File(params DecisionLine[] decisions) => new()
    {
        Profile = new ProfileEvidence { Id = "a1", Handle = "torch", CreatedAt = Now.AddDays(-30), State = AccountState.Suspended },
        IsStub = false, FirstSeenAt = Now.AddDays(-30), Risk = new(0.9, "violent-extremism", "Violent extremism", 1, 0.7, [], null, "v3"), ScoredPosts = 4, Sealed = false, Erasures = [], Decisions = decisions, Strikes = decisions.Length, Reports = 2,
        Posts = [new AccountPost("p1", Now, "<i>words</i>", "ar", null, null, null, null, [], [])],
        Cases = [new AccountCase(Guid.CreateVersion7(Now), CaseState.Decided, "q", "violent-extremism", Now, Now)],
    };

    static DecisionLine Line(DecisionState state) => new(Guid.CreateVersion7(Now), Guid.CreateVersion7(Now), Now, "Heron", "violent-extremism", 1, state, [ActionKind.Suspend], null, "Calls for violence.", null, Now);

    IRenderedComponent<AccountPage> Page(string key = "a1")
    {
        Runner.Answer<ReadShield>(new AccountShield(null, []));
        return Render<AccountPage>(p => p.Add(c => c.Key, key));
    }

    [Fact]
    public void Each_policy_under_which_the_risk_is_not_ordinary_has_its_reasons()
    {
        Runner.Answer<ReadAccount>(File() with
        {
            OtherRisks = [new(0.5, "spam", "Spam and manipulation", 2, 0.7, [new("shared_text", "conduct", 1, "24 accounts posted nearly the same text within a day.", [], 1)], null, null)],
        });
        var risks = Page().FindAll("section.why");
        Assert.Equal(2, risks.Count);
        Assert.Contains("under Violent extremism, version 1 · text model v3", risks[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("under Spam and manipulation, version 2", risks[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("24 accounts posted nearly the same text", risks[1].TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("text model", risks[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_dossier_has_cases_decisions_and_posts_as_text()
    {
        Runner.Answer<ReadAccount>(File(Line(DecisionState.Overturned)));
        var page = Page();

        var sections = page.FindAll("section").ToDictionary(section => section.QuerySelector("h2")!.TextContent);
        Assert.Contains("overturned", sections["Decisions"].TextContent, StringComparison.Ordinal);
        Assert.StartsWith("/cases/", sections["Cases"].QuerySelector("a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal("<i>words</i>", page.Find(".text").TextContent);
    }

    [Fact]
    public void The_dossier_shows_activity_lineage_and_the_risk_with_its_policy_and_reasons()
    {
        var start = new DateOnly(2026, 2, 1);
        Runner.Answer<ReadAccount>(File(Line(DecisionState.Final)) with
        {
            Activity = [new(start, 2), new(start.AddDays(3), 8)], Resembles = [new("old", "<b>torch", null, 3, 0.84, 0, 0, 0)],
            Risk = new(0.72, "violent-extremism", "Violent extremism", 3, 0.7, [new("terms", "content", 0.8, "Calls to <i>arms</i>.", [])], new(4, 42), null),
        });
        var page = Page();

        Assert.Equal(4, page.FindAll("svg rect[width='0.8']").Count);
        Assert.Contains("10 posts from 1 Feb 2026 to 4 Feb 2026; the most, 8,", page.Find("svg[role=img]").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(["4 Feb 2026", "1 Feb 2026"], page.FindAll(".activity tbody tr").Select(row => row.FirstElementChild!.TextContent));
        Assert.Contains("May be a return of @<b>torch", page.Find(".page").TextContent, StringComparison.Ordinal);
        var why = page.Find(".why").TextContent;
        Assert.Contains("under Violent extremism, version 3", why, StringComparison.Ordinal);
        Assert.Contains("Calls to <i>arms</i>.", why, StringComparison.Ordinal);
        Assert.Contains("Weights learned from 42 decisions (version 4).", why, StringComparison.Ordinal);
        Assert.Contains("Just over the threshold", page.Find(".who").TextContent, StringComparison.Ordinal);
        Assert.Single(page.FindAll("a[href^='/audit?decision=']"));

        May.IntersectWith(Permissions.Of(Role.Moderator));
        Assert.Empty(Page().FindAll("a[href^='/audit?decision=']"));
    }

    [Theory]
    [InlineData(119, 120, "Posts a day")]
    [InlineData(120, 18, "Posts a week")]
    [InlineData(3000, 101, "Posts in thirty days")]
    public void Many_days_are_drawn_as_weeks_or_longer(int days, int bars, string heading)
    {
        var start = new DateOnly(2016, 1, 1);
        Runner.Answer<ReadAccount>(File() with { Activity = [new(start, 1), new(start.AddDays(days), 1)] });
        var activity = Page().Find(".activity");

        Assert.Equal((bars, heading), (activity.QuerySelectorAll("rect").Length, activity.QuerySelector("h2")!.TextContent));
    }

    [Fact]
    public void Older_posts_are_shown_on_demand_with_what_is_attached_to_them()
    {
        Runner.Answer<ReadAccount>(File());
        Assert.DoesNotContain("Show older posts", Page().Markup, StringComparison.Ordinal);
        Runner.Answer<ReadAccount>(File() with { MorePosts = true })
            .Answer<ReadAccountPosts>(new AccountPostPage([new AccountPost("p0", Now.AddDays(-1), "older", "en", null, null, null, null, [], []) { Media = [new("m1", "video")] }], false));
        var page = Page();
        page.FindAll("button").Single(button => button.TextContent == "Show older posts").Click();

        Assert.Equal(["<i>words</i>", "older"], page.FindAll(".text").Select(text => text.TextContent));
        Assert.Contains("Video", page.Find("figure figcaption:last-child").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Show older posts", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_without_history_says_so_and_a_sealed_one_shows_no_post()
    {
        Runner.Answer<ReadAccount>(File() with { Cases = [], Posts = [], Sealed = true });
        var page = Page();

        Assert.Contains("No case so far.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("No decision so far.", page.Markup, StringComparison.Ordinal);
        Assert.Contains("is sealed", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("article.post"));
    }

    [Fact]
    public void An_account_that_is_not_there_is_a_sentence_and_tried_again()
    {
        Runner.Refuse<ReadAccount>(new RuleBrokenException(AccountFileRules.Unknown));
        var page = Page();
        Assert.Contains(AccountFileRules.Unknown.Sentence, page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        Runner.Answer<ReadAccount>(File());
        page.Find("[role=alert] button").Click();
        Assert.Contains("@torch", page.Find("h1").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_account_in_the_address_is_read_and_the_same_one_is_not_read_twice()
    {
        Runner.Answer<ReadAccount>(File());
        var page = Page();
        page.Render(p => p.Add(c => c.Key, "a1"));
        Assert.Single(Runner.Ran, typeof(ReadAccount));

        page.Render(p => p.Add(c => c.Key, "a2"));
        Assert.Equal(2, Runner.Ran.Count(ran => ran == typeof(ReadAccount)));
    }
}
