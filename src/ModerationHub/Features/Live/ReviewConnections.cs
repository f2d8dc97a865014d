using System.Collections.Concurrent;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Live;

/// <summary>Who is connected to this host's hub, so that queues which are made, closed or changed meanwhile reach or leave them.</summary>
public sealed class ReviewConnections
{
    readonly ConcurrentDictionary<string, Actor> _actors = new(StringComparer.Ordinal);

    public void Add(string connectionId, Actor actor) => _actors[connectionId] = actor;

    public void Remove(string connectionId) => _actors.TryRemove(connectionId, out _);

    public IReadOnlyList<(string ConnectionId, Actor Actor)> Of(int platformId) => [.. _actors.Where(c => c.Value.PlatformId == platformId).Select(c => (c.Key, c.Value))];
}
