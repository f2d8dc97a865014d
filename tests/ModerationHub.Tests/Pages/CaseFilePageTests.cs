using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Detection.Signals;
using ModerationHub.Domain;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Banks;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Live;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;
using ReporterKind = ModerationHub.Domain.Reports.ReporterKind;

namespace ModerationHub.Tests.Pages;

public class CaseFilePageTests : PageTest
{
    static readonly Guid Id = Guid.CreateVersion7(Now);

    internal static CaseFile File() => new()
    {
        Id = Id, State = CaseState.Open, Lane = CaseLane.Ordinary, QueueId = "ordinary", QueueName = "Ordinary", Band = 0, Rank = 1, Risk = 0.9, OpenedAt = Now, ChangedAt = Now,
        TimesReopened = 0, EvidenceCount = 1, Account = new ProfileEvidence { Id = "a1", Handle = "torch", State = AccountState.Active }, Strikes = 0, Decisions = [], Timeline = [], Reports = [],
        Explanation = [new ExplanationPart("terms", "content", 0.8, "Calls to arms in one post.", ["p1"])],
        Posts = [new PostEvidence { Id = "p1", CreatedAt = Now, Text = "<script>x</script> take the thorn oath", InReplyTo = "q1" }],
        Policy = new CasePolicy("violent-extremism", "Violent extremism", Severity.High, 1, "Do not call for violence.", [], [], 1, ["suspend"], 0.7, 60), Policies = [],
    };

    static CaseEscalation Alarm => new(Guid.CreateVersion7(Now), EscalationKind.ThreatToLife, false, "threat", "on_call", Now.AddMinutes(5), "ordinary", "Raised with one key.", "Heron", Now, 0, null, null, null);

    IRenderedComponent<CaseFilePage> Page() => Render<CaseFilePage>(p => p.Add(c => c.Id, Id));

