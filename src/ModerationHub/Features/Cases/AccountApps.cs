using Microsoft.EntityFrameworkCore;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Cases;

/// <param name="Posts">Of the account's latest posts, how many came from the app.</param>
public sealed record AppUse(string Name, int Posts);

/// <summary>The apps that post for an account: what a reviewer may recommend to revoke.</summary>
public sealed class AccountApps(Operation op)
{
    const int Latest = 500;

    public async Task<IReadOnlyList<AppUse>> OfAsync(string accountId, CancellationToken cancellation)
    {
        var apps = await op.Db.Posts.AsNoTracking().Where(p => p.AccountId == accountId).OrderByDescending(p => p.CreatedAt).Take(Latest)
            .Where(p => p.Client != null && p.Client != "").GroupBy(p => p.Client!).Select(g => new { Name = g.Key, Posts = g.Count() }).ToListAsync(cancellation);
        return [.. apps.OrderByDescending(a => a.Posts).ThenBy(a => a.Name, StringComparer.Ordinal).Select(a => new AppUse(a.Name, a.Posts))];
    }

    public Task<bool> PostedAsync(string accountId, string app, CancellationToken cancellation) =>
        op.Db.Posts.AnyAsync(p => p.AccountId == accountId && p.Client == app, cancellation);
}
