using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Live;

/// <summary>
/// `/hubs/review`: tells clients what happens in the queues that their user may see. Commands never travel here. A client
/// that reconnects passes the last event that it saw as `since` and hears what it missed first.
/// </summary>
public sealed class ReviewHub(ActorResolver actors, OperationRunner runner, MissedEvents missed, ReviewConnections connections) : Hub<IReviewClient>
{
    internal static string GroupOf(int platformId, string queueId) =>
        string.Create(CultureInfo.InvariantCulture, $"{platformId}:{queueId}");

    public override async Task OnConnectedAsync()
    {
        var aborted = Context.ConnectionAborted;
        if (Context.User is not { } who || await actors.ResolveAsync(who, aborted) is not { } actor || !actor.Can(Permission.ReadCases))
        {
            Context.Abort();
            return;
        }
        // Before the queues are read: those that change meanwhile are told by the feed.
        connections.Add(Context.ConnectionId, actor);
        var queues = await runner.RunAsync<VisibleQueues, string[]>(actor,
            async (visible, token) => [.. (await visible.HandleAsync(token)).Select(q => q.Id)], aborted);
        foreach (var queue in queues)
            await Groups.AddToGroupAsync(Context.ConnectionId, GroupOf(actor.PlatformId, queue), aborted);
        // After the groups: what is committed meanwhile may come twice, never not at all.
        if (Guid.TryParse(Context.GetHttpContext()?.Request.Query["since"], out var since))
            await CatchUpAsync(actor.PlatformId, queues, since, aborted);
        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    async Task CatchUpAsync(int platformId, string[] queues, Guid since, CancellationToken aborted)
    {
        IReadOnlyList<LiveEvent> page = [];
        do
        {
            page = await missed.SinceAsync(platformId, queues, since, page is [.., var last] ? last.Id : Guid.Empty, aborted);
            foreach (var live in page)
                await Clients.Caller.SendAsync(live);
        }
        while (page.Count == MissedEvents.PageSize);
    }
}
