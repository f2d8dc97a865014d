using System.Collections.Concurrent;
using System.Collections.Immutable;
using ModerationHub.Domain.Live;

namespace ModerationHub.Features.Live;

/// <summary>
/// Tells this host's listeners (circuits, the SignalR hub) what was committed, each event once, whether it was committed
/// here or read from another host. Listeners must be quick: they take note and do their work elsewhere.
/// </summary>
public sealed partial class LiveFeed(TimeProvider time, ILogger<LiveFeed> logger)
{
    static readonly TimeSpan Remembered = TimeSpan.FromMinutes(2);

    readonly ConcurrentDictionary<Guid, DateTimeOffset> _seen = new();
    ImmutableArray<Action<LiveEvent>> _listeners = [];

    /// <summary>Raised when this host committed something that other hosts should read now.</summary>
    public event Action? CommittedHere;

    public IDisposable Subscribe(Action<LiveEvent> listener)
    {
        ImmutableInterlocked.Update(ref _listeners, (all, one) => all.Add(one), listener);
        return new Subscription(this, listener);
    }

    /// <summary>After a commit on this host.</summary>
    public void Announce(IReadOnlyList<LiveEvent> events)
    {
        if (events.Count == 0)
            return;
        Deliver(events);
        CommittedHere?.Invoke();
    }

    /// <summary>Passes on what was not passed on before.</summary>
    internal void Deliver(IEnumerable<LiveEvent> events)
    {
        foreach (var live in events)
        {
            if (!_seen.TryAdd(live.Id, time.GetUtcNow()))
                continue;
            foreach (var listener in _listeners)
                Tell(listener, live);
        }
    }

    /// <summary>Forgets ids that can't come again.</summary>
    /// <param name="again">Those that the next look reads once more, however old they are.</param>
    internal void Forget(IReadOnlySet<Guid> again)
    {
        var before = time.GetUtcNow() - Remembered;
        foreach (var (id, at) in _seen)
            if (at < before && !again.Contains(id))
                _seen.TryRemove(id, out _);
    }

    void Tell(Action<LiveEvent> listener, LiveEvent live)
    {
        try
        {
            listener(live);
        }
#pragma warning disable CA1031 // One listener's fault must not keep the news from the others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.ListenerFailed(logger, e);
        }
    }

    sealed class Subscription(LiveFeed feed, Action<LiveEvent> listener) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref feed._listeners, (all, one) => all.Remove(one), listener);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A listener of the live feed failed")]
        public static partial void ListenerFailed(ILogger logger, Exception exception);
    }
}
