namespace ModerationHub.Features.Cases.Views;

/// <summary>A policy in one version: its own text stands beside the decision.</summary>
public sealed record PolicyView(string Key, string Name, int Version, string Text)
{
    public IReadOnlyList<string> Examples { get; init; } = [];

    public IReadOnlyList<string> EdgeCases { get; init; } = [];

    /// <summary>The sentence that the account's owner will read unless the reviewer writes another.</summary>
    public string StandardReason { get; init; } = "";

    /// <summary>How many exhibits satisfy it.</summary>
    public int ExhibitsNeeded { get; init; } = 1;
}
