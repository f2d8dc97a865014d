using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Accounts;

public sealed record AccountHit(string Id, string? Handle, string? DisplayName, AccountState State, long? Followers);

/// <summary>Accounts whose id or handle begins with what was typed; the exact one first.</summary>
public sealed class SearchAccounts(Operation op)
{
    const int Limit = 20;

    public sealed record Command(string Text);

    public async Task<IReadOnlyList<AccountHit>> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadAccounts);
        var text = command.Text.Trim().TrimStart('@').Replace("\0", "", StringComparison.Ordinal);
        if (text.Length is 0 or > Account.MaxIdLength)
            return [];
        // Two index ranges; one condition with "or" would read the whole table.
        var byHandle = await HitsAsync(op.Db.Accounts.Where(a => a.Handle!.StartsWith(text)).OrderBy(a => a.Handle), cancellation);
        var byId = await HitsAsync(op.Db.Accounts.Where(a => a.Id.StartsWith(text)).OrderBy(a => a.Id), cancellation);
        return [.. byHandle.Concat(byId).DistinctBy(h => h.Id).OrderByDescending(h => h.Id == text || h.Handle == text).Take(Limit)];
    }

    static Task<List<AccountHit>> HitsAsync(IQueryable<Account> accounts, CancellationToken cancellation) => accounts.AsNoTracking().Take(Limit)
        .Select(a => new AccountHit(a.Id, a.Handle, a.DisplayName, a.State, a.Followers)).ToListAsync(cancellation);
}
