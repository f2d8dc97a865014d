using ModerationHub.Domain.Decisions;
using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Features.Triage.Views;

/// <summary>Between the draft on the screen and the form that handlers take and keep.</summary>
public static class DraftForms
{
    /// <summary>A decision that does nothing has a reason although nobody wrote one.</summary>
    public static DecisionForm Form(DecisionDraft draft, PolicyView? policy) => Form(draft.Has(DecisionAction.NoAction) ? DraftRules.FollowActions(draft, policy) : draft);

    public static DecisionForm Form(DecisionDraft draft) => new()
    {
        Actions = [.. draft.Actions.Where(action => action.Kind != DecisionAction.Escalate)
            .Select(action => new ActionRequest(Kind(action.Kind), action.PostId ?? action.App, action.Duration, DraftRules.InPlaces(action.Kind) && DraftRules.Territories(draft) is { Count: > 0 } territories ? [.. territories] : null))],
        PolicyKey = draft.PolicyKey,
        Reason = draft.Reason,
        Note = draft.Note.Length == 0 ? null : draft.Note,
        Exhibits = draft.Exhibits,
        Context = DraftRules.Questions.All(draft.Context.ContainsKey)
            ? new(Yes(draft, ContextKind.Reporting), Yes(draft, ContextKind.Research), Yes(draft, ContextKind.CounterSpeech), Yes(draft, ContextKind.Satire), Yes(draft, ContextKind.Victim))
            : null,
    };

    public static DecisionDraft Draft(CaseView view, DecisionForm form) => new(view.Id)
    {
        PolicyKey = view.Policies.Any(policy => policy.Key == form.PolicyKey) ? form.PolicyKey : view.LeadingPolicy?.Key,
        Reason = form.Reason,
        Note = form.Note ?? "",
        Exhibits = [.. form.Exhibits.Where(id => view.Posts.Any(post => post.Id == id))],
        Actions = [.. form.Actions.Where(action => Shown.ContainsKey(action.Kind))
            .Select(action => action.Kind == ActionKind.RevokeApp
                ? new DraftAction(DecisionAction.RevokeApp, App: action.Target)
                : new DraftAction(Shown[action.Kind], action.Target, action.Duration))],
        Territories = string.Join(", ", form.Actions.SelectMany(action => action.Territories ?? []).Distinct()),
        Context = form.Context is { } context
            ? new Dictionary<ContextKind, bool>
            {
                [ContextKind.Reporting] = context.Reporting, [ContextKind.Research] = context.Research, [ContextKind.CounterSpeech] = context.CounterSpeech,
                [ContextKind.Satire] = context.Satire, [ContextKind.Victim] = context.Victim,
            }
            : [],
    };

    static readonly Dictionary<ActionKind, DecisionAction> Shown = new()
    {
        [ActionKind.Suspend] = DecisionAction.Suspend, [ActionKind.Restrict] = DecisionAction.Restrict, [ActionKind.RemovePost] = DecisionAction.RemovePost,
        [ActionKind.Warn] = DecisionAction.Warn, [ActionKind.NoAction] = DecisionAction.NoAction,
        [ActionKind.RevokeApp] = DecisionAction.RevokeApp,
    };

    /// <summary>None for an escalation, which is no decision.</summary>
    public static ActionKind? KindOf(DecisionAction shown) => shown == DecisionAction.Escalate ? null : Kind(shown);

    static ActionKind Kind(DecisionAction shown) => Shown.First(pair => pair.Value == shown).Key;

    static bool Yes(DecisionDraft draft, ContextKind kind) => draft.Context.GetValueOrDefault(kind);
}
