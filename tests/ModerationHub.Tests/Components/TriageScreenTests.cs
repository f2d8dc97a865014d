using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Components.Controls;
using ModerationHub.Components.Keys;
using ModerationHub.Components.Layout;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Features.Triage;
using ModerationHub.Features.Triage.Views;

namespace ModerationHub.Tests.Components;

public class TriageScreenTests : ConsoleTest
{
    readonly TriageState state = new();

    KeyRegistry Keys => Services.GetRequiredService<KeyRegistry>();

    IRenderedComponent<TriageScreen> Screen(bool mayClaim = true) =>
        Render<TriageScreen>(p => p.Add(s => s.State, state).Add(s => s.Actions, TriageStateTests.NoActions).Add(s => s.MayClaim, mayClaim));

    string? FocusedLast => JSInterop.Invocations["focusOn"] is [.., var last] ? last.Arguments[0]?.ToString() : null;

    [Theory]
    [InlineData(null, "[data-gap=Action]")]
    [InlineData(DecisionAction.Suspend, "[data-gap=Context]")]
    [InlineData(DecisionAction.Escalate, "#escalate")]
    public async Task Deciding_with_a_gap_leads_to_what_is_missing(DecisionAction? chosen, string place)
    {
        JSInterop.SetupModule(_ => true).Mode = JSRuntimeMode.Loose;
        state.Open(TriageStateTests.Case("C-1"));
        if (chosen is { } kind)
            state.Edit(draft => DraftRules.Toggle(draft, kind));
        var screen = Screen();

        await screen.InvokeAsync(() => Keys.Press("Ctrl+Enter"));

        Assert.Equal(place, FocusedLast);
        Assert.Single(screen.FindAll(place));
    }

    [Fact]
    public async Task Without_exhibits_the_focus_goes_to_the_posts_and_without_a_reason_to_its_field()
    {
        JSInterop.SetupModule(_ => true).Mode = JSRuntimeMode.Loose;
        state.Open(TriageStateTests.Case("C-1"));
        state.Edit(draft => DraftRules.Toggle(draft, DecisionAction.Warn) with { Exhibits = [] });
        var screen = Screen();
        await screen.InvokeAsync(() => Keys.Press("Ctrl+Enter"));
        Assert.NotEmpty(screen.FindAll(FocusedLast!));

        state.Edit(draft => draft with { Reason = " " });
        await screen.InvokeAsync(() => Keys.Press("Ctrl+Enter"));
        Assert.Equal("#reason", FocusedLast);
    }

    [Fact]
    public void Whoever_claims_nothing_is_offered_only_the_keys_to_look()
    {
        Screen(mayClaim: false);
        Assert.Equal(["/", "."], Keys.Active.Select(key => key.Keys));
    }

    [Fact]
    public void Whoever_claims_nothing_opens_a_case_to_read_it_also_one_that_somebody_works_on()
    {
        Guid asked = default;
        var actions = TriageStateTests.NoActions with { Claim = id => { asked = id; return Task.FromResult<Answer<CaseView?>>(default); } };
        ListedCase taken = new(Guid.CreateVersion7(Now), "q", "torch", Band.WellOver, 1, Now, Now) { ClaimedBy = "Wren" };
        state.List.Load([], null, [taken, taken with { CaseId = Guid.CreateVersion7(Now.AddDays(1)), ClaimedBy = null }]);
        var reads = Render<TriageScreen>(p => p.Add(s => s.State, state).Add(s => s.Actions, actions).Add(s => s.MayClaim, false));
        var row = reads.FindAll("button.row").Single(b => b.TextContent.Contains("Wren", StringComparison.Ordinal));
        Assert.False(row.HasAttribute("aria-disabled"));
        row.Click();
        Assert.Equal(default, asked);
        Assert.EndsWith($"/cases/{taken.CaseId}", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);

        var works = Render<TriageScreen>(p => p.Add(s => s.State, state).Add(s => s.Actions, actions));
        Assert.Single(works.FindAll("button.row[aria-disabled=true]"));
        works.Find("button.row:not([aria-disabled])").Click();
        Assert.NotEqual(default, asked);
    }

