using ModerationHub.Domain.Decisions;

namespace ModerationHub.Features.Cases.Views;

/// <summary>A policy in one version: its own text stands beside the decision.</summary>
public sealed record PolicyView(string Key, string Name, int Version, string Text)
{
    public IReadOnlyList<string> Examples { get; init; } = [];

    public IReadOnlyList<string> EdgeCases { get; init; } = [];

    /// <summary>What the account's owner will read unless the reviewer writes something else, the owner's language first.</summary>
    public IReadOnlyList<StandardReason> StandardReasons { get; init; } = [];

    /// <summary>What may be done under it; to do nothing is always allowed.</summary>
    public IReadOnlyList<ActionKind> AllowedActions { get; init; } = Enum.GetValues<ActionKind>();

    /// <summary>How many exhibits satisfy it.</summary>
    public int ExhibitsNeeded { get; init; } = 1;
}

/// <param name="Language">Tag of the language that it is written in.</param>
/// <param name="Breach">Of a decision that does something.</param>
/// <param name="NoBreach">Of one that does nothing.</param>
public sealed record StandardReason(string Language, string Breach, string NoBreach);
