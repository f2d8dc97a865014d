using ModerationHub.Components.Controls;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Features.Triage;
using ModerationHub.Features.Triage.Views;

namespace ModerationHub.Tests.Components;

public class TriageStateTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    internal static readonly TriageActions NoActions = new()
    {
        ClaimNext = _ => Task.FromResult<Answer<CaseView?>>(default),
        Claim = _ => Task.FromResult<Answer<CaseView?>>(default),
        Decide = _ => Task.FromResult<Answer<Decided>>(new Decided(Guid.CreateVersion7(Now), Now.AddSeconds(10))),
        Undo = _ => Task.FromResult<Answer<CaseView?>>(default),
        PassOn = (_, _, _) => Task.FromResult<Answer<bool>>(true),
        Release = _ => Task.FromResult<Answer<bool>>(true),
        RaiseThreat = _ => Task.FromResult<Answer<string>>("Lead"),
        Seal = _ => Task.FromResult<Answer<bool>>(true),
    };

    internal static CaseView Case(string number) => new(Guid.CreateVersion7(Now), number, Band.WellOver, new AccountView("a", "torch", null, Now))
    {
        Posts = [new("p1", "x", "en", Now, 1), new("p2", "y", "en", Now, 0.5)],
        Policies = [new("policy", "Policy", 1, "Text") { StandardReasons = [new("en", "Standard.", "Nothing found."), new("ar", "مخالف.", "لا مخالفة.")], ExhibitsNeeded = 2 }],
        SuggestedExhibits = ["p1", "p2", "gone"],
    };

    static ListedCase Row(string handle, short band = 0, double rank = 1) => new(Guid.CreateVersion7(Now), "q", handle, Band.WellOver, rank, Now, Now) { QueueBand = band };

    static TriageState Open(out CaseView view)
    {
        var state = new TriageState();
        state.Open(view = Case("C-1"));
        return state;
    }

    [Fact]
    public void A_case_opens_with_policy_reason_and_the_telling_posts_chosen()
    {
        var state = Open(out var view);

        Assert.Equal((view.Policies[0].Key, "Standard."), (state.Draft!.PolicyKey, state.Draft.Reason));
        Assert.Equal(["p1", "p2"], state.Draft.Exhibits);
    }

    [Fact]
    public void A_suspension_needs_the_context_check_and_a_yes_needs_a_note()
    {
        var state = Open(out _);
        state.Edit(draft => DraftRules.Toggle(draft, DecisionAction.Suspend));
        Assert.Equal([Gap.Context], state.Gaps);

        state.Edit(draft => DraftRules.Answer(draft, ContextKind.Satire, true));
        state.Edit(DraftRules.NoneApplies);
        Assert.Equal([Gap.Note], state.Gaps);

        state.Edit(draft => draft with { Note = "It calls in earnest." });
        Assert.True(state.TryDecide());
    }

    [Fact]
    public void A_decision_without_exhibits_cannot_go_and_few_are_named_as_not_enough()
    {
        var state = Open(out _);
        state.Edit(draft => DraftRules.ToggleExhibit(DraftRules.Toggle(draft, DecisionAction.Warn), "p1"));
        Assert.Empty(state.Gaps);
        Assert.False(DraftRules.Enough(state.Draft!, state.Policy));

        state.Edit(draft => DraftRules.ToggleExhibit(draft, "p2"));
        Assert.Equal([Gap.Exhibits], state.Gaps);
        Assert.False(state.TryDecide());
    }

    [Fact]
    public void No_action_and_escalation_stand_alone_and_suspension_drives_out_restriction()
    {
        var draft = new DecisionDraft(Guid.Empty);
        foreach (var kind in (DecisionAction[])[DecisionAction.Restrict, DecisionAction.Warn, DecisionAction.Suspend])
            draft = DraftRules.Toggle(draft, kind);
        Assert.Equal([DecisionAction.Warn, DecisionAction.Suspend], draft.Actions.Select(action => action.Kind));

        draft = DraftRules.Toggle(draft, DecisionAction.NoAction);
        Assert.Equal(DecisionAction.NoAction, Assert.Single(draft.Actions).Kind);
        Assert.Equal([Gap.Destination], DraftRules.Gaps(DraftRules.Toggle(draft, DecisionAction.Escalate), null));
    }

    [Fact]
    public void The_reason_follows_what_is_decided_until_the_reviewer_writes_one()
    {
        var state = Open(out var view);
        DecisionDraft Choose(DecisionAction kind)
        {
            state.Edit(draft => DraftRules.FollowActions(DraftRules.Toggle(draft, kind), state.Policy));
            return state.Draft!;
        }
        Assert.Equal("Nothing found.", Choose(DecisionAction.NoAction).Reason);
        Assert.Equal("Standard.", Choose(DecisionAction.Suspend).Reason);
        state.Edit(draft => DraftRules.SayIn(draft, state.Policy!, "ar"));
        Assert.Equal("مخالف.", state.Draft!.Reason);
        Assert.Equal("لا مخالفة.", Choose(DecisionAction.NoAction).Reason);

        state.Edit(draft => draft with { Reason = "A friend of the account wrote to us." });
        Assert.Equal("A friend of the account wrote to us.", Choose(DecisionAction.Suspend).Reason);
        Assert.Null(DraftRules.Standard(state.Draft!, state.Policy));

        // Emptied on purpose: nothing is decided without a reason, only no action has one of its own.
        state.Edit(draft => draft with { Reason = "" });
        Assert.Equal("", DraftForms.Form(state.Draft!, state.Policy).Reason);
        Assert.Equal("Nothing found.", DraftForms.Form(Choose(DecisionAction.NoAction) with { Reason = " " }, view.Policies[0]).Reason);
    }

    [Fact]
    public void A_kept_draft_says_so_and_can_be_left()
    {
        var state = new TriageState();
        var view = Case("C-1");
        state.Open(view with { Kept = new() { Reason = "Half a sentence", PolicyKey = "policy" } });
        Assert.Equal((true, "Half a sentence"), (state.FromBefore, state.Draft!.Reason));
        state.StartAnew();
        Assert.Equal((false, "Standard."), (state.FromBefore, state.Draft!.Reason));

        state.Open(view);
        Assert.False(state.FromBefore);
    }

    [Fact]
    public void New_rows_wait_while_the_list_is_in_use_and_claims_change_in_place()
    {
        var list = new QueueList();
        var first = Row("first");
        list.Load([], "q", [first]);
        list.SetPointed(true);
        list.Raise(Row("urgent", band: 9));
        list.Claimed(first.CaseId, "Heron", byMe: false);

        Assert.Equal((1, "Heron"), (list.Waiting, Assert.Single(list.Rows).ClaimedBy));

        list.SetPointed(false);
        Assert.Equal(["urgent", "first"], list.Rows.Select(row => row.Handle));
    }

    [Fact]
    public void Nothing_moves_beneath_the_pointer_although_the_focus_goes_and_what_left_stays_in_grey()
    {
        var list = new QueueList();
        var (first, second) = (Row("first", rank: 2), Row("second"));
        list.Load([], null, [first, second]);
        list.SetPointed(true);
        list.SetFocused(true);
        list.SetFocused(false);
        list.Raise(Row("urgent", band: 9));
        list.Raise(second with { QueueBand = 8 });
        list.Remove(first.CaseId);

        Assert.Equal([("first", true), ("second", false)], list.Rows.Select(row => (row.Handle, row.Gone)));
        list.SetPointed(false);
        Assert.Equal(["urgent", "second"], list.Rows.Select(row => row.Handle));
        list.Remove(second.CaseId);
        Assert.Equal("urgent", Assert.Single(list.Rows).Handle);
    }

    [Theory, InlineData("@TOR"), InlineData("arabic"), InlineData("العربية"), InlineData(" ar "), InlineData("oath")]
    public void The_list_is_filtered_by_what_it_shows(string sought)
    {
        var list = new QueueList();
        list.Load([], null, [Row("torch") with { Language = "ar", Why = "The thorn oath" }, Row("other") with { Language = "ku", Why = "Plain" }]);
        list.Search(sought);
        Assert.Equal("torch", Assert.Single(list.Rows).Handle);
        Assert.Equal(sought, list.Filter);
    }

    [Fact]
    public void The_next_rows_are_asked_for_when_few_are_left_and_more_wait()
    {
        var list = new QueueList();
        ListedCase[] loaded = [.. Enumerable.Range(0, 20).Select(i => Row($"r{i}"))];
        list.Load([new("q", "Queue", 50, 0)], null, loaded);
        list.Remove(loaded[0].CaseId);
        Assert.False(list.RunsLow);

        list.Load([new("q", "Queue", 50, 0)], null, loaded, more: true);
        Assert.False(list.RunsLow);
        list.Remove(loaded[0].CaseId);
        Assert.True(list.RunsLow);
        list.Refill([new("q", "Queue", 49, 0)], [Row("next"), loaded[1]], more: true);
        Assert.False(list.RunsLow);
        list.Search("next");
        Assert.Equal((1, 20, 49), (list.Rows.Count, list.Free, list.Open.Sum()));
        list.Claimed(loaded[1].CaseId, "Wren", false);
        Assert.True(list.RunsLow);
    }

    [Fact]
    public async Task A_second_key_while_the_next_case_loads_means_no_case_twice()
    {
        var (one, two, three) = (Case("C-1"), Case("C-2"), Case("C-3"));
        Queue<CaseView?> cases = new([one, two, three]);
        var prefetched = new TaskCompletionSource();
        List<Guid> left = [];
        var state = new TriageState();
        var flow = new TriageFlow(state, NoActions with
        {
            ClaimNext = async _ =>
            {
                var next = cases.Dequeue();
                if (next != one)
                    await prefetched.Task;
                return next;
            },
            Decide = draft =>
            {
                left.Add(draft.CaseId);
                return Task.FromResult<Answer<Decided>>(new Decided(Guid.CreateVersion7(Now), Now.AddSeconds(10)));
            },
            PassOn = (id, _, _) =>
            {
                left.Add(id);
                return Task.FromResult<Answer<bool>>(true);
            },
        }, () => { });
        await flow.NextAsync();
        state.Edit(draft => DraftRules.Toggle(draft, DecisionAction.Warn));
        var deciding = flow.DecideAsync();
        await flow.DecideAsync();
        await flow.PassOnAsync(PassReason.CannotRead);
        prefetched.SetResult();
        await deciding;

        Assert.Equal([one.Id], left);
        Assert.Equal("C-2", state.Case!.Number);
    }

    [Fact]
    public async Task Half_filled_in_a_case_gives_way_to_one_that_comes_back_and_is_as_it_was_afterwards()
    {
        var (one, two) = (Case("C-1"), Case("C-2"));
        Queue<CaseView?> cases = new([one, two]);
        var state = new TriageState();
        var flow = new TriageFlow(state, NoActions with { ClaimNext = _ => Task.FromResult<Answer<CaseView?>>(cases.TryDequeue(out var next) ? next : null), Undo = _ => Task.FromResult<Answer<CaseView?>>(one) }, () => { });
        await flow.NextAsync();
        state.Edit(draft => DraftRules.Toggle(draft, DecisionAction.Warn));
        await flow.DecideAsync();
        state.Edit(draft => DraftRules.Toggle(draft, DecisionAction.Escalate) with { Note = "Half a sen" });
        await flow.UndoAsync();
        Assert.Equal("C-1", state.Case!.Number);
        await flow.DecideAsync();

        Assert.Equal(("C-2", "Half a sen", true), (state.Case!.Number, state.Draft!.Note, state.Draft.Has(DecisionAction.Escalate)));
    }

    [Fact]
    public async Task Whoever_has_stepped_away_stays_covered_whatever_answers_and_whatever_key_is_pressed()
    {
        var (asked, written) = (new TaskCompletionSource<Answer<CaseView?>>(), new TaskCompletionSource<Answer<Decided>>());
        var (one, two) = (Case("C-1"), Case("C-2"));
        var claims = 0;
        List<Guid> released = [];
        var state = new TriageState();
        var flow = new TriageFlow(state, NoActions with
        {
            ClaimNext = _ =>
            {
                claims++;
                return Task.FromResult<Answer<CaseView?>>(default);
            },
            Claim = id => id == one.Id ? Task.FromResult<Answer<CaseView?>>(one) : asked.Task,
            Decide = _ => written.Task,
            Release = id =>
            {
                released.Add(id);
                return Task.FromResult<Answer<bool>>(true);
            },
        }, () => { });

        // A claim from the list that answers late.
        var claiming = flow.ClaimAsync(two.Id);
        await flow.StepAwayAsync();
        claims = 0;
        await flow.NextAsync();
        await flow.ClaimAsync(one.Id);
        asked.SetResult(two);
        await claiming;
        Assert.Equal((Phase.SteppedAway, 0), (state.Phase, claims));
        Assert.Equal([two.Id], released);

        // A decision that is refused late: told when the reviewer is back.
        await flow.StepAwayAsync();
        await flow.ClaimAsync(one.Id);
        state.Edit(draft => DraftRules.Toggle(draft, DecisionAction.Warn));
        var deciding = flow.DecideAsync();
        await flow.StepAwayAsync();
        written.SetResult(Answer.Broken<Decided>("Somebody else decided this case."));
        await deciding;
        Assert.Equal((Phase.SteppedAway, one.Id), (state.Phase, released[^1]));
        await flow.StepAwayAsync();
        Assert.Equal((Phase.Resting, "Somebody else decided this case."), (state.Phase, state.Problem));
    }

    [Fact]
    public async Task The_next_case_stands_there_before_the_decision_is_written()
    {
        var (one, two) = (Case("C-1"), Case("C-2"));
        Queue<CaseView?> cases = new([one, two]);
        var written = new TaskCompletionSource<Answer<Decided>>();
        var state = new TriageState();
        var flow = new TriageFlow(state, NoActions with { ClaimNext = _ => Task.FromResult<Answer<CaseView?>>(cases.TryDequeue(out var next) ? next : null), Decide = _ => written.Task }, () => { });

        await flow.NextAsync();
        state.Edit(draft => DraftRules.Toggle(draft, DecisionAction.Warn));
        var deciding = flow.DecideAsync();
        Assert.Equal("C-2", state.Case!.Number);
        Assert.Null(state.Undoable);

        written.SetResult(Answer.Broken<Decided>("Somebody else decided this case."));
        await deciding;
        Assert.Equal(("C-1", "C-2", "Somebody else decided this case."), (state.Case!.Number, state.Next!.Number, state.Problem));
    }

    [Fact]
    public async Task Undo_brings_the_case_back_with_its_draft()
    {
        var (one, two) = (Case("C-1"), Case("C-2"));
        Queue<CaseView?> cases = new([one, two]);
        var state = new TriageState();
        var flow = new TriageFlow(state, NoActions with { ClaimNext = _ => Task.FromResult<Answer<CaseView?>>(cases.TryDequeue(out var next) ? next : null), Undo = _ => Task.FromResult<Answer<CaseView?>>(one) }, () => { });

        await flow.NextAsync();
        state.Edit(draft => DraftRules.Toggle(draft, DecisionAction.Warn));
        await flow.DecideAsync();
        await flow.UndoAsync();

        Assert.Equal(("C-1", "C-2"), (state.Case!.Number, state.Next!.Number));
        Assert.True(state.Draft!.Has(DecisionAction.Warn));
        Assert.Null(state.Undoable);
    }

    [Fact]
    public async Task Each_decision_whose_time_runs_can_be_undone_by_itself()
    {
        Queue<CaseView?> cases = new([Case("C-1"), Case("C-2"), Case("C-3")]);
        List<Guid> made = [], undone = [], over = [];
        var state = new TriageState();
        var flow = new TriageFlow(state, NoActions with
        {
            ClaimNext = _ => Task.FromResult<Answer<CaseView?>>(cases.TryDequeue(out var next) ? next : null),
            Decide = _ =>
            {
                made.Add(Guid.CreateVersion7(Now));
                return Task.FromResult<Answer<Decided>>(new Decided(made[^1], Now.AddSeconds(10)));
            },
            Undo = id =>
            {
                undone.Add(id);
                return Task.FromResult(Answer.Broken<CaseView?>("late"));
            },
        }, () => { })
        { OnUndoOver = over.Add };
        await flow.NextAsync();
        for (var i = 0; i < 2; i++)
        {
            state.Edit(draft => DraftRules.Toggle(draft, DecisionAction.Warn));
            await flow.DecideAsync();
        }

        await flow.UndoAsync(made[0]);
        await flow.UndoAsync(made[0]);
        await flow.UndoAsync();

        Assert.Equal(made, undone);
        Assert.Equal(made, over);
        Assert.Null(state.Undoable);
    }

    [Fact]
    public async Task Undo_before_the_decision_is_written_takes_that_decision_back()
    {
        Queue<CaseView?> cases = new([Case("C-1"), Case("C-2")]);
        var written = new TaskCompletionSource<Answer<Decided>>();
        List<Guid> undone = [];
        var state = new TriageState();
        var flow = new TriageFlow(state, NoActions with
        {
            ClaimNext = _ => Task.FromResult<Answer<CaseView?>>(cases.TryDequeue(out var next) ? next : null),
            Decide = _ => written.Task,
            Undo = id =>
            {
                undone.Add(id);
                return Task.FromResult(Answer.Broken<CaseView?>("late"));
            },
        }, () => { });
        await flow.NextAsync();
        state.Edit(draft => DraftRules.Toggle(draft, DecisionAction.Warn));
        var deciding = flow.DecideAsync();
        var undoing = flow.UndoAsync();
        Assert.Empty(undone);

        var made = new Decided(Guid.CreateVersion7(Now), Now.AddSeconds(10));
        written.SetResult(made);
        await Task.WhenAll(deciding, undoing);
        Assert.Equal([made.DecisionId], undone);
    }

    [Fact]
    public async Task Leaving_the_page_gives_back_what_is_held()
    {
        Queue<CaseView?> cases = new([Case("C-1"), Case("C-2")]);
        List<Guid> released = [];
        var flow = new TriageFlow(new TriageState(), NoActions with
        {
            ClaimNext = _ => Task.FromResult<Answer<CaseView?>>(cases.TryDequeue(out var next) ? next : null),
            Release = id =>
            {
                released.Add(id);
                return Task.FromResult<Answer<bool>>(true);
            },
        }, () => { });

        await flow.NextAsync();
        await flow.LeavePageAsync();
        Assert.Equal(2, released.Count);
    }

    [Fact]
    public async Task Stepping_away_covers_first_and_gives_both_claims_back()
    {
        Queue<CaseView?> cases = new([Case("C-1"), Case("C-2")]);
        List<Guid> released = [];
        var state = new TriageState();
        var flow = new TriageFlow(state, NoActions with
        {
            ClaimNext = _ => Task.FromResult<Answer<CaseView?>>(cases.TryDequeue(out var next) ? next : null),
            Release = id =>
            {
                Assert.Equal(Phase.SteppedAway, state.Phase);
                released.Add(id);
                return Task.FromResult<Answer<bool>>(true);
            },
        }, () => { });

        await flow.NextAsync();
        await flow.StepAwayAsync();

        Assert.Equal(2, released.Count);
        Assert.Null(state.Case);
    }
}
