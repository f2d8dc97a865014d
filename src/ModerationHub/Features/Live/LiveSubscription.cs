using System.Globalization;
using ModerationHub.Domain.Live;

namespace ModerationHub.Features.Live;

/// <summary>
/// A component's ear on the live feed: subscribes, keeps what passes the filter, hands it over in batches, one after the other and at
/// most ten times a second, in the language in which it was made, and is disposed with the component.
/// </summary>
public sealed class LiveSubscription : IAsyncDisposable
{
    static readonly TimeSpan Throttle = TimeSpan.FromMilliseconds(100);

    readonly Lock _lock = new();
    readonly Func<LiveEvent, bool> _wanted;
    readonly Func<IReadOnlyList<LiveEvent>, Task> _onBatch;
    readonly TimeProvider _time;

    // Whoever commits speaks another language than whoever looks on: what is drawn then is drawn in the onlooker's.
    readonly CultureInfo _culture = CultureInfo.CurrentCulture, _language = CultureInfo.CurrentUICulture;
    readonly IDisposable _subscription;
    readonly CancellationTokenSource _ending = new();
    readonly CancellationToken _ended;
    List<LiveEvent> _waiting = [];
    bool _scheduled;

    /// <param name="feed">This host's feed.</param>
    /// <param name="wanted">Which events; called on the committing thread, so it must be quick.</param>
    /// <param name="onBatch">Called off the renderer's thread: the component passes it through InvokeAsync.</param>
    /// <param name="time">The clock of the throttle.</param>
    public LiveSubscription(LiveFeed feed, Func<LiveEvent, bool> wanted, Func<IReadOnlyList<LiveEvent>, Task> onBatch, TimeProvider time)
    {
        (_wanted, _onBatch, _time, _ended) = (wanted, onBatch, time, _ending.Token);
        _subscription = feed.Subscribe(Note);
    }

    void Note(LiveEvent live)
    {
        if (!_wanted(live))
            return;
        lock (_lock)
        {
            _waiting.Add(live);
            if (_scheduled)
                return;
            _scheduled = true;
        }
        _ = HandOverAsync();
    }

    async Task HandOverAsync()
    {
        try
        {
            await Task.Delay(Throttle, _time, _ended);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        List<LiveEvent> batch;
        lock (_lock)
            (batch, _waiting) = (_waiting, []);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _language);
        try
        {
            await _onBatch(batch);
        }
        finally
        {
            // Only now: what an earlier batch still reads would be drawn over what a later one has read.
            bool more;
            lock (_lock)
                _scheduled = more = _waiting.Count > 0;
            if (more)
                _ = HandOverAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _ending.CancelAsync();
        _ending.Dispose();
    }
}
