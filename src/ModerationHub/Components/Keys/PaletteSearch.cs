namespace ModerationHub.Components.Keys;

/// <summary>What the palette finds besides pages and actions; the host registers it where there is something to search.</summary>
public sealed record PaletteSearch(Func<string, CancellationToken, Task<IReadOnlyList<PaletteItem>>> Find);
