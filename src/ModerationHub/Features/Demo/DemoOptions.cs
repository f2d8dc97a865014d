namespace ModerationHub.Features.Demo;

public sealed record DemoOptions
{
    /// <summary>Address of the hub that the story is told to, usually the host's own.</summary>
    public Uri? BaseAddress { get; init; }

    /// <summary>API key with the scope <c>intake</c>.</summary>
    public string? Key { get; init; }

    /// <summary>Another seed tells the story with other people, words and times.</summary>
    public ulong Seed { get; init; } = 20160405;

    /// <summary>2 plays the live part twice as fast.</summary>
    public double Pace { get; init; } = 1;

    /// <summary>
    /// Remembers how far the story was told, so that a restarted host goes on instead of telling it twice. Null forgets.
    /// </summary>
    public string? BookmarkFile { get; init; }
}
