namespace ModerationHub.Features.Cases.Views;

/// <summary>Something that happened to a case; <paramref name="Kind"/> picks the sign: raised, claimed, released, passed, decided, undone, overturned, note.</summary>
public sealed record TimelineEntry(DateTimeOffset At, string Kind, string Text, string? Actor);
