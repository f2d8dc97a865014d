namespace ModerationHub.Features.Cases.Views;

/// <summary>Something that happened to a case; <paramref name="Kind"/> picks the sign.</summary>
public sealed record TimelineEntry(DateTimeOffset At, string Kind, string Text, string? Actor)
{
    /// <summary>What somebody wrote to it.</summary>
    public string? Words { get; init; }
}
