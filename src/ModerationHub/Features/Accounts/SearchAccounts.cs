using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Accounts;

public sealed record AccountHit(string Id, string? Handle, string? DisplayName, AccountState State, long? Followers);

/// <param name="More">Whether others come behind.</param>
public sealed record AccountHits(IReadOnlyList<AccountHit> Hits, bool More);

/// <summary>Accounts whose handle (in whatever case) or id begins with what was typed; the exact one first.</summary>
public sealed class SearchAccounts(Operation op)
{
    public const int PageSize = 20;

    /// <summary>Nobody reads on for ever; whoever has not found it by then types more of it.</summary>
    public const int Deepest = 1_000;

    public sealed record Command(string Text, int Offset = 0);

    public async Task<AccountHits> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadAccounts);
        var text = command.Text.Trim().TrimStart('@').Replace("\0", "", StringComparison.Ordinal);
        if (text.Length is 0 or > Account.MaxIdLength)
            return new([], false);
        var offset = Math.Clamp(command.Offset, 0, Deepest);
        var enough = offset + PageSize + 1;
        // One condition with "or" would read the whole table, and so would "like" alone under row-level security. All that begins with the text lies between it and it with the last character behind.
        const string Last = "\U0010FFFF";
        var (from, to, lastId) = (text.ToLowerInvariant(), text.ToLowerInvariant() + Last, text + Last);
        var byHandle = await HitsAsync(op.Db.Accounts.Where(a => EF.Property<string>(a, AccountColumns.HandleKey).CompareTo(from) >= 0 && EF.Property<string>(a, AccountColumns.HandleKey).CompareTo(to) < 0)
            .OrderBy(a => EF.Property<string>(a, AccountColumns.HandleKey)).ThenBy(a => a.Id), enough, cancellation);
        var byId = await HitsAsync(op.Db.Accounts.Where(a => a.Id.CompareTo(text) >= 0 && a.Id.CompareTo(lastId) < 0 && a.Id.StartsWith(text)).OrderBy(a => a.Id), enough, cancellation);
        var rest = byHandle.Concat(byId).DistinctBy(h => h.Id).OrderByDescending(h => h.Id == text || string.Equals(h.Handle, text, StringComparison.OrdinalIgnoreCase)).Skip(offset).ToList();
        return new([.. rest.Take(PageSize)], rest.Count > PageSize && offset < Deepest);
    }

    static Task<List<AccountHit>> HitsAsync(IQueryable<Account> accounts, int enough, CancellationToken cancellation) => accounts.AsNoTracking().Take(enough)
        .Select(a => new AccountHit(a.Id, a.Handle, a.DisplayName, a.State, a.Followers)).ToListAsync(cancellation);
}
