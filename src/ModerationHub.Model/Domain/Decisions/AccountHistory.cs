using ModerationHub.Domain.Accounts;

namespace ModerationHub.Domain.Decisions;

/// <summary>
/// The state that an account is left in when a decision is undone, overturned or over: what that decision found. If it found what an
/// earlier one had set, and that has fallen since as well, then what the earlier one found, and so on. A state that no decision set is
/// the platform's own word, and stays.
/// </summary>
public static class AccountHistory
{
    /// <param name="state">What the account is now, with its end.</param>
    public static (AccountState State, DateTimeOffset? Until) StateAfter(IEnumerable<Decision> decisions, AccountState state, DateTimeOffset? until, DateTimeOffset now)
    {
        foreach (var decision in decisions.Where(Concerns).OrderByDescending(d => d.DecidedAt).ThenByDescending(d => d.Id))
        {
            var action = decision.Actions.First(IsOnAccount);
            if ((action.Kind == ActionKind.Suspend ? AccountState.Suspended : AccountState.Restricted) != state || action.EndsAt != until)
                continue;
            if (decision.State is DecisionState.Pending or DecisionState.Final && (until is null || until > now))
                return (state, until);
            (state, until) = (decision.AccountStateBefore, decision.AccountStateUntilBefore);
        }
        return until <= now ? (AccountState.Active, null) : (state, until);
    }

    /// <summary>Whether a decision changes the account's state.</summary>
    public static bool Concerns(Decision decision) => decision.Actions.Any(IsOnAccount);

    // What holds in some countries alone leaves the account what it is: it posts on elsewhere, and is watched there.
    static bool IsOnAccount(DecisionAction action) => action.Kind is ActionKind.Suspend or ActionKind.Restrict && action.Territories.Length == 0;
}
