using Bunit;
using ModerationHub.Domain;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Banks;
using ModerationHub.Features.Policies;

namespace ModerationHub.Tests.Pages;

public class BanksPageTests : PageTest
{
    const string Hostile = "<img src=x onerror=alert(1)>";

    static readonly BankLine Links = new("links-1", "Outlets", BankKind.Urls, ["Violent extremism"], 1, 0, 0);
    static readonly BankLine Images = new("a/b", "Emblems", BankKind.Hashes, [], 3, 1, 1);
    static readonly LinkLine Link = new(Guid.CreateVersion7(Now), "lantern.example", 0.8);

    static HashLine Hash(bool ours = false) => new(Guid.CreateVersion7(Now), new string('a', 64), null, 90, Hostile, Severity.High, ours ? BankAccess.Team : "press desk", HashStance.Disputed,
        [new("press desk", HashOpinion.Agree), new(BankAccess.Team, HashOpinion.Disagree)], ours, false);

    static readonly Reach Nowhere = new(900, Now, false, 0, 0, [], []);

    static BankFile File(bool manages = true) => new("links-1", "Outlets", BankKind.Urls, [Link], [], 1, 1, manages);

    IRenderedComponent<BanksPage> Page(string? key = null, BankFile? file = null)
    {
        Runner.Answer<ListBanks>((BankLine[])[Links, Images])
            .Answer<ReadPolicies>((PolicyLine[])[new("violent-extremism", "Violent extremism", Severity.Severe, 0, 1, 0.7, [], 60, 0, 0, null, null)]).Answer<ReadBank>(file ?? File()).Answer<PreviewEntries>(Nowhere);
        return Render<BanksPage>(p => p.Add(c => c.Key, key));
    }

