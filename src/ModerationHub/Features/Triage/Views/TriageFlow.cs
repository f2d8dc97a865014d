using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Features.Triage.Views;

/// <summary>The steps of triage: each changes the state at once and lets the handler follow, so that nobody waits for the next case.</summary>
public sealed class TriageFlow(TriageState state, TriageActions actions, Action changed)
{
    /// <summary>Cases on whose way out somebody's answer is awaited: a second key means them no more.</summary>
    readonly HashSet<Guid> leaving = [];
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
        if (state.Phase is Phase.Working or Phase.Fetching or Phase.SteppedAway)
            return;
        state.Fetching();
        changed();
        await FetchAsync();
    }

    public async Task ClaimAsync(Guid caseId)
    {
        // What is on its way out goes first.
        await (leaving.Count > 0 ? prefetching : Task.CompletedTask);
        if (state.Case?.Id == caseId || state.Phase is Phase.Fetching or Phase.SteppedAway)
            return;
        var left = state.Case?.Id;
        state.Fetching();
        changed();
        var answer = await actions.Claim(caseId);
        if (state.Phase != Phase.Fetching)
        {
            // The reviewer stepped away or a case came back meanwhile.
            if (answer.Value is { } unwanted && unwanted.Id != state.Case?.Id)
                await actions.Release(unwanted.Id);
            return;
        }
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
        if (state.Case is { } present && leaving.Contains(present.Id))
            return;
        if (!state.TryDecide() || state is not { Draft: { } draft, Case: { } decided })
        {
            changed();
            return;
        }
        var answer = await LeaveWithAsync(decided.Id, actions.Decide(draft));
        if (answer.Broken is { } sentence)
        {
            await ReturnAsync(decided, draft);
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
            await ReturnAsync(view, last.Draft);
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
        var held = state.Held;
        state.Rest();
        state.Prefetched(null);
        await ReleaseAsync(held);
    }

    /// <summary>Nobody was here, and the claims ran out.</summary>
    public async Task LapseAsync()
    {
        var held = state.Held;
        state.Lapse();
        changed();
        await ReleaseAsync(held);
    }

    public Task PassOnAsync(PassReason why) => LeaveAsync(view => actions.PassOn(view.Id, why, state.Draft?.Note ?? ""), why switch
    {
        PassReason.CannotRead => Left.ToReaders,
        PassReason.NeedsSpecialist => Left.ToSpecialists,
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
            state.StepBack();
            changed();
            return;
        }
        var held = state.Held;
        state.StepAway();
        changed();
        await ReleaseAsync(held);
        await prefetching;
        if (state.Phase != Phase.SteppedAway || state.Next is not { } late)
            return;
        state.Prefetched(null);
        await ReleaseAsync([late.Id]);
    }

    /// <summary>What was opened again meanwhile stays its reviewer's.</summary>
    async Task ReleaseAsync(IEnumerable<Guid> held)
    {
        foreach (var id in held)
            if (!state.Held.Contains(id))
                await actions.Release(id);
    }

    async Task LeaveAsync(Func<CaseView, Task<Answer<bool>>> leave, Left how, Func<string?>? who = null)
    {
        if (state is not { Phase: Phase.Working, Case: { } view, Draft: { } draft } || leaving.Contains(view.Id))
            return;
        var answer = await LeaveWithAsync(view.Id, leave(view));
        if (answer.Broken is { } sentence)
        {
            await ReturnAsync(view, draft);
            state.Stumble(sentence);
        }
        else
        {
            state.List.Remove(view.Id);
            OnLeft?.Invoke(how, who?.Invoke());
        }
        changed();
    }

    /// <summary>Brings a case back before its reviewer; whoever has stepped away meanwhile gives it back and stays covered.</summary>
    async Task ReturnAsync(CaseView view, DecisionDraft draft)
    {
        if (state.Phase == Phase.SteppedAway)
            await actions.Release(view.Id);
        else
            state.Return(view, draft);
    }

    /// <summary>Goes on to the next case while the answer about this one is awaited.</summary>
    async Task<Answer<T>> LeaveWithAsync<T>(Guid id, Task<Answer<T>> answering)
    {
        leaving.Add(id);
        try
        {
            await AdvanceAsync(id);
            return await answering;
        }
        finally
        {
            leaving.Remove(id);
        }
    }

    async Task AdvanceAsync(Guid from)
    {
        await (state.Next is null ? prefetching : Task.CompletedTask);
        // Another one was opened meanwhile, or all is covered.
        if (state.Phase != Phase.Working || state.Case?.Id != from)
            return;
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
