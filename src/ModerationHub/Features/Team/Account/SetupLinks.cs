using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Platforms;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Team.Account;

/// <summary>The one-time link that creates the first administrator. The database holds a hash of its secret, the console shows it once.</summary>
public sealed class SetupLinks(IDbContextFactory<ModerationDbContext> contexts, TimeProvider time)
{
    static readonly TimeSpan Life = TimeSpan.FromHours(24);
    const int SecretBytes = 32;

    /// <returns>The path to print after the hub's address; null if every platform has an administrator.</returns>
    public async Task<string?> IssueAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Database.ExecuteSqlAsync($"select set_config('hub.platform', '*', true)", cancellation);
        if (!await WithoutAdministrator(db).AnyAsync(cancellation))
            return null;
        var now = time.GetUtcNow();
        await db.SetupLinks.Where(link => link.ExpiresAt < now).ExecuteDeleteAsync(cancellation);
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        var link = new SetupLink { Id = Guid.CreateVersion7(now), SecretHash = SHA256.HashData(secret), ExpiresAt = now + Life };
        db.SetupLinks.Add(link);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return $"/setup/{link.Id}?secret={WebEncoders.Base64UrlEncode(secret)}";
    }

    /// <summary>The hub itself, on the first platform of which nobody takes care yet.</summary>
    public async Task<Actor> ActorAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Database.ExecuteSqlAsync($"select set_config('hub.platform', '*', true)", cancellation);
        return Actor.Machine(await WithoutAdministrator(db).MinAsync(platform => (int?)platform.Id, cancellation) ?? await db.Platforms.MinAsync(platform => platform.Id, cancellation));
    }

    /// <summary>Within a transaction that sees all platforms.</summary>
    internal static IQueryable<Platform> WithoutAdministrator(ModerationDbContext db)
    {
        var administered = db.Memberships.IgnoreQueryFilters([ModerationDbContext.PlatformFilter])
            .Where(m => m.Role == Role.Admin && db.Users.Any(u => u.Id == m.UserId && u.RevokedAt == null)).Select(m => m.PlatformId);
        return db.Platforms.Where(platform => !administered.Contains(platform.Id));
    }

    internal static byte[]? HashOf(string secret)
    {
        try
        {
            return SHA256.HashData(WebEncoders.Base64UrlDecode(secret));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
