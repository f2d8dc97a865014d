using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Shield;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Shield;

public enum ShieldTerm { EndsSoon, Lasts, Expired }

public sealed record KnownVoice(string AccountId, string? Handle, ShieldKind Kind, string Reason, string AddedAs, DateTimeOffset AddedAt, DateTimeOffset ExpiresAt, ShieldTerm Term);

/// <param name="All">Everybody on the list, whatever the page.</param>
/// <param name="EndsSoon">Of these, whose protection ends within <see cref="ListShields.Soon"/>.</param>
public sealed record KnownVoices(IReadOnlyList<KnownVoice> Page, int All, int EndsSoon);

/// <summary>The whole list of known voices, for leads: what ends soon first, then what lasts, then what has expired. The reading is recorded.</summary>
public sealed class ListShields(Operation op)
{
    public const int PageSize = 50;
    public static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public sealed record Command(int Offset = 0);

    public async Task<KnownVoices> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageShield);
        op.RecordRead(ShieldedAccount.Subject, "list");
        var (now, soon) = (op.Now, op.Now + Soon);
        var voices = op.Db.ShieldedAccounts.AsNoTracking();
        var page = await voices.OrderBy(s => s.ExpiresAt <= now ? 2 : s.ExpiresAt <= soon ? 0 : 1).ThenBy(s => s.ExpiresAt).ThenBy(s => s.AccountId)
            .Skip(command.Offset).Take(PageSize)
            .Select(s => new KnownVoice(s.AccountId, op.Db.Accounts.Where(a => a.PlatformId == s.PlatformId && a.Id == s.AccountId).Select(a => a.Handle).FirstOrDefault(), s.Kind, s.Reason,
                s.AddedAs, s.AddedAt, s.ExpiresAt, s.ExpiresAt <= now ? ShieldTerm.Expired : s.ExpiresAt <= soon ? ShieldTerm.EndsSoon : ShieldTerm.Lasts)).ToListAsync(cancellation);
        return new(page, await voices.CountAsync(cancellation), await voices.CountAsync(s => s.ExpiresAt > now && s.ExpiresAt <= soon, cancellation));
    }
}
