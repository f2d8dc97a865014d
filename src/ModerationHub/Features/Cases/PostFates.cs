using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Posts;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Cases;

/// <summary>What the platform said became of posts: the first deletion and the latest edit of each.</summary>
public sealed class PostFates(Operation op)
{
    public sealed record Fate(DateTimeOffset? DeletedAt, DateTimeOffset? EditedAt);

    public async Task<IReadOnlyDictionary<string, Fate>> OfAsync(string accountId, IReadOnlyCollection<string> postIds, CancellationToken cancellation)
    {
        var events = await op.Db.PostEvents.AsNoTracking().Where(e => e.AccountId == accountId && postIds.Contains(e.PostId))
            .GroupBy(e => new { e.PostId, e.Kind }).Select(g => new { g.Key.PostId, g.Key.Kind, First = g.Min(e => e.At), Last = g.Max(e => e.At) }).ToListAsync(cancellation);
        return events.GroupBy(e => e.PostId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => new Fate(
            g.FirstOrDefault(e => e.Kind == PostEventKind.Deleted)?.First, g.FirstOrDefault(e => e.Kind == PostEventKind.Edited)?.Last), StringComparer.Ordinal);
    }

    public async Task<IReadOnlyList<PostEvidence>> AddAsync(string accountId, IReadOnlyList<PostEvidence> posts, CancellationToken cancellation)
    {
        var fates = await OfAsync(accountId, [.. posts.Select(p => p.Id)], cancellation);
        return fates.Count == 0 ? posts : [.. posts.Select(p => fates.TryGetValue(p.Id, out var fate) ? p with { DeletedAt = fate.DeletedAt, EditedAt = fate.EditedAt } : p)];
    }
}
