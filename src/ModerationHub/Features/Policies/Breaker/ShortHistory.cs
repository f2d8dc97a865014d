using Microsoft.EntityFrameworkCore;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies.Breaker;

/// <summary>Where the breaker knows too little to say what is usual.</summary>
/// <param name="Everywhere">In all languages together as well: it stops only what a backtest warned of.</param>
/// <param name="Languages">Primary tags; there what is usual in all languages together stands in. "und" is left out: it is no language.</param>
public sealed record ShortHistory(bool Everywhere, IReadOnlyList<string> Languages)
{
    public static async Task<ShortHistory> ReadAsync(Operation op, CancellationToken cancellation)
    {
        var from = op.Now - StopWildTerms.History;
        var known = await op.Db.TermHits.AsNoTracking().Where(h => h.TermId == Guid.Empty && h.Slot >= from)
            .GroupBy(h => h.Language).Select(g => new { g.Key, Posts = g.Sum(h => h.Posts) }).ToListAsync(cancellation);
        return new(known.Sum(k => k.Posts) < StopWildTerms.EnoughHistory,
            [.. known.Where(k => k.Key != "und" && k.Posts < StopWildTerms.EnoughHistory).OrderByDescending(k => k.Posts).ThenBy(k => k.Key, StringComparer.Ordinal).Select(k => k.Key)]);
    }
}
