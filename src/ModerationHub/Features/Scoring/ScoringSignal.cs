namespace ModerationHub.Features.Scoring;

/// <summary>Wakes an idle drain of this host once its work is committed; a wake-up that nobody awaits is kept for the next who asks.</summary>
public sealed class ScoringSignal : IDisposable
{
    readonly SemaphoreSlim _signal = new(0, 1);

    public void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody woke the drains already and none has looked yet.
        }
    }

    /// <summary>Returns when woken, or after a while all the same: other hosts' commits wake nobody here.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => _signal.WaitAsync(atMost, cancellation);

    public void Dispose() => _signal.Dispose();
}
