using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Domain.Cases;

namespace ModerationHub.Features.Audit;

/// <summary>Escalations in the words of the pages.</summary>
public static class EscalationWords
{
    /// <summary>Stored as it stands here and read by each in their own language.</summary>
    public const string OneKey = "Raised by a reviewer with one key.";

    public const string NoNote = "No note.";

    public const string NeedsSpecialist = "Needs a specialist.";

    public static string Kind(EscalationKind kind, IStringLocalizer<Strings> L) => kind switch
    {
        EscalationKind.Lead => L["a lead's decision"],
        EscalationKind.Specialist => L["a specialist's knowledge"],
        EscalationKind.ThreatToLife => L["Threat to life"],
        _ => L["Sealed lane"],
    };

    public static string Owner(string owner, IStringLocalizer<Strings> L) => owner switch
    {
        "on_call" => L["The person on call"],
        "leads" => L["Leads"],
        "everybody" => L["Everybody"],
        "trained_reviewers" => L["Trained reviewers"],
        "specialist" => L["Specialists"],
        _ => owner,
    };

    public static string Outcome(string? outcome, IStringLocalizer<Strings> L) => outcome switch
    {
        null => L["it is over"],
        EscalationPlan.Decided => L["a decision was made"],
        EscalationPlan.Superseded => L["passed on further"],
        _ when outcome.StartsWith(EscalationPlan.HandedBack + ": ", StringComparison.Ordinal) => L["handed back: {0}", outcome[(EscalationPlan.HandedBack.Length + 2)..]],
        _ => outcome,
    };
}
