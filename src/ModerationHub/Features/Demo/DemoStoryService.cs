using ModerationHub.Features.Demo.Story;
using ModerationHub.Features.Intake.Import;

namespace ModerationHub.Features.Demo;

/// <summary>Plays the demo story against a running hub; <see cref="DemoOptions"/> says where and how.</summary>
public sealed partial class DemoStoryService(DemoOptions options, TimeProvider time, ILogger<DemoStoryService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.BaseAddress is null || options.Key is null) throw new InvalidOperationException("The demo story needs an address and a key.");
        try
        {
            using var client = new IntakeClient(options.BaseAddress, options.Key, time);
            await TellAsync(client, stoppingToken);
        }
        catch (Exception trouble) when (trouble is IntakeRefusedException or IOException or UnauthorizedAccessException)
        {
            // A story that cannot go on is no reason to stop the hub that it is told to.
            Log.Stopped(logger, trouble.Message);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the bookmark knows where to go on.
        }
    }

    /// <summary>The whole story, or the rest of it, against <paramref name="client"/>.</summary>
    public async Task TellAsync(IntakeClient client, CancellationToken cancel)
    {
        var bookmark = await StoryBookmark.ReadAsync(options.BookmarkFile, cancel)
            ?? new StoryBookmark(options.Seed, time.GetUtcNow(), HistoryTold: false, LiveTold: 0);
        var story = StoryGenerator.Generate(bookmark.Seed, bookmark.Now);
        var streamer = new StoryStreamer(client, time);
        if (!bookmark.HistoryTold)
        {
            await bookmark.WriteAsync(options.BookmarkFile, cancel);
            await streamer.TellHistoryAsync(story, cancel);
            bookmark = bookmark with { HistoryTold = true };
            await bookmark.WriteAsync(options.BookmarkFile, cancel);
            Log.HistoryTold(logger, story.History.Count);
        }
        await streamer.PlayAsync(story, options.Pace, bookmark.LiveTold,
            told => (bookmark with { LiveTold = told }).WriteAsync(options.BookmarkFile, cancel), cancel);
        Log.Ended(logger, story.Live.Count);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Demo story: {Events} events of history are in, the live part begins")]
        public static partial void HistoryTold(ILogger logger, int events);

        [LoggerMessage(LogLevel.Information, "Demo story: over after {Events} live events")]
        public static partial void Ended(ILogger logger, int events);

        [LoggerMessage(LogLevel.Error, "Demo story stopped: {Reason}")]
        public static partial void Stopped(ILogger logger, string reason);
    }
}
