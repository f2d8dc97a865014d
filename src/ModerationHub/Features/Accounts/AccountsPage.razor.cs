using ModerationHub.Components;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Accounts;

/// <summary>Search for accounts. What is typed stays in the page: handles are hostile input and never stand in an address.</summary>
public sealed partial class AccountsPage(OperationRunner runner, CurrentActor current)
{
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
        offset = from;
        problem = await L.TryAsync(async () => hits = sought.Length == 0 ? null
            : await runner.RunAsync<SearchAccounts, AccountHits>(await current.GetAsync(), (search, token) => search.HandleAsync(new(sought, offset), token)));
    }
}
