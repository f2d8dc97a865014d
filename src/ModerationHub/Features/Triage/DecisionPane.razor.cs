using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using ModerationHub.Components;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Features.Triage.Views;

namespace ModerationHub.Features.Triage;

/// <summary>The decision at the right: takes a draft in, gives each changed draft out.</summary>
public partial class DecisionPane
{
    static readonly (DecisionAction Kind, string Key)[] Choices =
    [
        (DecisionAction.Suspend, "s"), (DecisionAction.Restrict, "r"), (DecisionAction.RemovePost, "x"),
        (DecisionAction.Warn, "w"), (DecisionAction.RevokeApp, "o"), (DecisionAction.NoAction, "a"), (DecisionAction.Escalate, "e"),
    ];

    [Parameter, EditorRequired]
    public required DecisionDraft Draft { get; set; }

    [Parameter]
    public IReadOnlyList<PolicyView> Policies { get; set; } = [];

    /// <summary>Apps that post for the account, the busiest first.</summary>
    [Parameter]
    public IReadOnlyList<Cases.AppUse> Apps { get; set; } = [];

    [Parameter]
    public IReadOnlyList<EscalationTarget> EscalationTargets { get; set; } = [];

    [Parameter]
    public IReadOnlyList<Gap> Gaps { get; set; } = [];

    /// <summary>Whether gaps are named already.</summary>
    [Parameter]
    public bool Tried { get; set; }

    [Parameter]
    public string? Problem { get; set; }

    /// <summary>What is filled in was kept from an earlier time.</summary>
    [Parameter]
    public bool FromBefore { get; set; }

    [Parameter]
    public EventCallback OnStartAnew { get; set; }

    [Parameter]
    public EventCallback<DecisionDraft> OnChange { get; set; }

    [Parameter]
    public EventCallback OnDecide { get; set; }

    [Parameter]
    public EventCallback<DecisionAction> OnChoose { get; set; }

    [Parameter]
    public EventCallback<PassReason> OnPassOn { get; set; }

    [Parameter]
    public EventCallback OnThreat { get; set; }

    [Parameter]
    public EventCallback OnSeal { get; set; }

    PolicyView? Policy => Policies.FirstOrDefault(policy => policy.Key == Draft.PolicyKey);

    int Removals => Draft.Actions.Count(action => action.Kind == DecisionAction.RemovePost);

    string Summary => Draft.Actions.Count == 0 ? L["Decide"]
        : Places is null ? Actions : L["{0} in: {1}", Actions, Places];

    string Actions => string.Join(" + ", Draft.Actions.Select(action => action.Kind).Distinct().Select(ActionName));

    /// <summary>Where it holds; null for everywhere.</summary>
    string? Places => Draft.Actions.Any(action => DraftRules.InPlaces(action.Kind)) && DraftRules.Territories(Draft) is { Count: > 0 } codes ? DecisionWords.Places(codes, L) : null;

    // Told apart from the choice of the same name.
    string DecideLabel => Draft.Actions.Count == 0 ? Summary : L["Decide: {0}", Summary];

    bool Escalates => Draft.Has(DecisionAction.Escalate);

    /// <summary>What takes a case away takes one: the second half of a double click lands on the next.</summary>
    static Task Once(MouseEventArgs click, EventCallback leave) => click.Detail > 1 ? Task.CompletedTask : leave.InvokeAsync();

    Task ChooseAsync(DecisionAction kind) => OnChoose.InvokeAsync(kind);

    Task Change(DecisionDraft draft) => OnChange.InvokeAsync(draft);

    string? Invalid(Gap gap) => Tried && Gaps.Contains(gap) ? "true" : null;

    RenderFragment Missing(Gap gap) => builder =>
    {
        if (Invalid(gap) is null)
            return;
        builder.OpenElement(0, "span");
        builder.AddAttribute(1, "class", "visually-hidden");
        builder.AddContent(2, L["missing"].Value);
        builder.CloseElement();
    };

    string ActionName(DecisionAction kind) => kind switch
    {
        DecisionAction.Suspend => L["Suspend"],
        DecisionAction.Restrict => L["Restrict"],
        DecisionAction.RemovePost => L["Remove post"],
        DecisionAction.Warn => L["Warn"],
        DecisionAction.RevokeApp => L["Revoke app"],
        DecisionAction.NoAction => L["No action"],
        _ => L["Escalate"],
    };

    /// <summary>Why it cannot be chosen; null when it can. What is chosen can always be taken back.</summary>
    string? Barred(DecisionAction kind) => Draft.Has(kind) ? null
        : Policy is not null && !DraftRules.Allows(Policy, kind) ? L[Domain.Decisions.DecisionRules.ActionNotAllowed.Sentence].Value
        : kind == DecisionAction.RevokeApp && Apps.Count == 0 ? L["No app that posts for the account is known."].Value
        : null;

    string DurationName(TimeSpan? duration) => duration is { } span ? L.Count((int)span.TotalDays, "{0} day", "{0} days") : L["For good"];

    string GapText(Gap gap) => gap switch
    {
        Gap.Action => L["Choose an action."],
        Gap.Policy => L["Choose a policy."],
        Gap.Reason => L["Give a reason."],
        Gap.Exhibits => L["Choose at least one post that you rely on."],
        Gap.App => L["Choose the app."],
        Gap.Territory => L[Domain.Decisions.DecisionRules.TerritoryUnknown.Sentence],
        Gap.Allowed => L[Domain.Decisions.DecisionRules.ActionNotAllowed.Sentence],
        Gap.Context => L["Answer the context check, or press 0 if none applies."],
        Gap.Note => L["Say why the action holds although a context applies."],
        _ => L["Choose where it goes."],
    };
}
