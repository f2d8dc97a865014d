using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Domain.Decisions;

namespace ModerationHub.Features.Cases.Views;

/// <summary>Actions and states of decisions in the words of the pages.</summary>
static class DecisionWords
{
    public static string Action(ActionKind kind, IStringLocalizer<Strings> L) => kind switch
    {
        ActionKind.Suspend => L["Suspend"],
        ActionKind.Restrict => L["Restrict"],
        ActionKind.RemovePost => L["Remove post"],
        ActionKind.Warn => L["Warn"],
        ActionKind.RevokeApp => L["Revoke app"],
        ActionKind.NoAction => L["No action"],
        _ => L["Restore"],
    };

    /// <summary>All that one decision did, with the end of what ends.</summary>
    public static string Actions(DecisionLine line, IStringLocalizer<Strings> L)
    {
        var actions = string.Join(" + ", line.Actions.Select(kind => Action(kind, L)));
        return line.EndsAt is { } end ? L["{0} until {1}", actions, end.Day()] : actions;
    }

    /// <summary>A tone of StateBadge.</summary>
    public static string Tone(DecisionState state) => state switch
    {
        DecisionState.Pending => "waiting",
        DecisionState.Final => "done",
        _ => "undone",
    };

    public static string State(DecisionState state, IStringLocalizer<Strings> L) => state switch
    {
        DecisionState.Pending => L["can be undone"],
        DecisionState.Undone => L["undone"],
        DecisionState.Final => L["in force"],
        _ => L["overturned"],
    };
}
