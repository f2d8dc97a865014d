using Bunit;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Platforms;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Scoring;
using ModerationHub.Features.Team;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.Tests.Pages;

public class PeoplePageTests : PageTest
{
    static readonly PersonRow Kestrel = new(Guid.CreateVersion7(Now), "kestrel@example.test", "Kestrel", new MembershipTerms(Role.Lead, ["ar"], []), true, false, null);

    public PeoplePageTests() => Runner.Answer<ChoosableQueues>((QueueChoice[])[new("general", "General"), new("specialists", "Specialists")]);

    [Fact]
    public void Whoever_is_changed_keeps_name_and_address_and_is_put_on_call_without_typing_an_id()
    {
        Runner.Answer<ListPeople>((PersonRow[])[Kestrel with { Terms = new(Role.Lead, ["ar"], ["specialists"]) }]).Answer<ChangeMembership>(true);
        var page = Render<PeoplePage>();
        Assert.DoesNotContain("on call", page.Find("tbody").TextContent, StringComparison.Ordinal);
        page.FindAll("tbody button").Single(button => button.TextContent == "Change").Click();
        Assert.True(page.Find("#email").HasAttribute("readonly") && page.Find("#pseudonym").HasAttribute("readonly"));
        Assert.Equal([false, true], page.FindAll("fieldset input").Select(box => box.HasAttribute("checked")));
        Runner.Answer<ListPeople>((PersonRow[])[Kestrel with { Terms = new(Role.Lead, ["ar"], ["specialists", Permissions.ThreatQueue]) }]);
        page.Find("#on-call").Change(true);
        page.Find("form").Submit();
        Assert.Contains(typeof(ChangeMembership), Runner.Ran);
        Assert.Contains("on call", page.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void People_are_listed_with_role_languages_and_state()
    {
        Runner.Answer<ListPeople>((PersonRow[])[Kestrel, Kestrel with { Id = Guid.CreateVersion7(Now), Pseudonym = "Wren", RevokedAt = Now }]);
        var rows = Render<PeoplePage>().FindAll("tbody tr");

        Assert.Equal(2, rows.Count);
        Assert.Contains("active, second factor", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Restore", rows[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_people_there_is_still_the_way_to_invite()
    {
        Runner.Answer<ListPeople>(Array.Empty<PersonRow>());
        var page = Render<PeoplePage>();

        Assert.Empty(page.FindAll("tbody tr"));
        Assert.Contains("Invite", page.Find("form button").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_is_a_sentence_and_what_was_typed_stays()
    {
        Runner.Answer<ListPeople>(Array.Empty<PersonRow>()).Refuse<CreateUser>(new RuleBrokenException(Rule));
        var page = Render<PeoplePage>();
        page.Find("#email").Input("wren@example.test");
        page.Find("form").Submit();

        Assert.Equal(Rule.Sentence, page.Find("[role=alert]").TextContent);
        Assert.Equal("wren@example.test", page.Find("#email").GetAttribute("value"));
    }

    [Fact]
    public void An_invitation_shows_its_link_once_and_empties_the_form()
    {
        Runner.Answer<ListPeople>((PersonRow[])[Kestrel]).Answer<CreateUser>(new CreateUser.Created(Guid.CreateVersion7(Now), "/account/invitation/abc"));
        var page = Render<PeoplePage>();
        page.Find("#email").Input("wren@example.test");
        page.Find("form").Submit();

        Assert.EndsWith("/account/invitation/abc", page.Find(".secret code").TextContent, StringComparison.Ordinal);
        Assert.Equal("", page.Find("#email").GetAttribute("value") ?? "");
        Assert.Equal([typeof(ChoosableQueues), typeof(ListPeople), typeof(CreateUser), typeof(ListPeople)], Runner.Ran);
    }
}

public class KeysPageTests : PageTest
{
    static readonly KeyRow Key = new(Guid.CreateVersion7(Now), "importer", ["intake"], Now, null);

    [Fact]
    public void Keys_are_listed_with_their_scopes_and_never_with_a_secret()
    {
        Runner.Answer<ListApiKeys>((KeyRow[])[Key, Key with { Id = Guid.CreateVersion7(Now), RevokedAt = Now }]);
        var page = Render<KeysPage>();

        Assert.Contains("intake", page.FindAll("tbody tr")[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("revoked", page.FindAll("tbody tr")[1].TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".secret"));
    }

    [Fact]
    public void Without_keys_it_says_so()
    {
        Runner.Answer<ListApiKeys>(Array.Empty<KeyRow>());
        Assert.Equal("No key yet.", Render<KeysPage>().Find(".none").TextContent);
    }

    [Fact]
    public void Whoever_may_not_is_told_and_sees_no_list()
    {
        Runner.Refuse<ListApiKeys>(new NotPermittedException(Permission.ManageKeys));
        var page = Render<KeysPage>();

        Assert.Equal("You may not do this.", page.Find("[role=alert] p").TextContent);
        Assert.Empty(page.FindAll("table"));
    }

    [Fact]
    public void A_key_is_revoked_only_after_it_was_confirmed()
    {
        Runner.Answer<ListApiKeys>((KeyRow[])[Key]);
        var page = Render<KeysPage>();
        page.Find("tbody button").Click();
        Assert.DoesNotContain(typeof(RevokeApiKey), Runner.Ran);

        page.Find("tbody button").Click();
        Assert.Contains(typeof(RevokeApiKey), Runner.Ran);
    }
}

public class WebhooksPageTests : PageTest
{
    static readonly EndpointRow Endpoint = new(Guid.CreateVersion7(Now), "https://platform.example/hooks", true, Now, 3, 1);
    static readonly DeadDelivery Dead = new(Guid.CreateVersion7(Now), Endpoint.Id, Endpoint.Url, "decision.made", "a1", null, 33, Now, Now, "HTTP 503");

    [Fact]
    public void Receivers_show_what_waits_and_what_was_given_up()
    {
        Runner.Answer<ReadWebhooks>(new WebhookBoard([Endpoint], [Dead]));
        var page = Render<WebhooksPage>();

        Assert.Equal(["https://platform.example/hooks", "3", "1"], page.FindAll("table")[0].QuerySelectorAll("tbody td").Take(3).Select(cell => cell.TextContent));
        Assert.Contains("HTTP 503", page.FindAll("table")[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_given_up_says_whose_it_is_and_what_was_overturned_since_why_it_is_not_sent_again()
    {
        var decision = Guid.CreateVersion7(Now);
        Runner.Answer<ReadWebhooks>(new WebhookBoard([Endpoint], [Dead with { DecisionId = decision, Overturned = true }, Dead with { Id = decision, AccountId = null }]));
        var rows = Render<WebhooksPage>().FindAll("table")[1].QuerySelectorAll("tbody tr");

        Assert.Equal($"/audit?decision={decision}", rows[0].QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal(["a1", "sealed"], rows.Select(row => row.QuerySelectorAll("td")[1].TextContent.Trim()));
        Assert.Contains(WebhookRules.Overturned.Sentence, rows[0].TextContent, StringComparison.Ordinal);
        Assert.Null(rows[0].QuerySelector("button"));
        Assert.NotNull(rows[1].QuerySelector("button"));
    }

    [Fact]
    public void Without_receivers_and_losses_it_says_both()
    {
        Runner.Answer<ReadWebhooks>(new WebhookBoard([], []));
        var page = Render<WebhooksPage>();

        Assert.StartsWith("No receiver yet.", page.Find(".none").TextContent, StringComparison.Ordinal);
        Assert.Contains("Every delivery arrived", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_address_is_a_sentence()
    {
        Runner.Answer<ReadWebhooks>(new WebhookBoard([], [])).Refuse<AddWebhookEndpoint>(new RuleBrokenException(WebhookRules.ForbiddenAddress));
        var page = Render<WebhooksPage>();
        page.Find("#url").Change("http://127.0.0.1/");
        page.Find("form").Submit();

        Assert.Equal(WebhookRules.ForbiddenAddress.Sentence, page.Find("[role=alert]").TextContent);
        Assert.Empty(page.FindAll(".secret"));
    }

    [Fact]
    public void What_was_given_up_is_sent_again_with_one_click()
    {
        Runner.Answer<ReadWebhooks>(new WebhookBoard([Endpoint], [Dead]));
        var page = Render<WebhooksPage>();
        Runner.Answer<ReadWebhooks>(new WebhookBoard([Endpoint], []));
        page.FindAll("table")[1].QuerySelector("button")!.Click();

        Assert.Equal([typeof(ReadWebhooks), typeof(RedeliverWebhook), typeof(ReadWebhooks)], Runner.Ran);
        Assert.Single(page.FindAll("table"));
    }
}

public class HealthPageTests : PageTest
{
    static HealthBoard Board(int setAside = 0, params FormattableString[] faults) => new(State(faults), [.. Enumerable.Range(0, setAside).Select(i => new FailureRow(Guid.CreateVersion7(Now), $"a{i}", null, "FormatException", Now))], 30);

    static ScoringState State(FormattableString[] faults) => new(1200, Now.AddSeconds(-5), 0, faults);

    [Fact]
    public void Backlog_age_and_retention_are_told()
    {
        Runner.Answer<ReadHealth>(Board());
        var cells = Render<HealthPage>().FindAll("tbody td").Select(cell => cell.TextContent).ToArray();

        Assert.Equal(("1,200", "30 days"), (cells[0], cells[3]));
    }

    [Fact]
    public void Nothing_set_aside_is_no_empty_table()
    {
        Runner.Answer<ReadHealth>(Board());
        Assert.Single(Render<HealthPage>().FindAll("table"));
    }

    [Fact]
    public void Faults_and_what_was_set_aside_are_shown()
    {
        Runner.Answer<ReadHealth>(Board(2, $"The bank {"thistles"} is empty."));
        var page = Render<HealthPage>();

        Assert.Equal("The bank thistles is empty.", page.Find("[role=alert]").TextContent);
        Assert.Equal(2, page.FindAll("table")[1].QuerySelectorAll("tbody tr").Length);
    }

    [Fact]
    public void What_was_set_aside_is_tried_again_or_dismissed_with_a_reason()
    {
        Runner.Answer<ReadHealth>(Board(2));
        var page = Render<HealthPage>();
        page.FindAll("tbody button").First(b => b.TextContent == "Try again").Click();
        Assert.Contains(typeof(RetrySetAside), Runner.Ran);

        Runner.Refuse<DismissSetAside>(new RuleBrokenException(SetAsideRules.ReasonRequired));
        Dismiss();
        Assert.Equal(SetAsideRules.ReasonRequired.Sentence, page.Find("[role=alert]").TextContent);
        Runner.Answer<DismissSetAside>(true);
        page.Find("tbody input").Change("A test of the platform.");
        Dismiss();
        Assert.Empty(page.FindAll("[role=alert]"));

        void Dismiss()
        {
            page.FindAll("tbody button.grave")[0].Click();
            page.FindAll("tbody button.grave")[0].Click();
        }
    }

    [Fact]
    public void Whoever_may_not_is_told()
    {
        Runner.Refuse<ReadHealth>(new NotPermittedException(Permission.ReadHealth));
        var health = Render<HealthPage>();
        Assert.Equal("You may not do this.", health.Find("[role=alert] p").TextContent);
        Assert.Empty(health.FindAll(".loading"));
    }

    [Fact]
    public void Looking_again_reads_again()
    {
        Runner.Answer<ReadHealth>(Board());
        var page = Render<HealthPage>();
        page.Find("button").Click();

        Assert.Equal([typeof(ReadHealth), typeof(ReadHealth)], Runner.Ran);
    }
}

public class SettingsPageTests : PageTest
{
    public SettingsPageTests() => Runner.Answer<ReadPlatform>(new PlatformSettings(90, 2_000_000, 30)).Answer<PreviewRetention>(0L);

    [Fact]
    public void What_drops_nothing_is_saved_at_once()
    {
        var page = Render<SettingsPage>();
        page.Find("#alarm").Change("45");
        page.Find("form").Submit();

        Assert.Contains(typeof(ChangePlatform), Runner.Ran);
        Assert.Equal("Saved.", page.Find("[role=status]").TextContent);
    }

    [Fact]
    public void What_would_leave_is_said_before_anything_is_saved()
    {
        Runner.Answer<PreviewRetention>(62_021L);
        var page = Render<SettingsPage>();
        page.Find("#days").Change("30");
        page.Find("form").Submit();
        Assert.Contains("62,021 posts are older. They leave for good tonight", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(typeof(ChangePlatform), Runner.Ran);

        // Another number is another question.
        page.Find("#days").Change("60");
        Assert.Empty(page.FindAll("[role=alert]"));
        page.Find("form").Submit();
        page.Find("button.grave").Click();
        Assert.Contains(typeof(ChangePlatform), Runner.Ran);
    }

    [Fact]
    public void Kept_for_good_asks_for_no_days_and_a_refusal_is_a_sentence()
    {
        var page = Render<SettingsPage>();
        page.Find("#keep").Change(true);
        Assert.Empty(page.FindAll("#days"));
        Runner.Refuse<ChangePlatform>(new RuleBrokenException(PlatformRules.Backlog));
        page.Find("form").Submit();

        Assert.Equal(PlatformRules.Backlog.Sentence, page.Find("[role=alert]").TextContent);
    }
}

public class QueuesPageTests : PageTest
{
    static readonly QueueLine Arabic = new("arabic", "Arabic", QueueKind.Language, ["ar"], null, 10, null, 3);

    public QueuesPageTests() => Runner.Answer<ListQueues>((QueueLine[])[Arabic, new("sealed", "Sealed lane", QueueKind.Sealed, [], null, 230, null, 0)])
        .Answer<QueuePolicies>(new List<(string, string)> { ("spam", "Spam and manipulation") }).Answer<AddQueue>("queue-1");

    [Fact]
    public void Queues_are_listed_and_those_of_the_platform_cannot_be_closed()
    {
        var rows = Render<QueuesPage>().FindAll("tbody tr");

        Assert.Contains("Close", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Empty(rows[1].QuerySelectorAll("button"));
    }

    [Fact]
    public void A_queue_is_added_and_the_form_is_empty_again()
    {
        var page = Render<QueuesPage>();
        page.Find("#name").Change("Swahili");
        page.Find("#languages").Change("sw");
        page.Find("form").Submit();

        Assert.Contains(typeof(AddQueue), Runner.Ran);
        Assert.Equal("", page.Find("#name").GetAttribute("value") ?? "");
    }

    [Fact]
    public void A_change_begins_with_what_is_and_a_refusal_keeps_what_was_typed()
    {
        var page = Render<QueuesPage>();
        page.FindAll("tbody button")[0].Click();
        Assert.Equal(("Arabic", "ar"), (page.Find("#name").GetAttribute("value"), page.Find("#languages").GetAttribute("value")));
        Runner.Refuse<ChangeQueue>(new RuleBrokenException(QueueRules.Name));
        page.Find("#name").Change("Spam");
        page.Find("form").Submit();

        Assert.Equal(QueueRules.Name.Sentence, page.Find("[role=alert]").TextContent);
        Assert.Equal("Spam", page.Find("#name").GetAttribute("value"));
    }
}