    [Fact]
    public async Task What_the_policy_does_not_allow_cannot_be_chosen_and_says_why()
    {
        JSInterop.SetupModule(_ => true).Mode = JSRuntimeMode.Loose;
        var view = TriageStateTests.Case("C-1");
        state.Open(view with { Apps = [new("Thistle", 3)], Policies = [view.Policies[0] with { AllowedActions = [Domain.Decisions.ActionKind.Warn, Domain.Decisions.ActionKind.RemovePost] }, new("other", "Other", 1, "Text") { AllowedActions = [Domain.Decisions.ActionKind.Suspend] }] });
        var screen = Screen();
        string[] Barred() => [.. screen.FindAll(".choice[disabled]").Select(choice => choice.FirstElementChild!.TextContent)];

        Assert.Equal(["Suspend", "Restrict", "Revoke app"], Barred());
        Assert.Equal("The policy allows no: Suspend, Restrict, Revoke app", screen.Find(".barred").TextContent);
        Assert.Equal(Domain.Decisions.DecisionRules.ActionNotAllowed.Sentence, screen.Find(".choice[disabled]").GetAttribute("title"));
        await screen.InvokeAsync(() => Keys.Press("s"));
        Assert.Empty(state.Draft!.Actions);
        Assert.Contains(Services.GetRequiredService<Shell>().Toasts, toast => toast.Text == Domain.Decisions.DecisionRules.ActionNotAllowed.Sentence);

        // Chosen under one policy and forbidden by the next: it is named before anything is sent, and can be taken back.
        await screen.InvokeAsync(() => Keys.Press("w"));
        screen.Find("#policy").Change("other");
        Assert.Contains(Gap.Allowed, state.Gaps);
        screen.FindAll(".choice").Single(choice => choice.FirstElementChild!.TextContent == "Warn").Click();
        Assert.DoesNotContain(Gap.Allowed, state.Gaps);
    }

    [Fact]
    public async Task Where_an_action_holds_is_typed_checked_and_said_before_it_is_decided()
    {
        JSInterop.SetupModule(_ => true).Mode = JSRuntimeMode.Loose;
        var view = TriageStateTests.Case("C-1");
        state.Open(view);
        var screen = Screen();
        await screen.InvokeAsync(() => Keys.Press("w"));
        Assert.Empty(screen.FindAll("#where"));
        await screen.InvokeAsync(() => Keys.Press("r"));
        Assert.Equal("Where: Everywhere", screen.Find(".where summary").TextContent);

        screen.Find("#where").Change("de, Egypt");
        Assert.Contains(Gap.Territory, state.Gaps);
        Assert.Contains("ISO 3166", screen.Find(".where [role=alert]").TextContent, StringComparison.Ordinal);
        screen.Find("#where").Change(" de،eg DE");
        Assert.Empty(state.Gaps);
        Assert.Contains("Warn + Restrict in: Germany, Egypt", screen.Find(".decide").TextContent, StringComparison.Ordinal);

        var form = DraftForms.Form(state.Draft!);
        Assert.Equal([null, "DE EG"], form.Actions.Select(action => action.Territories is { } codes ? string.Join(' ', codes) : null));
        Assert.Equal("DE, EG", DraftForms.Draft(view, form).Territories);
    }