    [Fact]
    public void The_case_shows_who_why_and_what_as_text()
    {
        Runner.Answer<ReadCase>(File());
        var page = Page();

        Assert.Contains("@torch", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Contains("Calls to arms in one post.", page.Find(".signals").TextContent, StringComparison.Ordinal);
        Assert.Equal("<script>x</script> take the thorn oath", page.Find(".text").TextContent);
        Assert.Equal($"/?case={Id}", page.Find("a.primary").GetAttribute("href"));
    }

    [Fact]
    public void Who_may_change_banks_labels_an_image_of_the_case_by_its_hash_and_others_are_not_asked()
    {
        var file = File() with { Posts = [new PostEvidence { Id = "p1", CreatedAt = Now, Text = "x", Media = [new("m1", "image", new string('a', 64), new string('b', 32), Quality: 20), new("m2", "image")] }] };
        Runner.Answer<ReadCase>(file).Answer<ListBanks>((BankLine[])[new("links-1", "Outlets", BankKind.Urls, [], 1, 0, 0), new("images-1", "<b>Emblems</b>", BankKind.Hashes, [], 1, 0, 0)]);
        var page = Page();
        // What has no hash can be in no bank.
        var button = Assert.Single(page.FindAll(".media button"));
        Assert.Equal(("Label this image", "false"), (button.TextContent, button.GetAttribute("aria-expanded")));
        button.Click();
        Assert.Equal("true", page.Find(".media button").GetAttribute("aria-expanded"));
        Assert.Equal(["<b>Emblems</b>"], page.FindAll(".media select")[0].QuerySelectorAll("option").Select(o => o.TextContent));
        Assert.All(page.FindAll(".media form label[for]"), label => Assert.NotNull(page.Find("#" + label.GetAttribute("for"))));

        Runner.Refuse<AddHashes>(new RuleBrokenException(BankRules.LabelRequired));
        page.Find(".media form").Submit();
        Assert.Equal(BankRules.LabelRequired.Sentence, page.Find(".media [role=alert]").TextContent);
        Runner.Answer<AddHashes>((LineOutcome[])[new(1, "b", null, BankRules.NotOurs)]);
        page.Find(".media form").Submit();
        Assert.Equal(BankRules.NotOurs.Sentence, page.Find(".media [role=alert]").TextContent);
        Runner.Answer<AddHashes>((LineOutcome[])[new(1, "b", "b", null)]);
        page.Find(".media input:not([type])").Change("Thistle banner");
        page.Find(".media form").Submit();
        Assert.Contains("The image is labelled.", page.Find(".media [role=status]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".media form, img"));

        May.Remove(Permission.ManagePolicies);
        Assert.Empty(Page().FindAll(".media button"));
    }

    [Theory, InlineData(null, "pdq"), InlineData(90, "pdq 90"), InlineData(20, "md5")]
    public void An_image_is_banked_by_what_it_looks_like_or_by_its_file(int? quality, string hash)
    {
        Assert.Equal(hash, Features.Cases.Views.CaseViewOf.MediumOf(new("m1", "image", "pdq", "md5", Quality: quality)).Hash);
        Assert.Null(Features.Cases.Views.CaseViewOf.MediumOf(new("m1", "image")).Hash);
    }

    [Fact]
    public void Every_reason_of_its_place_in_the_queue_is_said_and_the_band_is_the_policys_own()
    {
        Runner.Answer<ReadCase>(File() with { Risk = 0.72, Priority = CasePriority.Of(0.72, 0.7, Severity.High, 1200, 2) });
        var page = Page();

        Assert.Contains("Just over the threshold", page.Find(".who").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Risk is just over the policy's threshold, from 2 kinds of evidence.", "The policy's severity is high.", "The account reaches 1200 followers."], page.FindAll(".priority span").Skip(1).Select(span => span.TextContent));
    }

    [Fact]
    public void Learned_weights_are_named_with_version_and_number_of_decisions()
    {
        Runner.Answer<ReadCase>(File());
        Assert.DoesNotContain("Weights learned", Page().Markup, StringComparison.Ordinal);
        Runner.Answer<ReadCase>(File() with { Weights = new LearnedFrom(3, 42) });
        Assert.Contains("Weights learned from 42 decisions (version 3).", Page().Find(".why").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Whose_return_it_may_be_is_said_as_text_with_the_way_there_and_that_it_adds_nothing()
    {
        Runner.Answer<ReadCase>(File());
        Assert.DoesNotContain("May be a return of", Page().Markup, StringComparison.Ordinal);
        var earlier = Guid.CreateVersion7(Now);
        Runner.Answer<ReadCase>(File() with { Resembles = [new("old", "<b>torch", earlier, 3, 0.84, 1, 0.1, 4), new("older", null, null, 1, 0.5, 0, 0, 0)] });
        var why = Page().Find(".why");

        Assert.Equal([$"/cases/{earlier}", "/accounts/older"], why.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
        Assert.Contains("May be a return of @<b>torch (suspended): the handle is 84 % alike, the name shown is 100 % alike, 4 of the first followers are the same", why.TextContent, StringComparison.Ordinal);
        Assert.Contains("it adds nothing to the risk", why.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_without_posts_says_so_and_a_decided_one_offers_no_work()
    {
        Runner.Answer<ReadCase>(File() with { Posts = [], State = CaseState.Decided });
        var page = Page();

        Assert.Contains("No posts are kept for this case.", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("a.primary"));
    }

    static ReportEvidence Report(string id, ReporterKind kind, ReportVoice voice, string? comment = null, string? post = null) => new()
    {
        Id = id, ReporterId = "who-" + id, ReporterKind = kind, Reason = "violent_extremism", Comment = comment, PostId = post, At = Now, Standing = new(voice, 8, 9, 0.8),
    };

    [Fact]
    public void Reports_are_read_as_text_with_what_each_counts_and_lead_to_their_post()
    {
        Runner.Answer<ReadCase>(File());
        Assert.Empty(Page().FindAll("#reports"));
        Runner.Answer<ReadCase>(File() with
        {
            Reports =
            [
                Report("r1", ReporterKind.TrustedFlagger, ReportVoice.TrustedFlagger, "<b>Calls</b> to arms.", "p1"), Report("r2", ReporterKind.User, ReportVoice.Proven, post: "p9"),
                Report("r3", ReporterKind.User, ReportVoice.Unproven), Report("r4", ReporterKind.User, ReportVoice.Crowd), Report("r5", ReporterKind.User, ReportVoice.Listed),
            ],
        });
        var page = Page();
        var shown = page.FindAll(".reports > li");

        Assert.Equal([("Trusted flagger", true), ("User", true), ("User", false), ("User", false), ("User", false)], shown.Select(li => (li.QuerySelector("strong")!.TextContent, li.ClassList.Contains("telling"))));
        Assert.Equal(["Violent extremism", "<b>Calls</b> to arms."], shown[0].QuerySelectorAll(".words").Select(p => p.TextContent));
        Assert.Contains("decisions agreed with 8 of 9", shown[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("About a post that is not kept here", shown[1].TextContent, StringComparison.Ordinal);
        Assert.Equal("2 more reports", page.Find("details:has(.reports) > summary").TextContent);
        Assert.Contains("one of many new reporters", shown[3].TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("who-r", page.Markup, StringComparison.Ordinal);

        JSInterop.SetupVoid("Blazor._internal.domWrapper.focus", _ => true).SetVoidResult();
        shown[0].QuerySelector("button")!.Click();
        Assert.Contains(JSInterop.Invocations, call => call.Identifier == "Blazor._internal.domWrapper.focus");
    }

    [Fact]
    public void Who_it_is_leads_to_the_account_and_says_its_state_its_past_and_what_changed()
    {
        Runner.Answer<ReadCase>(File());
        Assert.Empty(Page().FindAll(".who .state, .who details"));
        var (before, here) = (Guid.CreateVersion7(Now.AddDays(-9)), Guid.CreateVersion7(Now));
        DecisionLine Line(Guid @case, DecisionState state, Guid? reverses = null) => new(Guid.CreateVersion7(Now), @case, Now.AddDays(-9), "Wren", "spam", 2, state, [ActionKind.Suspend, ActionKind.RemovePost], Now.AddDays(30), "Spam.", reverses, Now);
        Runner.Answer<ReadCase>(File() with
        {
            Account = new ProfileEvidence { Id = "a/1", Handle = "torch", State = AccountState.Restricted, Location = "<i>Mill</i>", Url = "https://thistle.example/x", Bio = "New" },
            AccountStateUntil = Now.AddDays(2), ProfileThen = new ProfileEvidence { Id = "a/1", Handle = "old_torch", Location = "<i>Mill</i>", Url = "https://thistle.example/x", Bio = "<b>Old</b>" },
            Decisions = [Line(Id, DecisionState.Pending), Line(before, DecisionState.Overturned), Line(before, DecisionState.Final, here), Line(before, DecisionState.Undone)],
            Policies = [new("spam", "Spam and manipulation", Severity.Low, 3, "", [], 1)],
        });
        var who = Page().Find(".who");

        Assert.Equal(("/accounts/a%2F1", "_blank"), (who.QuerySelector("h1 a")!.GetAttribute("href"), who.QuerySelector("h1 a")!.GetAttribute("target")));
        Assert.StartsWith("restricted until", who.QuerySelector(".state")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("<i>Mill</i>", who.QuerySelector("dl")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(who.QuerySelectorAll("a[href*=thistle]"));
        var rows = who.QuerySelectorAll("tbody tr").Select(row => row.QuerySelectorAll("td").Select(cell => cell.TextContent.Trim()).ToArray()).ToArray();
        Assert.Equal(["can be undone", "overturned"], rows.Select(row => row[3]));
        Assert.StartsWith("Suspend + Remove post until ", rows[1][1], StringComparison.Ordinal);
        Assert.Equal(("Spam and manipulation", "this one"), (rows[0][2], rows[0][4]));
        Assert.Equal($"/cases/{before}", who.QuerySelector("tbody a")!.GetAttribute("href"));
        Assert.Equal(["old_torch", "<b>Old</b>"], who.QuerySelectorAll(".formerly dd").Select(part => part.TextContent));
    }

    [Fact]
    public void A_case_that_is_not_there_or_not_for_me_is_a_sentence()
    {
        Runner.Refuse<ReadCase>(new RuleBrokenException(CaseRules.Unknown));
        Assert.Contains(CaseRules.Unknown.Sentence, Page().Find("[role=alert]").TextContent, StringComparison.Ordinal);

        Runner.Refuse<ReadCase>(new NotPermittedException(Permission.ReadSealedLane));
        Assert.Contains("You may not do this.", Page().Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_refused_stands_beside_its_form_and_the_case_stays()
    {
        Runner.Answer<ReadCase>(File() with { State = CaseState.Escalated, Escalation = Alarm, Lane = CaseLane.Sealed, Preservation = new(null, null) })
            .Refuse<HandBackCase>(new RuleBrokenException(Rule)).Refuse<PreserveCase>(new RuleBrokenException(Rule)).Refuse<AcknowledgeThreat>(new RuleBrokenException(Rule));
        var page = Page();
        page.Find("form:has(#hand-back)").Submit();
        Assert.Equal(Rule.Sentence, page.Find("#hand-back-error").TextContent);
        page.Find("form:has(#until)").Submit();
        Assert.Equal(Rule.Sentence, page.Find(".refused").TextContent);
        page.Find("button.grave").Click();
        Assert.Equal(3, page.FindAll("[role=alert]").Count);
        Assert.Single(page.FindAll("article.case"));
    }

    [Fact]
    public void A_database_that_is_away_takes_no_case_off_the_screen_and_a_case_that_is_hidden_now_leaves_it()
    {
        Runner.Answer<ReadCase>(File());
        var page = Page();
        Runner.Refuse<ReadCase>(new Npgsql.NpgsqlException("away"));
        Changed();
        page.WaitForElement("[role=alert]");
        Assert.Single(page.FindAll("article.case"));
        Runner.Answer<ReadCase>(File());
        page.Find("[role=alert] button").Click();
        Assert.Empty(page.FindAll("[role=alert]"));

        Runner.Refuse<ReadCase>(new NotPermittedException(Permission.ReadSealedLane));
        Changed();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("article.case")));

        void Changed()
        {
            Services.GetRequiredService<LiveFeed>().Announce([new LiveEvent { PlatformId = 1, Id = Guid.CreateVersion7(Clock.GetUtcNow()), At = Now, Kind = LiveKind.CandidateRaised, SubjectId = Id }]);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Another_case_shows_nothing_that_was_written_or_still_comes_of_the_one_before()
    {
        var escalated = File() with { State = CaseState.Escalated, Escalation = Alarm };
        Runner.Answer<ReadCase>(escalated);
        var page = Page();
        page.Find("#hand-back").Change("Words for the first.");
        var slow = new TaskCompletionSource<CaseFile>();
        Runner.Answer<ReadCase, CaseFile>(() => slow.Task);
        page.Render(p => p.Add(c => c.Id, Guid.CreateVersion7(Now.AddDays(1))));
        Assert.Empty(page.FindAll("article.case"));

        var last = Guid.CreateVersion7(Now.AddDays(2));
        Runner.Answer<ReadCase, CaseFile>(() => Task.FromResult(escalated with { Id = last, Account = new ProfileEvidence { Id = "a3", Handle = "third", State = AccountState.Active } }));
        page.Render(p => p.Add(c => c.Id, last));
        slow.SetResult(escalated with { Account = new ProfileEvidence { Id = "a2", Handle = "second", State = AccountState.Active } });
        await page.InvokeAsync(() => { });
        page.WaitForAssertion(() => Assert.Contains("@third", page.Find("h1").TextContent, StringComparison.Ordinal));
        Assert.True(string.IsNullOrEmpty(page.Find("#hand-back").GetAttribute("value")));
    }

    [Fact]
    public void An_alarm_is_answered_here()
    {
        Runner.Answer<ReadCase>(File() with { State = CaseState.Escalated, Escalation = Alarm });
        var page = Page();
        Assert.Contains("The person on call", page.Find(".escalation").TextContent, StringComparison.Ordinal);
        page.Find("button.grave").Click();

        Assert.Contains(typeof(AcknowledgeThreat), Runner.Ran);
    }

    [Fact]
    public void A_sealed_case_takes_the_external_reports_reference_and_how_long_all_is_kept()
    {
        Runner.Answer<ReadCase>(File());
        Assert.DoesNotContain("External report", Page().Markup, StringComparison.Ordinal);
        Runner.Answer<ReadCase>(File() with { Lane = CaseLane.Sealed, Preservation = new(null, null) });
        var page = Page();
        Assert.Equal(Now.AddDays(90).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), page.Find("#until").GetAttribute("value"));
        page.Find("#reference").Change("<i>REPORT-7");
        Runner.Answer<ReadCase>(File() with { Lane = CaseLane.Sealed, Preservation = new("<i>REPORT-7", Now.AddDays(91)) });
        page.Find("section form").Submit();

        Assert.Contains(typeof(PreserveCase), Runner.Ran);
        Assert.Equal("<i>REPORT-7", page.Find("dl bdi").TextContent);
        Assert.True(string.IsNullOrEmpty(page.Find("#reference").GetAttribute("value")));
    }

    [Fact]
    public void Whoever_only_reads_is_offered_nothing_to_do()
    {
        Runner.Answer<ReadCase>(File() with { State = CaseState.Escalated, Escalation = Alarm with { Kind = EscalationKind.Lead, Owner = "leads" } });
        Assert.Single(Page().FindAll("form"));
        May.IntersectWith(Permissions.Of(Role.Auditor));
        var page = Page();

        Assert.Contains("Leads", page.Find(".escalation").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("form, a.primary"));
    }

    [Fact]
    public void What_stands_around_a_post_is_read_on_demand()
    {
        Runner.Answer<ReadCase>(File()).Answer<ReadAround>(new PostsAround(new("q1", new("q1", "a2", "asker", Now, "Who are they?", "en")), null, [], false, false));
        var page = Page();
        Assert.DoesNotContain(typeof(ReadAround), Runner.Ran);
        page.Find(".around button").Click();

        Assert.Contains("Who are they?", page.Find(".around blockquote").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("passed_on", "cannot_read: <b>Kurdish?</b>", "Passed on: I cannot read it", "<b>Kurdish?</b>")]
    [InlineData("escalated", "lead: No note.", "Escalated: a lead's decision", "No note.")]
    [InlineData("escalated", "sealed_lane", "Escalated: Sealed lane", null)]
    [InlineData("alarm_climbed", "level 1, leads", "The alarm climbed: Leads", null)]
    [InlineData("decided", "suspend, remove_post", "Decided: Suspend + Remove post", null)]
    [InlineData("decided", "suspend, warn in DE, EG", "Decided: Suspend + Warn in: Germany, Egypt", null)]
    [InlineData("opened", "violent-extremism v2", "Raised: Violent extremism, version 2", null)]
    [InlineData("evidence_added", "3", "New evidence: 3 posts", null)]
    [InlineData("decision_overturned", "Wrong: it is news.", "The decision was overturned", "Wrong: it is news.")]
    [InlineData("released", null, "Given back", null)]
    public void The_timeline_says_in_words_what_happened_and_keeps_what_somebody_wrote_apart(string kind, string? detail, string said, string? words)
    {
        Runner.Answer<ReadCase>(File() with { Timeline = [new(Now, kind, null, detail)] });
        var entry = Page().Find(".timeline li");

        Assert.Equal(said, entry.QuerySelector("span")!.FirstChild!.TextContent.Trim());
        Assert.Equal(words, entry.QuerySelector("q")?.TextContent);
    }

    [Fact]
    public void What_happens_is_drawn_in_the_readers_language_whatever_whoever_did_it_speaks()
    {
        var before = System.Globalization.CultureInfo.CurrentUICulture;
        Runner.Answer<ReadCase>(File());
        IRenderedComponent<CaseFilePage> page;
        try
        {
            System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo("ar");
            page = Page();
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentUICulture = before;
        }
        Assert.Contains("المنشورات", page.Markup, StringComparison.Ordinal);
        Runner.Answer<ReadCase>(File() with { State = CaseState.Decided });
        Services.GetRequiredService<LiveFeed>().Announce([new LiveEvent { PlatformId = 1, Id = Guid.CreateVersion7(Now), At = Now, Kind = LiveKind.CaseDecided, SubjectId = Id }]);
        Clock.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Contains("محسومة", page.Find(".state").TextContent, StringComparison.Ordinal));
        Assert.Contains("المنشورات", page.Find("#what").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_happens_to_the_case_shows_without_a_reload()
    {
        Runner.Answer<ReadCase>(File());
        var page = Page();
        Runner.Answer<ReadCase>(File() with { State = CaseState.Decided });
        Services.GetRequiredService<LiveFeed>().Announce([new LiveEvent { PlatformId = 1, Id = Guid.CreateVersion7(Now), At = Now, Kind = LiveKind.CaseDecided, SubjectId = Id }]);
        Clock.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => Assert.Contains("already decided", page.Markup, StringComparison.Ordinal));
    }
}
