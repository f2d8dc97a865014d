using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Live;

/// <summary>
/// Passes this host's live feed on to the clients of `/hubs/review`, each queue to its group, in order. When the queues of a platform
/// change, its clients join and leave before they hear of anything that came after.
/// </summary>
public sealed partial class LiveBroadcaster(LiveFeed feed, IHubContext<ReviewHub, IReviewClient> hub, ReviewConnections connections, OperationRunner runner, IMemoryCache cache,
    ILogger<LiveBroadcaster> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var events = Channel.CreateUnbounded<LiveEvent>(new() { SingleReader = true });
        using var subscription = feed.Subscribe(live => events.Writer.TryWrite(live));
        try
        {
            await foreach (var live in events.Reader.ReadAllAsync(stoppingToken))
                await SendAsync(live, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    async Task SendAsync(LiveEvent live, CancellationToken cancellation)
    {
        if (live.QueueId is null && live.Kind != LiveKind.QueuesChanged)
            return;
        try
        {
            if (live.Kind == LiveKind.QueuesChanged)
                await RejoinAsync(live.PlatformId, cancellation);
            else
                await hub.Clients.Group(ReviewHub.GroupOf(live.PlatformId, live.QueueId!)).SendAsync(live);
        }
        catch (Exception e) when (e is HubException or IOException or InvalidOperationException or NpgsqlException)
        {
            Log.NotSent(logger, e.GetType().Name);
        }
    }

    async Task RejoinAsync(int platformId, CancellationToken cancellation)
    {
        // Whoever connects from here on is not told of the queues of before.
        VisibleQueues.Forget(cache, platformId);
        if (connections.Of(platformId) is not { Count: > 0 } connected)
            return;
        var queues = await runner.ReadAsync(Actor.Machine(platformId), (op, token) => op.Db.Queues.AsNoTracking().ToListAsync(token), cancellation);
        foreach (var (id, actor) in connected)
            foreach (var queue in queues)
                if (VisibleQueues.Sees(actor, queue))
                    await hub.Groups.AddToGroupAsync(id, ReviewHub.GroupOf(platformId, queue.Id), cancellation);
                else
                    await hub.Groups.RemoveFromGroupAsync(id, ReviewHub.GroupOf(platformId, queue.Id), cancellation);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A live message was not sent to its group ({Error}); clients catch up when they reconnect")]
        public static partial void NotSent(ILogger logger, string error);
    }
}
