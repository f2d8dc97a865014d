using Bunit;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Breaker;
using ModerationHub.Features.Policies.Recounts;

namespace ModerationHub.Tests.Pages;

public sealed class PolicyPlaceTests : PageTest
{
    static readonly PolicyLine[] Lines = [Line("a", "First"), Line("b", "Middle"), Line("c", "Within", "b"), Line("d", "Last"), Line("old", "Old") with { Archived = true }];

    static PolicyLine Line(string key, string name, string? parent = null) => new(key, name, Severity.High, parent is null ? 0 : 1, 1, 0.7, [], 60, 0, 0, null, null) { ParentKey = parent };

    static PolicyFile File(string key = "b", ArchiveAsk? ask = null, bool archived = false) => new(key, "Middle", Severity.High, [new(1, PolicyVersionState.Live, Now, null, null, null, null)],
        new VersionFile(1, PolicyVersionState.Live, 7, new VersionContent { Text = "Do not.", Threshold = 0.7, TargetMinutes = 60, EnoughExhibits = 3 }, null, null, null, null, null, null, null, null, false), [], 0, 0, true)
    {
        Row = 3, Ask = ask, Archived = archived,
    };

    IRenderedComponent<PoliciesPage> Page(PolicyFile? file, string address)
    {
        Runner.Answer<ReadPolicies>(Lines).Answer<ReadTermStops>(Array.Empty<StoppedTerm>()).Answer<ReadGivenUpRecounts>(Array.Empty<GivenUpRecount>());
        if (file is not null)
            Runner.Answer<ReadPolicy>(file);
        Navigation.NavigateTo(address);
        return Render<PoliciesPage>(p => p.Add(c => c.Key, file?.Key));
    }

    [Fact]
    public void A_policy_is_offered_no_place_below_itself_and_the_ends_of_the_list_are_said()
    {
        var page = Page(File(), "/policies/b?view=place");
        Assert.Equal(["", "a", "d"], page.FindAll("#place-parent option").Select(o => o.GetAttribute("value")));
        Assert.Equal([false, false], page.FindAll("form button[type=button]").Select(b => b.HasAttribute("disabled")));
        Assert.Equal([true, false], Page(File("a"), "/policies/a?view=place").FindAll("form button[type=button]").Select(b => b.HasAttribute("disabled")));
        Assert.Contains("archived", page.Find("ul.tree").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_place_stands_at_its_field_and_what_was_typed_stays()
    {
        var page = Page(File(), "/policies/b?view=place");
        page.Find("#place-name").Input("Another name");
        Runner.Refuse<PlacePolicy>(new Domain.RuleBrokenException(PolicyRules.TooDeep));
        page.Find("form").Submit();
        Assert.Equal(PolicyRules.TooDeep.Sentence, page.Find("#place-parent-error").TextContent);
        Assert.Equal("Another name", page.Find("#place-name").GetAttribute("value"));
        Assert.Equal("Not saved yet.", page.Find("form [role=status]").TextContent);

        Runner.Answer<PlacePolicy>(0).Answer<ReadPolicy>(File() with { Name = "Another name", Row = 4 });
        page.Find("form").Submit();
        Assert.Equal("Saved.", page.Find("form [role=status]").TextContent);
        Assert.Equal("Another name", page.Find("#place-name").GetAttribute("value"));
    }

    [Fact]
    public void Archiving_asks_for_a_reason_and_whoever_asked_cannot_agree()
    {
        var page = Page(File(), "/policies/b?view=place");
        page.Find("section.panel button").Click();
        Assert.Equal(PolicyRules.ReasonRequired.Sentence, page.Find("#archive-reason-error").TextContent);
        Assert.DoesNotContain(typeof(ArchivePolicy), Runner.Ran);
        page.Find("#archive-reason").Input("Nobody needs it");
        page.Find("section.panel button").Click();
        Runner.Answer<ArchivePolicy>(0).Answer<ReadPolicy>(File(ask: new("Heron", "Nobody needs it", true)));
        page.Find("section.panel button").Click();
        Assert.Contains(typeof(ArchivePolicy), Runner.Ran);
        Assert.Equal(["Keep it"], page.FindAll("section.panel button").Select(b => b.TextContent));

        Assert.Equal(["Agree and archive", "Keep it"], Page(File(ask: new("Heron", "Why", false)), "/policies/b?view=place").FindAll("section.panel button").Select(b => b.TextContent));
        var archived = Page(File(archived: true), "/policies/b?view=place");
        Assert.Equal(["Take it out of the archive"], archived.FindAll("section.panel button").Select(b => b.TextContent));
        Assert.Empty(archived.FindAll("#place-name"));
        Assert.DoesNotContain("Begin a draft", archived.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_policy_is_opened_once_it_is_made_and_a_broken_rule_stands_at_its_field()
    {
        var page = Page(null, "/policies?view=new");
        Runner.Refuse<MakePolicy>(new Domain.RuleBrokenException(PolicyRules.KeyTaken));
        page.Find("#new-name").Input("Lantern marches");
        page.Find("#new-key").Input("lantern-marches");
        page.Find("#new-text").Input("It forbids this.");
        page.Find("form").Submit();
        Assert.Equal(PolicyRules.KeyTaken.Sentence, page.Find("#new-key-error").TextContent);
        Runner.Answer<MakePolicy>(true);
        page.Find("form").Submit();
        Assert.EndsWith("/policies/lantern-marches", Navigation.Uri, StringComparison.Ordinal);
    }
}
