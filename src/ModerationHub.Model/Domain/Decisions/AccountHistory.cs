using ModerationHub.Domain.Accounts;

namespace ModerationHub.Domain.Decisions;

/// <summary>
/// The state that an account's decisions leave it in. A decision that is undone, overturned or over gives way to the newest
/// one that still stands, and only then to what the platform itself said before the hub decided for the first time.
/// </summary>
public static class AccountHistory
{
    public static (AccountState State, DateTimeOffset? Until) StateAfter(IEnumerable<Decision> decisions, DateTimeOffset now)
    {
        var onAccount = decisions.Where(Concerns).OrderBy(d => d.DecidedAt).ThenBy(d => d.Id).ToList();
        for (var i = onAccount.Count - 1; i >= 0; i--)
        {
            var action = onAccount[i].Actions.First(IsOnAccount);
            if (onAccount[i].State is DecisionState.Pending or DecisionState.Final && (action.EndsAt is null || action.EndsAt > now))
                return (action.Kind == ActionKind.Suspend ? AccountState.Suspended : AccountState.Restricted, action.EndsAt);
        }
        if (onAccount is [var first, ..] && (first.AccountStateUntilBefore is null || first.AccountStateUntilBefore > now))
            return (first.AccountStateBefore, first.AccountStateUntilBefore);
        return (AccountState.Active, null);
    }

    /// <summary>Whether a decision changes the account's state.</summary>
    public static bool Concerns(Decision decision) => decision.Actions.Any(IsOnAccount);

    // What holds in some countries alone leaves the account what it is: it posts on elsewhere, and is watched there.
    static bool IsOnAccount(DecisionAction action) => action.Kind is ActionKind.Suspend or ActionKind.Restrict && action.Territories.Length == 0;
}