    [Fact]
    public void Banks_are_listed_with_kind_policy_number_and_what_is_disputed()
    {
        var items = Page().FindAll("aside li a");

        Assert.Equal(["/banks/links-1", "/banks/a%2Fb"], items.Select(a => a.GetAttribute("href")));
        foreach (var told in (string[])["Outlets", "links", "1 link", "Violent extremism"])
            Assert.Contains(told, items[0].TextContent, StringComparison.Ordinal);
        foreach (var told in (string[])["image hashes", "3 images", "no policy looks with it", "disputed: 1", "rejected: 1"])
            Assert.Contains(told, items[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Pasted_links_are_answered_line_by_line_and_those_not_taken_stay()
    {
        var page = Page("links-1");
        Runner.Answer<AddLinks>((LineOutcome[])[new(1, "https://www.lantern.example/", "lantern.example", null), new(2, "bit.ly", null, BankRules.Shortener), new(3, Hostile, null, BankRules.NoAddress)]);
        page.Find("#links").Change("https://www.lantern.example/\nbit.ly\n" + Hostile);
        page.Find("form.add").Submit();

        var told = page.Find(".outcomes");
        Assert.Contains("3 lines, taken: 1", told.TextContent, StringComparison.Ordinal);
        Assert.Contains("lantern.example", told.TextContent, StringComparison.Ordinal);
        Assert.Contains(BankRules.Shortener.Sentence, told.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("img"));
        Assert.Equal("bit.ly\n" + Hostile, page.Find("#links").GetAttribute("value"));
        Assert.Equal(2, Runner.Ran.Count(ran => ran == typeof(ReadBank)));
    }

    [Fact]
    public void What_many_share_is_added_only_when_somebody_says_so_after_seeing_how_many()
    {
        var page = Page("links-1");
        Runner.Answer<PreviewEntries>(new Reach(100_000, Now, true, 31_000, 400, [new("ar", 30_000, 390), new("en", 1_000, 10)], [new(Hostile, 31_000, 400, true), new("small.example", 1, 1, false)]))
            .Answer<AddLinks>((LineOutcome[])[new(1, "everybody.example", "everybody.example", null)]);
        page.Find("#links").Change("everybody.example");
        page.Find("form.add").Submit();

        Assert.DoesNotContain(typeof(AddLinks), Runner.Ran);
        Assert.Contains("Looked through: 100,000 posts of the last 90 days. Found in: 31,000 posts of 400 accounts.", page.Find(".reach").TextContent, StringComparison.Ordinal);
        Assert.Contains("Only the newest were looked through, back to", page.Find(".reach").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Arabic30000390", "English100010"], page.FindAll(".reach tbody tr").Select(row => row.TextContent));
        Assert.Equal($"{Hostile}: 31,000 posts · 400 accounts", Assert.Single(page.FindAll(".add .warning li")).TextContent);
        Assert.Empty(page.FindAll("img"));

        // Other lines are looked for anew.
        page.Find("#links").Change("other.example");
        Assert.Empty(page.FindAll(".reach, .add .warning"));
        page.Find("form.add").Submit();
        page.Find(".add .warning button").Click();
        Assert.Single(Runner.Ran, ran => ran == typeof(AddLinks));
        Assert.Empty(page.FindAll(".add .warning"));
        Assert.Contains("1 line, taken: 1", page.Find(".outcomes").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_that_is_never_matched_is_kept_without_a_look_and_what_each_source_holds_is_shown()
    {
        var hash = Hash() with { Opinions = [new("press desk", HashOpinion.Agree, Severity.Severe), new(BankAccess.Team, HashOpinion.Disagree)], Stopped = true };
        var page = Page("a/b", new BankFile("a/b", "Emblems", BankKind.Hashes, [], [hash], 1, 1, true));
        Assert.Equal(["press desk: agrees · severe", "this team: disagrees"], page.FindAll("tbody td li").Select(li => li.TextContent.ToLowerInvariant()));
        Assert.Contains("stopped", page.Find("tbody tr").TextContent, StringComparison.Ordinal);

        Runner.Answer<AddHashes>((LineOutcome[])[new(1, "aa", "aa", null)]);
        page.Find("#never-match").Change(true);
        page.Find("#hashes").Change("aa");
        page.Find("form.add").Submit();
        Assert.Contains(typeof(AddHashes), Runner.Ran);
        Assert.DoesNotContain(typeof(PreviewEntries), Runner.Ran);
    }

    [Fact]
    public void A_broken_rule_is_said_at_the_field_and_what_was_pasted_stays()
    {
        var page = Page("links-1");
        Runner.Refuse<AddLinks>(new RuleBrokenException(BankRules.TooManyLines));
        page.Find("#links").Change("many");
        page.Find("form.add").Submit();

        Assert.Equal(BankRules.TooManyLines.Sentence, page.Find("#links-error").TextContent);
        Assert.Equal("many", page.Find("#links").GetAttribute("value"));
    }

    [Fact]
    public void A_link_is_taken_out_at_the_second_press()
    {
        var page = Page("links-1");
        page.Find("td button").Click();
        Assert.DoesNotContain(typeof(RemoveLink), Runner.Ran);
        page.Find("td button").Click();
        Assert.Contains(typeof(RemoveLink), Runner.Ran);
    }

    [Fact]
    public void Of_a_hash_every_sources_opinion_is_shown_and_the_teams_can_be_given()
    {
        var page = Page("a/b", new BankFile("a/b", "Emblems", BankKind.Hashes, [], [Hash(), Hash(ours: true)], 2, 2, true));
        var rows = page.FindAll("tbody tr");

        Assert.Equal(["press desk: agrees", "this team: disagrees"], rows[0].QuerySelectorAll("td li").Select(li => li.TextContent));
        Assert.Empty(page.FindAll("img"));
        Assert.Equal("disagrees", rows[0].QuerySelector("[aria-pressed=true]")!.TextContent);
        // Another's hash is disagreed with, not taken out.
        Assert.Equal([0, 1], rows.Select(row => row.QuerySelectorAll(".grave").Length));
        page.FindAll("tbody tr")[0].QuerySelector("[aria-pressed=false]")!.Click();
        Assert.Contains(typeof(JudgeHash), Runner.Ran);
    }

    [Fact]
    public void A_missing_label_is_said_at_its_own_field()
    {
        var page = Page("a/b", new BankFile("a/b", "Emblems", BankKind.Hashes, [], [], 0, 0, true));
        Runner.Refuse<AddHashes>(new RuleBrokenException(BankRules.LabelRequired));
        page.Find("#hashes").Change(new string('a', 64));
        page.Find("form.add").Submit();

        Assert.Equal(BankRules.LabelRequired.Sentence, page.Find("#hash-label-error").TextContent);
        Assert.Empty(page.FindAll("#hashes-error"));
    }

    [Fact]
    public void Whoever_only_reads_is_offered_no_change()
    {
        Assert.Empty(Page("links-1", File(manages: false)).FindAll(".file form.add, td button"));
    }

    [Fact]
    public void A_bank_is_renamed_and_removed_and_what_stands_in_the_way_is_said_there()
    {
        var page = Page("links-1");
        Assert.Equal("Outlets", page.Find("#rename").GetAttribute("value"));
        Runner.Refuse<RenameBank>(new RuleBrokenException(BankRules.NameTaken));
        page.Find("#rename").Change("Emblems");
        page.Find(".change form").Submit();
        Assert.Equal(BankRules.NameTaken.Sentence, page.Find("#rename-error").TextContent);

        Runner.Answer<RenameBank>(true).Answer<ReadBank>(File() with { Name = "Presses" });
        page.Find(".change form").Submit();
        Assert.Equal("Presses", page.Find("header h2").TextContent);

        Runner.Refuse<RemoveBank>(new RuleBrokenException(BankRules.InUse));
        page.Find(".change .grave").Click();
        page.Find(".change .grave").Click();
        Assert.Equal(BankRules.InUse.Sentence, page.Find(".change [role=alert]").TextContent);

        Runner.Answer<RemoveBank>(true);
        page.Find(".change .grave").Click();
        page.Find(".change .grave").Click();
        Assert.EndsWith("/banks", Navigation.Uri, StringComparison.Ordinal);
        Assert.Empty(Page("links-1", File(manages: false)).FindAll(".change"));
    }

    [Fact]
    public void A_new_bank_is_made_for_a_policy_and_opened_and_a_taken_name_is_said()
    {
        var page = Page();
        Runner.Refuse<MakeBank>(new RuleBrokenException(BankRules.NameTaken));
        page.Find("#bank-name").Change("Outlets");
        page.Find("form.make").Submit();
        Assert.Equal(BankRules.NameTaken.Sentence, page.Find("#bank-name-error").TextContent);

        Runner.Answer<MakeBank>("links-2");
        page.Find("form.make").Submit();
        Assert.EndsWith("/banks/links-2", Navigation.Uri, StringComparison.Ordinal);
    }
}
