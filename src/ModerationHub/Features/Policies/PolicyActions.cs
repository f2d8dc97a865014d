using ModerationHub.Domain.Decisions;

namespace ModerationHub.Features.Policies;

/// <summary>The actions that a policy can allow, as they stand in its versions.</summary>
public static class PolicyActions
{
    public static IReadOnlyList<string> Known { get; } = [.. Enum.GetValues<ActionKind>().Where(a => a != ActionKind.Restore).Select(a => a.ToString())];

    /// <summary>Versions written by hand may spell them in snake case.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> stored) =>
        [.. Known.Where(k => stored.Any(s => string.Equals(s.Replace("_", "", StringComparison.Ordinal), k, StringComparison.OrdinalIgnoreCase)))];
}
