using ModerationHub.Data;
using ModerationHub.Domain.Decisions;

namespace ModerationHub.Features.Cases;

/// <summary>What a decision leaves in the timeline: its actions, and where they hold when that is not everywhere. Said in words when it is shown.</summary>
static class TimelineDetail
{
    const string In = " in ";

    public static string Decided(Decision decision)
    {
        var actions = string.Join(", ", decision.Actions.Select(a => SnakeCase.Of(a.Kind)));
        var territories = decision.Actions.SelectMany(a => a.Territories).Distinct().Order(StringComparer.Ordinal).ToArray();
        return territories.Length == 0 ? actions : $"{actions}{In}{string.Join(", ", territories)}";
    }

    /// <summary>Null when it is none of ours.</summary>
    public static (IReadOnlyList<ActionKind> Actions, IReadOnlyList<string> Territories)? Read(string detail)
    {
        var parts = detail.Split(In);
        List<ActionKind> actions = [];
        foreach (var name in parts[0].Split(", "))
            if (SnakeCase.TryParse<ActionKind>(name, out var action))
                actions.Add(action);
            else
                return null;
        return (actions, parts is [_, var places] ? places.Split(", ") : []);
    }
}
