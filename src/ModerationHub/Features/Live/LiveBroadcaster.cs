using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using ModerationHub.Domain.Live;

namespace ModerationHub.Features.Live;

/// <summary>Passes this host's live feed on to the clients of `/hubs/review`, each queue to its group, in order.</summary>
public sealed partial class LiveBroadcaster(LiveFeed feed, IHubContext<ReviewHub, IReviewClient> hub, ILogger<LiveBroadcaster> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var events = Channel.CreateUnbounded<LiveEvent>(new() { SingleReader = true });
        using var subscription = feed.Subscribe(live => events.Writer.TryWrite(live));
        try
        {
            await foreach (var live in events.Reader.ReadAllAsync(stoppingToken))
                await SendAsync(live);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    async Task SendAsync(LiveEvent live)
    {
        if (live.QueueId is null)
            return;
        try
        {
            await hub.Clients.Group(ReviewHub.GroupOf(live.PlatformId, live.QueueId)).SendAsync(live);
        }
        catch (Exception e) when (e is HubException or IOException or InvalidOperationException)
        {
            Log.NotSent(logger, e.GetType().Name);
        }
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A live message was not sent to its group ({Error}); clients catch up when they reconnect")]
        public static partial void NotSent(ILogger logger, string error);
    }
}
