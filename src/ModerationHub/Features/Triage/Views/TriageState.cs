using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Features.Triage.Views;

public enum Phase { Resting, Fetching, Working, Empty, SteppedAway, Lapsed }

/// <summary>Everything that the triage page shows, and how it changes. Plain: no rendering, no calls, no clock.</summary>
public sealed class TriageState
{
    readonly List<(Decided Decision, DecisionDraft Draft)> undoable = [];

    /// <summary>What was filled in of the case that gave way to one that came back.</summary>
    DecisionDraft? aside;

    public QueueList List { get; } = new();

    public Phase Phase { get; private set; } = Phase.Resting;

    public CaseView? Case { get; private set; }

    /// <summary>The next case, claimed and loaded before the present one is decided.</summary>
    public CaseView? Next { get; private set; }

    /// <summary>The cases that are claimed here.</summary>
    public Guid[] Held => [.. new[] { Case?.Id, Next?.Id }.OfType<Guid>()];

    public DecisionDraft? Draft { get; private set; }

    /// <summary>How often the reviewer uncovered media in this shift. Theirs to see, nobody else's.</summary>
    public int Exposures { get; set; }

    /// <summary>Index of the post on which the keyboard stands; -1 when it stands on none.</summary>
    public int Focused { get; private set; } = -1;

    /// <summary>A sentence about what stood in the way of the last step.</summary>
    public string? Problem { get; private set; }

    /// <summary>What is filled in was kept from an earlier time, and the reviewer has not said anything to that.</summary>
    public bool FromBefore { get; private set; }

    /// <summary>Whether the reviewer tried to decide: from then on gaps are named.</summary>
    public bool Tried { get; private set; }

    /// <summary>The last decision that can still be undone, with its draft.</summary>
    public (Decided Decision, DecisionDraft Draft)? Undoable => undoable.Count > 0 ? undoable[^1] : null;

    public PolicyView? Policy => Case?.Policies.FirstOrDefault(policy => policy.Key == Draft?.PolicyKey);

    public PostView? FocusedPost => Case is not null && Focused >= 0 && Focused < Case.Posts.Count ? Case.Posts[Focused] : null;

    public IReadOnlyList<Gap> Gaps => Draft is null ? [] : DraftRules.Gaps(Draft, Policy);

    public bool CanDecide => Phase == Phase.Working && Draft is not null && Gaps.Count == 0;

    /// <summary>The heartbeat moved the end of a claim.</summary>
    public void Renewed(Guid caseId, DateTimeOffset until)
    {
        if (Case?.Id == caseId)
            Case = Case with { ClaimedUntil = until };
        if (Next?.Id == caseId)
            Next = Next with { ClaimedUntil = until };
    }

    public void Fetching() => (Phase, Problem) = (Phase.Fetching, null);

    public void Open(CaseView view, DecisionDraft? draft = null)
    {
        if (aside?.CaseId == view.Id)
            (draft, aside) = (draft ?? aside, null);
        (Phase, Case, Draft, Focused, Tried, Problem) = (Phase.Working, view, draft ?? DraftRules.Start(view), -1, false, null);
        FromBefore = draft is null && view.Kept is not null;
        if (Next?.Id == view.Id)
            Next = null;
    }

    public void Prefetched(CaseView? view)
    {
        if (view is null || view.Id != Case?.Id)
            Next = view;
    }

    /// <summary>Goes on to the case that waits, if one does. Answers whether one did.</summary>
    public bool Advance()
    {
        if (Next is { } next)
        {
            Open(next);
            return true;
        }
        Close(Phase.Fetching);
        return false;
    }

    public void NothingLeft() => Close(Phase.Empty);

    public void Rest() => Close(Phase.Resting);

    public void StepAway() => GiveUp(Phase.SteppedAway);

    /// <summary>What went wrong meanwhile is told now.</summary>
    public void StepBack()
    {
        var meanwhile = Problem;
        Rest();
        Problem = meanwhile;
    }

    /// <summary>The claims ran out while nobody was here.</summary>
    public void Lapse() => GiveUp(Phase.Lapsed);

    void GiveUp(Phase phase)
    {
        Close(phase);
        (Next, aside) = (null, null);
    }

    public void Stumble(string sentence)
    {
        Problem = sentence;
        if (Phase == Phase.Fetching)
            Phase = Case is null ? Phase.Resting : Phase.Working;
    }

    public void Edit(Func<DecisionDraft, DecisionDraft> change)
    {
        if (Phase == Phase.Working && Draft is not null)
            (Draft, Problem) = (change(Draft), null);
    }

    /// <summary>Leaves what was kept from before and begins as if nothing had been filled in.</summary>
    public DecisionDraft? StartAnew()
    {
        FromBefore = false;
        return Case is { } view ? Draft = DraftRules.Start(view with { Kept = null }) : null;
    }

    public void Move(int by)
    {
        if (Case is { Posts.Count: > 0 } view)
            Focused = Focused < 0 ? (by > 0 ? 0 : view.Posts.Count - 1) : Math.Clamp(Focused + by, 0, view.Posts.Count - 1);
    }

    public void FocusOn(int index) => Focused = index;

    /// <summary>Marks the attempt; gaps are named from now on. Answers whether the draft can go.</summary>
    public bool TryDecide()
    {
        Tried = true;
        return CanDecide;
    }

    public void CanUndo(Decided decision, DecisionDraft draft) => undoable.Add((decision, draft));

    public void UndoOver(Guid decisionId) => undoable.RemoveAll(one => one.Decision.DecisionId == decisionId);

    public (Decided Decision, DecisionDraft Draft)? UndoableAs(Guid decisionId) =>
        undoable.FindIndex(one => one.Decision.DecisionId == decisionId) is >= 0 and var at ? undoable[at] : null;

    /// <summary>Brings a case back with the draft that it was decided with; the case that had taken its place waits as the next one.</summary>
    public void Return(CaseView view, DecisionDraft draft)
    {
        var (present, begun) = (Case, Draft);
        Open(view, draft with { CaseId = view.Id });
        if (present is not null && present.Id != view.Id)
            (Next, aside) = (present, begun);
    }

    void Close(Phase phase) => (Phase, Case, Draft, Focused, Tried, Problem) = (phase, null, null, -1, false, null);
}
