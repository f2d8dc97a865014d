using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using ModerationHub.Components.Keys;
using ModerationHub.Components.Layout;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Features.Triage.Views;

namespace ModerationHub.Features.Triage;

/// <summary>The triage page without its data: state and handlers come in from the page that hosts it.</summary>
public partial class TriageScreen : IAsyncDisposable
{
    readonly Dictionary<Guid, Guid> toasts = [];
    IReadOnlyList<KeyBinding> keys = [];
    TriageFlow flow = null!;
    IJSObjectReference? module;
    CasePane? pane;
    (Phase Phase, Guid? Case) shown;

    [Inject]
    Shell Shell { get; set; } = null!;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    [Inject]
    IJSRuntime Js { get; set; } = null!;

    [Parameter, EditorRequired]
    public required TriageState State { get; set; }

    [Parameter, EditorRequired]
    public required TriageActions Actions { get; set; }

    [Parameter]
    public IReadOnlyList<EscalationTarget> EscalationTargets { get; set; } = [];

    /// <summary>Auditors look at the queues and take nothing from them.</summary>
    [Parameter]
    public bool MayClaim { get; set; } = true;

    /// <summary>What can be done with a post's picture, below it.</summary>
    [Parameter]
    public RenderFragment<MediaView>? OnMedium { get; set; }

    /// <summary>Another queue was chosen, or all: load it into <see cref="TriageState.List"/>.</summary>
    [Parameter]
    public EventCallback<string?> OnQueue { get; set; }

    /// <summary>Redraws after the hosting page has changed the state, for instance from the live feed.</summary>
    public void Refresh() => _ = InvokeAsync(StateHasChanged);

    /// <summary>Claims a case from the list or one that was named elsewhere; whoever claims none gets it to read.</summary>
    public Task OpenAsync(Guid caseId)
    {
        if (MayClaim)
            return flow.ClaimAsync(caseId);
        Navigation.NavigateTo($"/cases/{caseId}");
        return Task.CompletedTask;
    }

    /// <summary>How long nobody has touched a key or moved a pointer; none while the browser can't be asked.</summary>
    public async Task<TimeSpan> IdleAsync()
    {
        try
        {
            return TimeSpan.FromMilliseconds(await (await ModuleAsync()).InvokeAsync<double>("idle"));
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            return TimeSpan.Zero;
        }
    }

    /// <summary>Nobody was here, and the claims ran out.</summary>
    public Task LapseAsync() => flow.LapseAsync();

    protected override void OnInitialized()
    {
        shown = (State.Phase, null);
        flow = new TriageFlow(State, Actions, Refresh)
        {
            OnDecided = (decision, draft, decided) => toasts[decision.DecisionId] = Shell.OfferUndo(Told(draft, decided.Account), decision.UndoUntil,
                () => flow.UndoAsync(decision.DecisionId), () => _ = InvokeAsync(() => flow.UndoOver(decision.DecisionId))),
            OnUndoOver = id =>
            {
                if (toasts.Remove(id, out var toast))
                    Shell.Dismiss(toast);
            },
            OnLeft = (how, who) => Shell.Say(Told(how, who), how == Left.ThreatRaised ? Tone.Problem : Tone.Good),
        };
        // Keys come from outside of this component's own events, so nothing else redraws it.
        keys = [.. new TriageKeys(L).Of(State, flow, Edit, Choose, () => FocusAsync("#queue-filter"), Reveal, Around, DecideAsync, why => Shell.Say(why))
            .Where(key => MayClaim || TriageKeys.ToLookAt.Contains(key.Keys)).Select(key => key with { Run = () => RunAsync(key.Run) })];
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var before = shown;
        shown = (State.Phase, State.Case?.Id);
        // Whatever had the focus may have left with what was shown. The cover sees to it by itself, and before an answer there is nothing to stand on.
        if (shown != before && State.Phase is not (Phase.SteppedAway or Phase.Fetching))
            await (await ModuleAsync()).InvokeVoidAsync("focusHome");
    }

    /// <summary>What is still missing gets the focus, so that whoever works by keyboard goes on there.</summary>
    async Task DecideAsync()
    {
        await flow.DecideAsync();
        if (State is { Phase: Phase.Working, Tried: true, Gaps: [var first, ..] })
            await FocusAsync(PlaceOf(first));
    }

    // Pressed twice it does not step away again.
    Task StepBackAsync() => State.Phase == Phase.SteppedAway ? flow.StepAwayAsync() : Task.CompletedTask;

