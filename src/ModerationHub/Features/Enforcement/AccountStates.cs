using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Decisions;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>Puts an account into the state that its decisions leave it in, after one of them fell away (<see cref="AccountHistory"/>).</summary>
public sealed class AccountStates(Operation op)
{
    /// <param name="accountId">The account; its row is locked.</param>
    /// <param name="fallen">The decision that no longer counts, whatever the database still says; null when one only ran out.</param>
    public async Task<Account> SettleAsync(string accountId, Decision? fallen, CancellationToken cancellation)
    {
        var account = await op.Db.Accounts.FromSql($"select * from accounts where platform_id = {op.PlatformId} and id = {accountId} for update").SingleAsync(cancellation);
        if (account.State == AccountState.Deleted)
            return account;
        var decisions = await op.Db.Decisions.AsNoTracking().Include(d => d.Actions).Where(d => d.AccountId == accountId).ToListAsync(cancellation);
        // A warning that falls changes nothing in what the platform says of the account.
        if (fallen is not null && !decisions.Exists(d => d.Id == fallen.Id && AccountHistory.Concerns(d)))
            return account;
        foreach (var decision in decisions.Where(d => d.Id == fallen?.Id))
            decision.State = fallen!.State;
        var (state, until) = AccountHistory.StateAfter(decisions, account.State, account.StateUntil, op.Now);
        // The platform had spoken since, or another decision counts: nothing is set.
        if ((state, until) == (account.State, account.StateUntil))
            return account;
        account.Restore(state, until);
        op.NoteStateSet(account);
        return account;
    }
}

static class StateSetting
{
    /// <summary>From now on only what happens later on the platform changes the account's state; what it tells late does not.</summary>
    public static void NoteStateSet(this Operation op, Account account) => op.Db.Entry(account).Property(AccountColumns.StateEventAt).CurrentValue = op.Now;
}
