namespace ModerationHub.Features.Demo.Story;

static class StoryTime
{
    /// <summary>Whole milliseconds: a time is half of a post's identity, so it must survive any database's precision.</summary>
    public static DateTimeOffset Rounded(this DateTimeOffset time) =>
        new(time.UtcTicks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
}
