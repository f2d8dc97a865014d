using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Live;

/// <summary>
/// Passes this host's live feed on to the clients of `/hubs/review`, each queue to its group, in order. When the queues of a platform
/// change, its clients join and leave before they hear of anything that came after. A client that does not read holds up its own
/// platform's messages at most, until its connection is ended.
/// </summary>
public sealed partial class LiveBroadcaster(LiveFeed feed, IHubContext<ReviewHub, IReviewClient> hub, ReviewConnections connections, OperationRunner runner, IMemoryCache cache,
    TimeProvider time, ILogger<LiveBroadcaster> logger) : BackgroundService
{
    static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var events = Channel.CreateUnbounded<LiveEvent>(new() { SingleReader = true });
        Dictionary<int, Channel<LiveEvent>> platforms = [];
        List<Task> sending = [];
        using var subscription = feed.Subscribe(live => events.Writer.TryWrite(live));
        try
        {
            await foreach (var live in events.Reader.ReadAllAsync(stoppingToken))
            {
                if (!platforms.TryGetValue(live.PlatformId, out var own))
                {
                    platforms.Add(live.PlatformId, own = Channel.CreateUnbounded<LiveEvent>(new() { SingleReader = true, SingleWriter = true }));
                    sending.Add(SendAllAsync(own.Reader, events.Writer, stoppingToken));
                }
                own.Writer.TryWrite(live);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        await Task.WhenAll(sending);
    }

    async Task SendAllAsync(ChannelReader<LiveEvent> own, ChannelWriter<LiveEvent> all, CancellationToken cancellation)
    {
        try
        {
            await foreach (var live in own.ReadAllAsync(cancellation))
                await SendAsync(live, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // What nobody expected ends the service, not this platform's part of it in silence.
        catch (Exception e)
#pragma warning restore CA1031
        {
            all.TryComplete(e);
        }
    }

    async Task SendAsync(LiveEvent live, CancellationToken cancellation)
    {
        // Nobody would tell the clients that they lack a queue: this is tried until it is done.
        while (live.Kind == LiveKind.QueuesChanged && !await TryRejoinAsync(live.PlatformId, cancellation))
            await Task.Delay(AfterFault, time, cancellation);
        try
        {
            if (live.QueueId is not null)
                await hub.Clients.Group(ReviewHub.GroupOf(live.PlatformId, live.QueueId!)).SendAsync(live);
        }
        catch (Exception e) when (e is HubException or IOException or InvalidOperationException)
        {
            Log.NotSent(logger, e.GetType().Name);
        }
    }

    async Task<bool> TryRejoinAsync(int platformId, CancellationToken cancellation)
    {
        try
        {
            await RejoinAsync(platformId, cancellation);
            return true;
        }
        catch (Exception e) when (e is HubException or IOException || e.IsOfDatabase())
        {
            Log.NotJoined(logger, platformId, e.GetType().Name);
            return false;
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

        [LoggerMessage(LogLevel.Warning, "The clients of platform {PlatformId} did not join its changed queues ({Error}); trying again")]
        public static partial void NotJoined(ILogger logger, int platformId, string error);
    }
}
