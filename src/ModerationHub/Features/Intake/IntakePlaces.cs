using System.Threading.RateLimiting;

namespace ModerationHub.Features.Intake;

/// <summary>
/// How many requests of a platform this host reads at once: each may hold a whole body, and a small one may unpack to the
/// limit. The others wait unread; other platforms wait for none of them.
/// </summary>
public sealed class IntakePlaces : IDisposable
{
    public const int AtOnce = 16;
    public const int MostWaiting = 1_000;
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    readonly PartitionedRateLimiter<int> _places = PartitionedRateLimiter.Create<int, int>(static platformId =>
        RateLimitPartition.GetConcurrencyLimiter(platformId, static _ => new() { PermitLimit = AtOnce, QueueLimit = MostWaiting }));

    /// <summary>A place, or a lease that is none when too many wait already.</summary>
    public ValueTask<RateLimitLease> EnterAsync(int platformId, CancellationToken cancellation) =>
        _places.AcquireAsync(platformId, cancellationToken: cancellation);

    public void Dispose() => _places.Dispose();
}
