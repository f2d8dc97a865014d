using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Features.Triage.Views;

/// <summary>The steps of triage: each changes the state at once and lets the handler follow, so that nobody waits for the next case.</summary>
public sealed class TriageFlow(TriageState state, TriageActions actions, Action changed)
{
    Task prefetching = Task.CompletedTask;
    Task writing = Task.CompletedTask;

    /// <summary>A decision went on the record: show the way back.</summary>
    public Action<Decided, DecisionDraft, CaseView>? OnDecided { get; init; }

    /// <summary>A decision's undo time is used or over: its way back disappears.</summary>
    public Action<Guid>? OnUndoOver { get; init; }

    /// <summary>A case left by another way than a decision.</summary>
    public Action<Left, string?>? OnLeft { get; init; }

    public async Task NextAsync()
    {
        if (state.Phase is Phase.Working or Phase.Fetching)
            return;
        state.Fetching();
        changed();
        await FetchAsync();
    }

    public async Task ClaimAsync(Guid caseId)
    {
        if (state.Case?.Id == caseId || state.Phase == Phase.Fetching)
            return;
        var left = state.Case?.Id;
        state.Fetching();
        changed();
        var answer = await actions.Claim(caseId);
        if (answer.Value is { } view)
        {
            state.Open(view);
            if (left is { } id)
                await actions.Release(id);
            Prefetch();
        }
        else
        {
            state.Stumble(answer.Broken ?? "");
        }
        changed();
    }

    public Task DecideAsync() => writing = WriteAsync();

    async Task WriteAsync()
    {
        if (!state.TryDecide() || state is not { Draft: { } draft, Case: { } decided })
        {
            changed();
            return;
        }
        var deciding = actions.Decide(draft);
        await AdvanceAsync();
        var answer = await deciding;
        if (answer.Broken is { } sentence)
        {
            state.Return(decided, draft);
            state.Stumble(sentence);
        }
        else if (answer.Value is { } decision)
        {
            state.List.Remove(decided.Id);
            if (draft.Has(DecisionAction.Escalate))
            {
                OnLeft?.Invoke(Left.Escalated, null);
            }
            else
            {
                state.CanUndo(decision, draft);
                OnDecided?.Invoke(decision, draft, decided);
            }
        }
        changed();
    }

    /// <param name="decisionId">One of the decisions whose undo time runs; the last one when none is named.</param>
    public async Task UndoAsync(Guid? decisionId = null)
    {
        // Whoever presses undo before the decision is written means that decision.
        if (decisionId is null)
            await writing;
        if ((decisionId is { } id ? state.UndoableAs(id) : state.Undoable) is not { } last)
            return;
        UndoOver(last.Decision.DecisionId);
        var answer = await actions.Undo(last.Decision.DecisionId);
        if (answer.Value is { } view)
        {
            // The present case becomes the next one; the one that was next goes back.
            var displaced = state.Case is { } present && present.Id != view.Id ? state.Next?.Id : null;
            state.Return(view, last.Draft);
            if (displaced is { } next)
                await actions.Release(next);
        }
        else
        {
            state.Stumble(answer.Broken ?? "");
        }
        changed();
    }

    /// <summary>The time of a decision's undo is over.</summary>
    public void UndoOver(Guid decisionId)
    {
        state.UndoOver(decisionId);
        OnUndoOver?.Invoke(decisionId);
    }

    /// <summary>Gives back what is held: the page is going away.</summary>
    public async Task LeavePageAsync()
    {
        Guid[] held = [.. new[] { state.Case?.Id, state.Next?.Id }.OfType<Guid>()];
        state.Rest();
        state.Prefetched(null);
        foreach (var id in held)
            await actions.Release(id);
    }

    public Task PassOnAsync(PassOn why) => LeaveAsync(view => actions.PassOn(view.Id, why, state.Draft?.Note ?? ""), why switch
    {
        PassOn.CannotRead => Left.ToReaders,
        PassOn.NeedsSpecialist => Left.ToSpecialists,
        _ => Left.ForContext,
    });

    public Task SealAsync() => LeaveAsync(view => actions.Seal(view.Id), Left.Sealed);

    /// <summary>Waits for no undo, batch or shift; the case goes to whoever is on call.</summary>
    public async Task RaiseThreatAsync()
    {
        string? paged = null;
        await LeaveAsync(async view =>
        {
            var answer = await actions.RaiseThreat(view.Id);
            paged = answer.Value;
            return answer.Broken is { } sentence ? Answer.Broken<bool>(sentence) : true;
        }, Left.ThreatRaised, () => paged);
    }

    /// <summary>Covers everything first, then gives the claims back. Asks nothing.</summary>
    public async Task StepAwayAsync()
    {
        if (state.Phase == Phase.SteppedAway)
        {
            state.Rest();
            changed();
            return;
        }
        Guid[] held = [.. new[] { state.Case?.Id, state.Next?.Id }.OfType<Guid>()];
        state.StepAway();
        changed();
        await prefetching;
        if (state.Next is { } late)
            held = [.. held, late.Id];
        state.Prefetched(null);
        foreach (var id in held)
            await actions.Release(id);
    }

    async Task LeaveAsync(Func<CaseView, Task<Answer<bool>>> leave, Left how, Func<string?>? who = null)
    {
        if (state is not { Phase: Phase.Working, Case: { } view, Draft: { } draft })
            return;
        var leaving = leave(view);
        await AdvanceAsync();
        var answer = await leaving;
        if (answer.Broken is { } sentence)
        {
            state.Return(view, draft);
            state.Stumble(sentence);
        }
        else
        {
            state.List.Remove(view.Id);
            OnLeft?.Invoke(how, who?.Invoke());
        }
        changed();
    }

    async Task AdvanceAsync()
    {
        await (state.Next is null ? prefetching : Task.CompletedTask);
        if (state.Advance())
        {
            Prefetch();
            changed();
            return;
        }
        changed();
        await FetchAsync();
    }

    async Task FetchAsync()
    {
        var answer = await actions.ClaimNext(state.List.Queue);
        if (state.Phase != Phase.Fetching)
        {
            // The reviewer stepped away or a case came back meanwhile.
            if (answer.Value is { } unwanted)
                await actions.Release(unwanted.Id);
            return;
        }
        if (answer.Broken is { } sentence)
            state.Stumble(sentence);
        else if (answer.Value is { } view)
        {
            state.Open(view);
            Prefetch();
        }
        else
            state.NothingLeft();
        changed();
    }

    void Prefetch()
    {
        if (state.Next is null && prefetching.IsCompleted)
            prefetching = PrefetchAsync();
    }

    async Task PrefetchAsync()
    {
        var answer = await actions.ClaimNext(state.List.Queue);
        if (answer.Value is not { } view)
            return;
        if (state.Phase is Phase.Working or Phase.SteppedAway && state.Next is null)
            state.Prefetched(view);
        else
            await actions.Release(view.Id);
    }
}

public enum Left { ToReaders, ToSpecialists, ForContext, Sealed, ThreatRaised, Escalated }
