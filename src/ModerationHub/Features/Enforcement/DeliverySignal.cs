namespace ModerationHub.Features.Enforcement;

/// <summary>
/// Wakes this host's delivery loop after a commit. Only haste: what is due lies in the table, and the loop looks there by
/// itself when nobody calls.
/// </summary>
public sealed class DeliverySignal : IDisposable
{
    readonly SemaphoreSlim _due = new(0, 1);

    public void Set()
    {
        try
        {
            _due.Release();
        }
        catch (SemaphoreFullException)
        {
            // A call that nobody has heard yet is enough.
        }
    }

    /// <summary>Returns when called or when the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => _due.WaitAsync(atMost, cancellation);

    public void Dispose() => _due.Dispose();
}
