using System.Threading.Channels;

namespace ModerationHub.Features.Scoring;

/// <summary>
/// Wakes this host's drains after work was committed. An auto-reset signal: it remembers one call until somebody has
/// waited for it, so work that came while all drains were busy is not missed. Only a shortcut: the work itself lies in
/// post_chunks, and a drain looks there from time to time without being called.
/// </summary>
public sealed class ScoringSignal
{
    readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _calls.Writer.TryWrite(true);

    /// <summary>True when called, false when the time was over first.</summary>
    public async Task<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await _calls.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
