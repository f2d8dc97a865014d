using System.Globalization;
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

    /// <summary>All that one decision did, with the end of what ends and the places where it holds.</summary>
    public static string Actions(DecisionLine line, IStringLocalizer<Strings> L) => Actions(line.Actions, line.EndsAt, line.Territories, L);

    public static string Actions(IEnumerable<ActionKind> kinds, DateTimeOffset? endsAt, IReadOnlyList<string> territories, IStringLocalizer<Strings> L)
    {
        var said = string.Join(" + ", kinds.Select(kind => Action(kind, L)));
        if (endsAt is { } end)
            said = L["{0} until {1}", said, end.Day()];
        return territories.Count == 0 ? said : L["{0} in: {1}", said, Places(territories, L)];
    }

    /// <summary>Countries by their names in the language of the console.</summary>
    public static string Places(IEnumerable<string> territories, IStringLocalizer<Strings> L) => string.Join(L[", "], territories.Select(Place));

    static string Place(string code)
    {
        try
        {
            // A region's display name is in its own language; the one that a culture calls native is in the culture's.
            return new RegionInfo($"{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}-{code}").NativeName;
        }
        catch (ArgumentException)
        {
            return code;
        }
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
