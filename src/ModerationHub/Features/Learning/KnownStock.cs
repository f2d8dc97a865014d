using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Decisions;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Learning;

/// <summary>What there was to learn from when this host last counted. Counting reads every example, so a page only asks whether there is anything new, and a count that took long is trusted for longer.</summary>
public sealed class KnownStock(TimeProvider time)
{
    /// <summary>At most a tenth of the time goes into counting, however busy the decisions are.</summary>
    const int TrustedTimes = 10;

    readonly ConcurrentDictionary<(int Platform, string Policy), Counted> _known = new();

    sealed record Counted(string Stamp, TrainingStock Stock, long At, TimeSpan Took);

    public async Task<TrainingStock> OfAsync(Operation op, string policy, CollectExamples examples, CancellationToken cancellation)
    {
        var stamp = await StampAsync(op, policy, cancellation);
        var known = _known.GetValueOrDefault((op.PlatformId, policy));
        if (known is not null && (known.Stamp == stamp || time.GetElapsedTime(known.At) < TrustedTimes * known.Took))
            return known.Stock;
        var from = time.GetTimestamp();
        var stock = TrainingStock.Of(await examples.HandleAsync(policy, cancellation));
        var counted = new Counted(stamp, stock, time.GetTimestamp(), time.GetElapsedTime(from));
        _known[(op.PlatformId, policy)] = counted;
        return counted.Stock;
    }

    /// <summary>Whoever brought texts in wants to see them counted.</summary>
    public void Forget(int platform, string policy) => _known.TryRemove((platform, policy), out _);

    static async Task<string> StampAsync(Operation op, string policy, CancellationToken cancellation)
    {
        var decided = op.Db.Decisions.Where(d => d.PolicyKey == policy && d.Reverses == null);
        return string.Join('/',
            await decided.MaxAsync(d => d.Number, cancellation),
            await decided.CountAsync(d => d.State == DecisionState.Overturned, cancellation),
            await op.Db.TextExamples.Where(e => e.PolicyKey == policy).MaxAsync(e => (DateTimeOffset?)e.AddedAt, cancellation));
    }
}
