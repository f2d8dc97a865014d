using ModerationHub.Domain;
using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Features.Triage.Views;

/// <summary>How a draft grows and what it needs before it can be decided. The handler checks the same again; this is for the eye.</summary>
public static class DraftRules
{
    /// <summary>Null is for good.</summary>
    public static readonly TimeSpan?[] Durations = [null, TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30)];

    public static readonly ContextKind[] Questions = Enum.GetValues<ContextKind>();

    /// <summary>A case opens with its leading policy, that policy's standard reason and the most telling posts already chosen.</summary>
    public static DecisionDraft Start(CaseView view) => view.Kept is { } kept ? DraftForms.Draft(view, kept) : new(view.Id)
    {
        PolicyKey = view.LeadingPolicy?.Key,
        Reason = view.LeadingPolicy is { StandardReasons: [var standard, ..] } ? standard.Breach : "",
        Exhibits = [.. view.SuggestedExhibits.Where(id => view.Posts.Any(post => post.Id == id))],
    };

    /// <summary>Chooses an action or takes it back. "No action" and "escalate" stand alone; an account is suspended or restricted, not both.</summary>
    public static DecisionDraft Toggle(DecisionDraft draft, DecisionAction kind)
    {
        if (draft.Has(kind))
            return draft with { Actions = [.. draft.Actions.Where(action => action.Kind != kind)] };
        return draft with { Actions = [.. draft.Actions.Where(action => GoesWith(action.Kind, kind)), new(kind)] };
    }

    public static DecisionDraft ToggleRemoval(DecisionDraft draft, string postId) => draft.Removes(postId)
        ? draft with { Actions = [.. draft.Actions.Where(action => action.PostId != postId)] }
        : draft with { Actions = [.. draft.Actions.Where(action => GoesWith(action.Kind, DecisionAction.RemovePost)), new(DecisionAction.RemovePost, postId)] };

    /// <summary>Recommends to revoke an app, or takes that back. One decision names one app.</summary>
    public static DecisionDraft SetApp(DecisionDraft draft, string app) => draft with
    {
        Actions = [.. draft.Actions.Where(action => GoesWith(action.Kind, DecisionAction.RevokeApp) && action.Kind != DecisionAction.RevokeApp), new(DecisionAction.RevokeApp, App: app)],
    };

    public static DecisionDraft ToggleExhibit(DecisionDraft draft, string postId) => draft with
    {
        Exhibits = draft.Exhibits.Contains(postId) ? [.. draft.Exhibits.Where(id => id != postId)] : [.. draft.Exhibits, postId],
    };

    public static DecisionDraft SetDuration(DecisionDraft draft, TimeSpan? duration) => draft with
    {
        Actions = [.. draft.Actions.Select(action => Lasts(action.Kind) ? action with { Duration = duration } : action)],
    };

    public static DecisionDraft NextDuration(DecisionDraft draft)
    {
        var now = draft.Actions.FirstOrDefault(action => Lasts(action.Kind));
        return now is null ? draft : SetDuration(draft, Durations[(Array.IndexOf(Durations, now.Duration) + 1) % Durations.Length]);
    }

    public static DecisionDraft Answer(DecisionDraft draft, ContextKind kind, bool applies) =>
        draft with { Context = new Dictionary<ContextKind, bool>(draft.Context) { [kind] = applies } };

    /// <summary>Answers what is still open with no; what was answered with yes stays.</summary>
    public static DecisionDraft NoneApplies(DecisionDraft draft) =>
        draft with { Context = Questions.ToDictionary(kind => kind, kind => draft.Context.GetValueOrDefault(kind)) };

    /// <summary>Takes another policy. A reason that the reviewer has not touched follows it.</summary>
    public static DecisionDraft ChoosePolicy(DecisionDraft draft, PolicyView policy, PolicyView? before) => draft with
    {
        PolicyKey = policy.Key,
        Reason = draft.Reason.Length == 0 || Standard(draft, before) is not null ? Reason(draft, policy, Standard(draft, before)?.Language) : draft.Reason,
    };

    /// <summary>A reason that the reviewer has not touched says what the actions do: nothing, or something.</summary>
    public static DecisionDraft FollowActions(DecisionDraft draft, PolicyView? policy) =>
        policy is not null && (Standard(draft, policy) is not null || draft.Reason.Trim().Length == 0 && draft.Has(DecisionAction.NoAction))
            ? draft with { Reason = Reason(draft, policy, Standard(draft, policy)?.Language) } : draft;

    /// <summary>The policy's own reason in another language.</summary>
    public static DecisionDraft SayIn(DecisionDraft draft, PolicyView policy, string language) => draft with { Reason = Reason(draft, policy, language) };

    /// <summary>Which of the policy's own reasons the draft holds; null once the reviewer wrote another.</summary>
    public static StandardReason? Standard(DecisionDraft draft, PolicyView? policy) =>
        policy?.StandardReasons.FirstOrDefault(standard => draft.Reason == standard.Breach || draft.Reason == standard.NoBreach);

    static string Reason(DecisionDraft draft, PolicyView policy, string? language) =>
        (policy.StandardReasons.FirstOrDefault(standard => standard.Language == language) ?? (policy.StandardReasons is [var first, ..] ? first : null)) is { } said
            ? draft.Has(DecisionAction.NoAction) ? said.NoBreach : said.Breach : "";

    public static bool Lasts(DecisionAction kind) => kind is DecisionAction.Suspend or DecisionAction.Restrict;

    /// <summary>Whether the policy lets an action be taken; to do nothing and to escalate is always possible.</summary>
    public static bool Allows(PolicyView policy, DecisionAction kind) =>
        kind == DecisionAction.NoAction || DraftForms.KindOf(kind) is not { } action || policy.AllowedActions.Contains(action);

    /// <summary>Whether an action can hold in some places alone.</summary>
    public static bool InPlaces(DecisionAction kind) => DraftForms.KindOf(kind) is { } action && Domain.Decisions.Territories.Concern(action);

    /// <summary>What was typed, as codes, whether there are such countries or not.</summary>
    public static IReadOnlyList<string> Territories(DecisionDraft draft) =>
        [.. draft.Territories.Split([' ', ',', ';', '،', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(code => code.ToUpperInvariant()).Distinct()];

    public static bool Enough(DecisionDraft draft, PolicyView? policy) => policy is not null && draft.Exhibits.Count >= policy.ExhibitsNeeded;

    public static IReadOnlyList<Gap> Gaps(DecisionDraft draft, PolicyView? policy)
    {
        if (draft.Actions.Count == 0)
            return [Gap.Action];
        List<Gap> gaps = [];
        if (draft.Has(DecisionAction.Escalate))
        {
            if (draft.EscalateTo is null)
                gaps.Add(Gap.Destination);
            return gaps;
        }
        if (policy is null)
            gaps.Add(Gap.Policy);
        if (draft.Has(DecisionAction.NoAction))
            return gaps;
        if (policy is not null && draft.Actions.Any(action => !Allows(policy, action.Kind)))
            gaps.Add(Gap.Allowed);
        if (Words.AreMissing(draft.Reason))
            gaps.Add(Gap.Reason);
        // "Enough" is advice; a case may hold fewer posts than the policy would like.
        if (draft.Exhibits.Count == 0)
            gaps.Add(Gap.Exhibits);
        if (draft.Actions.Any(action => action is { Kind: DecisionAction.RevokeApp, App: null }))
            gaps.Add(Gap.App);
        if (draft.Actions.Any(action => InPlaces(action.Kind)) && !Territories(draft).All(Domain.Decisions.Territories.Codes.Contains))
            gaps.Add(Gap.Territory);
        if (draft.Has(DecisionAction.Suspend))
        {
            if (Questions.Any(kind => !draft.Context.ContainsKey(kind)))
                gaps.Add(Gap.Context);
            if (draft.ContextApplies && Words.AreMissing(draft.Note))
                gaps.Add(Gap.Note);
        }
        return gaps;
    }

    static bool GoesWith(DecisionAction present, DecisionAction added) =>
        !Alone(present) && !Alone(added) && !(Lasts(present) && Lasts(added));

    static bool Alone(DecisionAction kind) => kind is DecisionAction.NoAction or DecisionAction.Escalate;
}
