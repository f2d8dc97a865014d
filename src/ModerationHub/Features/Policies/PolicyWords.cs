using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Features.Policies;

/// <summary>Severities, states and fields of policies in the words of the pages.</summary>
static class PolicyWords
{
    public static string Of(Severity severity, IStringLocalizer<Strings> L) => severity switch
    {
        Severity.Low => L["low severity"],
        Severity.Medium => L["medium severity"],
        Severity.High => L["high severity"],
        Severity.Severe => L["severe"],
        _ => L["Threat to life"],
    };

    public static string Of(PolicyVersionState state, IStringLocalizer<Strings> L) => state switch
    {
        PolicyVersionState.Draft => L["draft"],
        PolicyVersionState.InReview => L["in review"],
        PolicyVersionState.Approved => L["approved"],
        PolicyVersionState.Live => L["live"],
        PolicyVersionState.Retired => L["retired"],
        _ => L["withdrawn"],
    };

    public static string Tone(PolicyVersionState state) => state switch
    {
        PolicyVersionState.Live => "done",
        PolicyVersionState.Draft => "mine",
        PolicyVersionState.InReview or PolicyVersionState.Approved => "waiting",
        PolicyVersionState.Withdrawn => "undone",
        _ => "open",
    };

    public static string Of(TermKind kind, IStringLocalizer<Strings> L) => kind switch
    {
        TermKind.Phrase => L["phrase"],
        TermKind.Hashtag => L["hashtag"],
        _ => L["link host"],
    };

    /// <summary>Hashtags with their sign, however they are stored.</summary>
    public static string Spelled(VersionTerm term) => term.Kind == TermKind.Hashtag && !term.Text.StartsWith('#') ? "#" + term.Text : term.Text;

    public static string Actions(IEnumerable<string> actions, IStringLocalizer<Strings> L) => string.Join(L[", "], actions.Select(a => Action(a, L)));

    public static string Action(string action, IStringLocalizer<Strings> L) => Enum.TryParse<ActionKind>(action, out var kind) ? DecisionWords.Action(kind, L) : action;

    public static string Field(string what, IStringLocalizer<Strings> L) => what switch
    {
        "severity" => L["Severity"],
        "threshold" => L["Threshold"],
        "target_minutes" => L["Target, minutes"],
        "enough_exhibits" => L["Exhibits that are enough"],
        "strikes" => L["Strikes"],
        "strike_days" => L["Strikes count, days"],
        "allowed_actions" => L["Allowed actions"],
        "conduct_alone" => L["Conduct alone offends"],
        "text" => L["Text"],
        "examples" => L["Examples"],
        "edge_cases" => L["Edge cases"],
        _ when what.StartsWith(VersionDifferences.WeightPrefix, StringComparison.Ordinal) =>
            L["Weight: {0}", CaseViewOf.DetectorName(what[VersionDifferences.WeightPrefix.Length..], L)],
        _ when what.StartsWith(VersionDifferences.RulePrefix, StringComparison.Ordinal) => L["Rule"],
        _ => what,
    };
}
