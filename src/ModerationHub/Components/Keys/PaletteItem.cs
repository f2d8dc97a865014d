namespace ModerationHub.Components.Keys;

/// <summary>Something that one can go to or do from the palette.</summary>
public sealed record PaletteItem(string Label, string? Detail, Func<Task> Run, string? Keys = null);
