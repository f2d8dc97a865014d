using ModerationHub.Components;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Accounts;

/// <summary>Search for accounts. What is typed stays in the page: handles are hostile input and never stand in an address.</summary>
public sealed partial class AccountsPage(OperationRunner runner, CurrentActor current)
{
    readonly Latest searches = new();
    AccountHits? hits;
    string text = "", sought = "";
    string? problem;
    int offset;

    Task SearchAsync()
    {
        sought = text.Trim();
        return PageAsync(0);
    }

    /// <summary>Turns the page of what was sought, whatever has been typed since.</summary>
    async Task PageAsync(int from)
    {
        var (words, isLast) = (sought, searches.Begin());
        AccountHits? found = null;
        var refusal = words.Length == 0 ? null : await L.TryAsync(async () =>
            found = await runner.RunAsync<SearchAccounts, AccountHits>(await current.GetAsync(), (search, token) => search.HandleAsync(new(words, from), token)));
        if (isLast())
            (hits, offset, problem) = (found, from, refusal);
    }
}
