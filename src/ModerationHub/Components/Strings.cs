namespace ModerationHub.Components;

/// <summary>Names the resource that holds every visible sentence; the key is the English sentence itself.</summary>
public sealed class Strings;