    [Fact]
    public void Fewer_exhibits_than_advised_are_advice_and_none_is_a_gap()
    {
        state.Open(TriageStateTests.Case("C-1"));
        state.Edit(draft => DraftRules.ToggleExhibit(draft, "p1"));
        var screen = Screen();
        Assert.Contains("you may decide", screen.Find(".exhibits").TextContent, StringComparison.Ordinal);

        state.Edit(draft => draft with { Exhibits = [] });
        screen.Render();
        Assert.Contains("at least one", screen.Find(".exhibits").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_be_undone_names_its_account()
    {
        JSInterop.SetupModule(_ => true).Mode = JSRuntimeMode.Loose;
        state.Open(TriageStateTests.Case("C-1"));
        state.Edit(draft => DraftRules.Toggle(draft, DecisionAction.NoAction));
        var screen = Screen();
        await screen.InvokeAsync(() => Keys.Press("Ctrl+Enter"));

        var toast = Assert.Single(Services.GetRequiredService<ModerationHub.Components.Layout.Shell>().Toasts);
        Assert.Contains("@torch", toast.Text, StringComparison.Ordinal);
        Assert.NotNull(toast.Undo);
    }

    [Fact]
    public async Task The_pane_shows_what_the_owner_will_read_and_nothing_of_it_when_a_case_is_escalated()
    {
        JSInterop.SetupModule(_ => true).Mode = JSRuntimeMode.Loose;
        state.Open(TriageStateTests.Case("C-1"));
        var screen = Screen();
        await screen.InvokeAsync(() => Keys.Press("a"));
        Assert.Equal("Nothing found.", screen.Find("#reason").GetAttribute("value"));
        screen.FindAll(".said button")[1].Click();
        Assert.Equal("لا مخالفة.", screen.Find("#reason").GetAttribute("value"));

        await screen.InvokeAsync(() => Keys.Press("e"));
        Assert.Empty(screen.FindAll("#reason, #policy, .exhibits, .said"));
        Assert.Contains("whoever takes it on", screen.Find("label[for=note]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_half_of_a_double_click_decides_nothing()
    {
        state.Open(TriageStateTests.Case("C-1"));
        state.Edit(draft => DraftRules.Toggle(draft, DecisionAction.NoAction));
        var screen = Screen();
        foreach (var leaving in new[] { ".decide", ".pass button", ".harm button:first-child", ".harm button:last-child" })
        {
            screen.Find(leaving).Click(new MouseEventArgs { Detail = 2 });
            Assert.Equal(Phase.Working, state.Phase);
        }
        screen.Find(".decide").Click(new MouseEventArgs { Detail = 1 });
        Assert.NotEqual(Phase.Working, state.Phase);
    }

    [Theory]
    [InlineData("x", "j and k move")]
    [InlineData("o", "No app")]
    [InlineData("3", "choose Suspend first")]
    [InlineData("0", "choose Suspend first")]
    [InlineData("d", "choose one first")]
    [InlineData("Space", "j and k move")]
    public async Task A_key_that_changes_nothing_says_why(string key, string why)
    {
        state.Open(TriageStateTests.Case("C-1"));
        state.Edit(draft => draft with { Exhibits = [] });
        var (before, screen) = (state.Draft, Screen());
        await screen.InvokeAsync(() => Keys.Press(key));

        Assert.Same(before, state.Draft);
        Assert.Contains(why, Assert.Single(Services.GetRequiredService<Shell>().Toasts).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_phase_has_a_home_for_the_focus_and_leads_there()
    {
        JSInterop.SetupModule(_ => true).Mode = JSRuntimeMode.Loose;
        var refused = false;
        var actions = TriageStateTests.NoActions with { Claim = _ => Task.FromResult(refused ? Answer.Broken<CaseView?>("Somebody holds it.") : new Answer<CaseView?>(TriageStateTests.Case("C-2"), null)) };
        var screen = Render<TriageScreen>(p => p.Add(s => s.State, state).Add(s => s.Actions, actions));
        int Led() => JSInterop.Invocations["focusHome"].Count;
        async Task LeadsAfterAsync(Func<Task> step, Phase phase)
        {
            var before = Led();
            await screen.InvokeAsync(step);
            screen.WaitForAssertion(() => Assert.True(Led() > before));
            Assert.Equal(phase, state.Phase);
            Assert.Single(screen.FindAll("[data-home-focus]"));
        }

        await LeadsAfterAsync(() => screen.Instance.OpenAsync(Guid.CreateVersion7(Now)), Phase.Working);
        await LeadsAfterAsync(() => Keys.Press("l"), Phase.Empty);
        await LeadsAfterAsync(() => screen.Instance.OpenAsync(Guid.CreateVersion7(Now)), Phase.Working);
        // Another case that can't be claimed: the same one is drawn anew.
        refused = true;
        await LeadsAfterAsync(() => screen.Instance.OpenAsync(Guid.CreateVersion7(Now)), Phase.Working);
        await LeadsAfterAsync(screen.Instance.LapseAsync, Phase.Lapsed);
        Assert.Contains("ten minutes", screen.Find(".empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stepping_away_lays_a_dialog_over_everything_and_one_press_comes_back()
    {
        var modal = JSInterop.SetupModule(path => path.Identifier == "import" && path.Arguments[0] is string module && module.Contains("modal", StringComparison.Ordinal));
        modal.Mode = JSRuntimeMode.Loose;
        state.Open(TriageStateTests.Case("C-1"));
        var screen = Screen();
        await screen.InvokeAsync(() => Keys.Press("b"));
        Assert.Single(modal.Invocations["open"]);
        var back = screen.Find("dialog.whole [data-key=b]");
        Assert.Empty(screen.FindAll(".post"));

        await back.ClickAsync();
        Assert.Equal(Phase.Resting, state.Phase);
        Assert.Single(modal.Invocations["close"]);
    }

    [Fact]
    public void Counts_that_were_not_counted_to_their_end_say_so_and_all_queues_are_one_press_away()
    {
        string? asked = "none";
        state.List.Load([new("q", "Ordinary", QueueBoard.CountLimit + 1, QueueBoard.CountLimit + 1), new("r", "Other", 3, 1)], "q", [new(Guid.CreateVersion7(Now), "q", "torch", Band.WellOver, 1, Now, Now)], more: true);
        var screen = Render<TriageScreen>(p => p.Add(s => s.State, state).Add(s => s.Actions, TriageStateTests.NoActions).Add(s => s.OnQueue, (string? queue) => asked = queue));
        var lanes = screen.FindAll(".queue nav button");

        Assert.Equal(["1,000+", "3"], screen.FindAll(".queue .count").Select(count => count.TextContent));
        Assert.Equal(["1,000+ late", "1 late"], screen.FindAll(".queue .late").Where(late => late.Closest("nav") is not null).Select(late => late.TextContent));
        Assert.Equal("1 of 1,000+ that wait", screen.Find(".queue .none").TextContent);
        Assert.Equal("true", lanes[1].GetAttribute("aria-current"));
        lanes[0].Click();
        Assert.Null(asked);
    }

    [Fact]
    public void A_queue_is_called_empty_only_when_nothing_waits_there()
    {
        state.List.Load([new("q", "Ordinary", 2, 0)], null, []);
        var screen = Screen();
        Assert.Contains("not for you now", screen.Find(".queue .none").TextContent, StringComparison.Ordinal);
        state.List.Count([new("q", "Ordinary", 0, 0)]);
        screen.Render();
        Assert.Contains("empty", screen.Find(".queue .none").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Harm_has_its_buttons_beside_the_decision_whatever_is_scrolled()
    {
        state.Open(TriageStateTests.Case("C-1"));
        Assert.Equal(2, Screen().FindAll("footer .harm button.grave").Count);
    }
}