    static string PlaceOf(Gap gap) => gap switch
    {
        Gap.Policy => "#policy",
        Gap.Reason => "#reason",
        Gap.Exhibits => "article.case [data-post]",
        Gap.Note => "#note",
        Gap.Destination => "#escalate",
        Gap.App => "#app",
        Gap.Allowed => "#policy",
        Gap.Territory => "#where",
        _ => $"[data-gap={gap}]",
    };

    async Task RunAsync(Func<Task> run)
    {
        await run();
        Refresh();
    }

    void Edit(Func<DecisionDraft, DecisionDraft> change)
    {
        State.Edit(change);
        if (State.Draft is { } draft && Actions.KeepDraft is { } keep)
            _ = keep(draft);
        Refresh();
    }

    void StartAnew()
    {
        State.StartAnew();
        Edit(draft => draft);
    }

    void Choose(DecisionAction kind)
    {
        if (State is not { Phase: Phase.Working, Case: { } view, Draft: { } present })
            return;
        // Its button is disabled and says why; a key has only this.
        if (State.Policy is { } allowing && !present.Has(kind) && !DraftRules.Allows(allowing, kind))
        {
            Shell.Say(L[Domain.Decisions.DecisionRules.ActionNotAllowed.Sentence], Tone.Problem);
            return;
        }
        if (kind == DecisionAction.RemovePost)
        {
            if ((State.FocusedPost ?? view.Posts.FirstOrDefault(post => present.Exhibits.Contains(post.Id))) is { } post)
                Edit(draft => DraftRules.FollowActions(DraftRules.ToggleRemoval(draft, post.Id), State.Policy));
            else
                Shell.Say(L["Choose the post first: j and k move, Space chooses."]);
            return;
        }
        if (kind == DecisionAction.RevokeApp)
        {
            if (present.Has(kind))
                Edit(draft => DraftRules.FollowActions(DraftRules.Toggle(draft, kind), State.Policy));
            else if (view.Apps is [var busiest, ..])
                Edit(draft => DraftRules.FollowActions(DraftRules.SetApp(draft, busiest.Name), State.Policy));
            else
                Shell.Say(L["No app that posts for the account is known."]);
            return;
        }
        var policy = State.Policy;
        Edit(draft => DraftRules.FollowActions(DraftRules.Toggle(draft, kind), policy) is var chosen && kind == DecisionAction.Escalate && chosen.EscalateTo is null
            ? chosen with { EscalateTo = EscalationTargets.Count > 0 ? EscalationTargets[0].Key : null }
            : chosen);
    }

    async Task Reveal()
    {
        // Only what was there to see counts: a mere reference uncovers nothing.
        if (State is { Case: { } view, FocusedPost: { } post } && post.Media.Any(medium => medium.PreviewUrl is not null)
            && Actions.CountReveal is { } count && await count(view.Id, post.Id) is { Broken: null, Value: var seen })
            State.Exposures = seen;
    }

    Func<string, Task<Answer<PostsAround>>>? ReadAround => State.Case is { } view && Actions.ReadAround is { } read ? post => read(view.Id, post) : null;

    Task Around() => State.FocusedPost is { } post && pane is not null ? pane.AroundAsync(post.Id) : Task.CompletedTask;

    async Task FocusAsync(string selector)
    {
        await (await ModuleAsync()).InvokeVoidAsync("focusOn", selector);
    }

    async ValueTask<IJSObjectReference> ModuleAsync() => module ??= await Js.InvokeAsync<IJSObjectReference>("import", "./" + Assets["js/keys.js"]);

    // Several may stand there at once: each says whose it is. A handle is set apart, whatever direction it has.
    string Told(DecisionDraft draft, AccountView account)
    {
        var who = $"\u2068@{account.Handle}\u2069";
        return draft.Has(DecisionAction.NoAction) ? L["{0}: decided, no action.", who]
            : draft.Has(DecisionAction.Suspend) ? L["{0}: decided, suspend. It leaves in ten seconds.", who]
            : L["{0}: decided. It leaves in ten seconds.", who];
    }

    string Told(Left how, string? who) => how switch
    {
        Left.ToReaders => L["Passed to people who read the language."],
        Left.ToSpecialists => L["Passed to a specialist."],
        Left.ForContext => L["Passed on for context."],
        Left.Escalated => L["Escalated."],
        Left.Sealed => L["Sealed. Only trained reviewers see it now."],
        _ => L["Threat raised: {0} is paged.", who ?? ""],
    };

    public async ValueTask DisposeAsync()
    {
        await flow.LeavePageAsync();
        try
        {
            if (module is not null)
                await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone.
        }
        GC.SuppressFinalize(this);
    }
}
