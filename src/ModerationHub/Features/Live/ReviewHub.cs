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
/// hears all that is committed from its connecting on; one that reconnects passes the last event that it saw as `since` and hears
/// what it missed first.
/// </summary>
public sealed class ReviewHub(ActorResolver actors, OperationRunner runner, MissedEvents missed, ReviewConnections connections) : Hub<IReviewClient>
{
    const string Position = "hub_live_position";

    /// <summary>A connection counts from here: what is committed before it is in its groups is not lost on it.</summary>
    internal static async Task NotePositionAsync(HttpContext http) =>
        http.Items[Position] = await http.RequestServices.GetRequiredService<MissedEvents>().PositionAsync(http.RequestAborted);

    internal static string GroupOf(int platformId, string queueId) =>
        string.Create(CultureInfo.InvariantCulture, $"{platformId}:{queueId}");

    public override async Task OnConnectedAsync()
    {
        var aborted = Context.ConnectionAborted;
        var http = Context.GetHttpContext();
        var position = http?.Items[Position] as string ?? await missed.PositionAsync(aborted);
        if (Context.User is not { } who || await actors.ResolveAsync(who, aborted) is not { } actor || !actor.Can(Permission.ReadCases))
        {
            Context.Abort();
            return;
        }
        // Before the queues are read: those that change meanwhile are told by the feed.
        connections.Add(Context.ConnectionId, actor);
        try
        {
            await JoinAsync(actor, http, position, aborted);
        }
        catch
        {
            // Nobody says that it ended when it never began.
            connections.Remove(Context.ConnectionId);
            throw;
        }
        await base.OnConnectedAsync();
    }

    async Task JoinAsync(Actor actor, HttpContext? http, string position, CancellationToken aborted)
    {
        var queues = await runner.RunAsync<VisibleQueues, string[]>(actor,
            async (visible, token) => [.. (await visible.HandleAsync(token)).Select(q => q.Id)], aborted);
        foreach (var queue in queues)
            await Groups.AddToGroupAsync(Context.ConnectionId, GroupOf(actor.PlatformId, queue), aborted);
        // After the groups: what is committed meanwhile may come twice, never not at all.
        if (Guid.TryParse(http?.Request.Query["since"], out var since))
            await CatchUpAsync(actor.PlatformId, queues, since, aborted);
        foreach (var live in await missed.AfterAsync(actor.PlatformId, queues, position, aborted))
            await Clients.Caller.SendAsync(live);
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
