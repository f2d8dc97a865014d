namespace ModerationHub.Infrastructure;

/// <summary>
/// Wakes an idle loop of this host after a commit; a call that nobody awaits is kept for the next who asks. Only haste: what is due
/// lies in a table, and the loop looks there by itself when nobody calls, as for what other hosts commit.
/// </summary>
public abstract class WakeUp : IDisposable
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
            // A call that nobody has heard yet is enough.
        }
    }

    /// <summary>Returns when woken, or after a while all the same.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => _signal.WaitAsync(atMost, cancellation);

    public void Dispose()
    {
        _signal.Dispose();
        GC.SuppressFinalize(this);
    }
}
