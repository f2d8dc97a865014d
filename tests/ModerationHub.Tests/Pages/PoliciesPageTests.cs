using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Breaker;
using ModerationHub.Features.Policies.Recounts;

namespace ModerationHub.Tests.Pages;

public class PoliciesPageTests : PageTest
{
    static PolicyFile File(PolicyVersionState state = PolicyVersionState.Draft) => new("p", "Policy", Severity.High,
        [new(2, state, null, null, "Osprey", null, null), new(1, PolicyVersionState.Live, Now, null, null, null, null)],
        new VersionFile(2, state, 7, new VersionContent { Text = "Do not.", Threshold = 0.7, TargetMinutes = 60, EnoughExhibits = 3 }, 1, "Osprey", null, null, null, null, null, null, false), [], 0, 0, true);

    IRenderedComponent<PoliciesPage> Page(string query)
    {
        Runner.Answer<ReadPolicies>((PolicyLine[])[new("p", "Policy", Severity.High, 2, 2, 0.7, [], 60, 0, 0, null, null)]).Answer<ReadTermStops>(Array.Empty<StoppedTerm>())
            .Answer<ReadGivenUpRecounts>(Array.Empty<GivenUpRecount>()).Answer<ReadPolicy>(File());
        Navigation.NavigateTo("/policies/p" + query);
        return Render<PoliciesPage>(p => p.Add(c => c.Key, "p"));
    }

    [Theory, InlineData("", "#find-term"), InlineData("?view=text", "#threshold"), InlineData("?view=rules", "#add-rule"), InlineData("?view=zzz&v=abc&offset=-5&against=x", "#find-term")]
    public void Each_part_of_a_draft_opens_beside_its_steps(string query, string part)
    {
        var page = Page(query);
        Assert.NotNull(page.Find(part));
        Assert.NotNull(page.Find("#why"));
    }

    [Fact]
    public void A_draft_with_something_unsaved_is_not_sent_to_review()
    {
        var page = Page("?view=text");
        page.Find("#policy-text").Input("Another text.");
        page.Find(".steps button.primary").Click();

        Assert.Contains("save it first", page.Find("p.broken").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(typeof(MoveDraft), Runner.Ran);
        Assert.Equal("Another text.", page.Find("#policy-text").GetAttribute("value"));
    }

    [Fact]
    public void What_was_saved_stays_in_the_form_and_what_became_of_a_version_is_said()
    {
        var page = Page("?view=text");
        page.Find("#policy-text").Input("Another text.");
        Runner.Answer<EditDraft>(0).Answer<ReadPolicy>(File() with { Shown = File().Shown with { Row = 8, Content = File().Shown.Content with { Text = "Another text." } } });
        page.Find("form.form").Submit();
        Assert.Equal("Saved.", page.Find("form.form [role=status]").TextContent);
        Assert.Equal("Another text.", page.Find("#policy-text").GetAttribute("value"));

        Runner.Answer<MoveDraft>(0).Answer<ReadPolicy>(File(PolicyVersionState.InReview));
        page.Find(".steps button.primary").Click();
        Assert.Equal("Version 2, in review", Assert.Single(Shell.Toasts).Text);
    }

    ModerationHub.Components.Layout.Shell Shell => Services.GetRequiredService<ModerationHub.Components.Layout.Shell>();
}
