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

    public static string State(DecisionState state, IStringLocalizer<Strings> L) => state switch
    {
        DecisionState.Pending => L["can be undone"],
        DecisionState.Undone => L["undone"],
        DecisionState.Final => L["in force"],
        _ => L["overturned"],
    };
}
