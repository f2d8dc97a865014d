using Bunit;
using ModerationHub.Domain.Decisions;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Triage;
using ModerationHub.Features.Triage.Views;
using DecisionAction = ModerationHub.Features.Triage.Views.DecisionAction;
using DecisionDraft = ModerationHub.Features.Triage.Views.DecisionDraft;

namespace ModerationHub.Tests.Components;

public class RevokeAppTests : ConsoleTest
{
    static readonly AppUse[] Apps = [new("Daily Verses", 40), new("Web", 2)];

    static DecisionDraft Draft => DraftRules.SetApp(new(Guid.CreateVersion7(Now)), "Daily Verses");

    [Fact]
    public void The_app_is_chosen_among_those_of_the_account()
    {
        DecisionDraft? changed = null;
        var pane = Render<DecisionPane>(p => p.Add(c => c.Draft, Draft).Add(c => c.Apps, Apps).Add(c => c.OnChange, draft => changed = draft));
        Assert.Equal(["Daily Verses", "Web"], pane.FindAll("#app option").Select(o => o.GetAttribute("value")));

        pane.Find("#app").Change("Web");

        Assert.Equal("Web", Assert.Single(changed!.Actions).App);
    }

    [Fact]
    public void Without_an_app_it_cannot_be_chosen()
    {
        var pane = Render<DecisionPane>(p => p.Add(c => c.Draft, new DecisionDraft(Guid.Empty)));
        Assert.Contains("Revoke app", Assert.Single(pane.FindAll(".choice[disabled]")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void It_goes_with_other_actions_but_not_with_none_and_lacks_nothing_but_its_exhibits()
    {
        var draft = DraftRules.SetApp(DraftRules.Toggle(new(Guid.Empty), DecisionAction.Warn), "Web");
        Assert.Equal([DecisionAction.Warn, DecisionAction.RevokeApp], draft.Actions.Select(a => a.Kind));
        Assert.Equal(DecisionAction.NoAction, Assert.Single(DraftRules.Toggle(draft, DecisionAction.NoAction).Actions).Kind);
        Assert.Contains(Gap.App, DraftRules.Gaps(DraftRules.Toggle(new(Guid.Empty), DecisionAction.RevokeApp), null));
        Assert.DoesNotContain(Gap.App, DraftRules.Gaps(draft, null));
    }

    [Fact]
    public void A_kept_draft_comes_back_with_its_app()
    {
        var form = DraftForms.Form(Draft);
        Assert.Equal(new(ActionKind.RevokeApp, "Daily Verses"), Assert.Single(form.Actions));

        var back = DraftForms.Draft(TriageStateTests.Case("C-1"), form);

        Assert.Equal((DecisionAction.RevokeApp, "Daily Verses", null), (back.Actions[0].Kind, back.Actions[0].App, back.Actions[0].PostId));
    }
}
