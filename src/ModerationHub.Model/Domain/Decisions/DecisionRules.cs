namespace ModerationHub.Domain.Decisions;

public static class DecisionRules
{
    public static readonly Rule NoActions = new("decision_without_action", "Choose at least one action.");
    public static readonly Rule NoActionAlone = new("no_action_stands_alone", "No action cannot be combined with other actions.");
    public static readonly Rule ReasonRequired = new("reason_required", "Give a reason.");
    public static readonly Rule ExhibitsRequired = new("exhibits_required", "Choose the posts that the decision relies on.");
    public static readonly Rule UnknownExhibit = new("unknown_exhibit", "An exhibit is not among the case's evidence.");
    public static readonly Rule ContextCheckRequired = new("context_check_required", "Answer the context check before a suspension.");
    public static readonly Rule ContextNeedsNote = new("context_needs_note", "The context check found a protected purpose: explain in the note why the account is suspended all the same.");
    public static readonly Rule ActionNotAllowed = new("action_not_allowed", "The policy does not allow this action.");
    public static readonly Rule TargetRequired = new("target_required", "Say which post or app the action is for.");
    public static readonly Rule DurationInvalid = new("duration_invalid", "A duration is at least an hour and at most ten years.");
    public static readonly Rule TwiceOnAccount = new("account_action_twice", "Suspending and restricting an account exclude each other, and each is possible once.");
    public static readonly Rule UndoTimeOver = new("undo_time_over", "The undo time is over; the decision has left for the platform. A lead can overturn it.");
    public static readonly Rule AlreadyUndone = new("decision_already_undone", "The decision was already undone.");
    public static readonly Rule AlreadyOverturned = new("decision_already_overturned", "The decision was already overturned.");
    public static readonly Rule NotFinal = new("decision_not_final", "The decision can still be undone; it can be overturned when its undo time is over.");
    public static readonly Rule OwnDecision = new("own_decision", "Somebody else must overturn your decision.");
    public static readonly Rule Unknown = new("decision_unknown", "There is no such decision.");
    public static readonly Rule IdTaken = new("decision_id_taken", "Another decision already has this id.");
    public static readonly Rule NotYours = new("decision_not_yours", "Only the one who decided or a lead can undo a decision.");
    public static readonly Rule ActionTwice = new("action_twice", "The same action is named twice for the same target.");
    public static readonly Rule DurationMisplaced = new("duration_misplaced", "Only a suspension or restriction has a duration.");
    public static readonly Rule TooLong = new("text_too_long", "The reason takes 500 characters and the note 4,000.");
    public static readonly Rule PolicyUnknown = new("policy_unknown", "The policy has no live version.");
    public static readonly Rule ReversalStands = new("reversal_stands", "This entry itself overturns a decision; open the case again instead.");
    public static readonly Rule UnknownApp = new("unknown_app", "The app is none of those that posted for the account.");

    public static readonly Rule TerritoryUnknown = new("territory_unknown", "A territory is a two-letter country code of ISO 3166, such as DE or EG.");
    public static readonly Rule TerritoryMisplaced = new("territory_misplaced", "Only a suspension, a restriction or a removal can hold in some territories alone.");

    /// <summary>Demands everything that a decision needs; the first rule broken is thrown.</summary>
    public static void Demand(IReadOnlyList<ActionRequest> actions, string reason, string? note, ContextCheck? context,
        IReadOnlyCollection<string> exhibits, IReadOnlyCollection<string> evidence, IReadOnlyCollection<string> allowed)
    {
        Hold(actions.Count > 0, NoActions);
        var none = actions.Any(a => a.Kind == ActionKind.NoAction);
        Hold(!none || actions.Count == 1, NoActionAlone);
        Hold(!Words.AreMissing(reason), ReasonRequired);
        Hold(reason.Length <= 500 && (note?.Length ?? 0) <= 4000, TooLong);
        Hold(exhibits.All(evidence.Contains), UnknownExhibit);
        Hold(none || exhibits.Count > 0, ExhibitsRequired);
        Hold(actions.Count(a => a.Kind is ActionKind.Suspend or ActionKind.Restrict) <= 1, TwiceOnAccount);
        Hold(actions.DistinctBy(a => (a.Kind, a.Target)).Count() == actions.Count, ActionTwice);
        foreach (var action in actions)
        {
            Hold(action.Kind == ActionKind.NoAction || action.Kind != ActionKind.Restore && allowed.Any(name => Names(name, action.Kind)), ActionNotAllowed);
            Hold(action.Duration is null || action.Kind is ActionKind.Suspend or ActionKind.Restrict, DurationMisplaced);
            Hold(action.Kind is not (ActionKind.RemovePost or ActionKind.RevokeApp) || !string.IsNullOrEmpty(action.Target), TargetRequired);
            Hold(action.Kind != ActionKind.RemovePost || evidence.Contains(action.Target!), UnknownExhibit);
            Hold(action.Territories is not { Length: > 0 } || Territories.Concern(action.Kind), TerritoryMisplaced);
            Hold((action.Territories ?? []).All(Territories.Codes.Contains), TerritoryUnknown);
            Hold(action.Duration is not { } d || (d >= TimeSpan.FromHours(1) && d <= TimeSpan.FromDays(3653)), DurationInvalid);
        }
        if (actions.All(a => a.Kind != ActionKind.Suspend))
            return;
        Hold(context is not null, ContextCheckRequired);
        Hold(!context!.Any || !Words.AreMissing(note), ContextNeedsNote);
    }

    /// <summary>Policies write actions in snake_case, like the API.</summary>
    static bool Names(string name, ActionKind kind) =>
        string.Equals(name.Replace("_", "", StringComparison.Ordinal), kind.ToString(), StringComparison.OrdinalIgnoreCase);

    static void Hold(bool kept, Rule rule)
    {
        if (!kept)
            throw new RuleBrokenException(rule);
    }
}
