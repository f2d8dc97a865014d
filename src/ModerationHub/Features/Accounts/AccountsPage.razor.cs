using ModerationHub.Components;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Accounts;

/// <summary>Search for accounts. What is typed stays in the page: handles are hostile input and never stand in an address.</summary>
public sealed partial class AccountsPage(OperationRunner runner, CurrentActor current)
{
    IReadOnlyList<AccountHit>? hits;
    string text = "";
    string? problem;

    async Task SearchAsync() => problem = await L.TryAsync(async () => hits = text.Trim().Length == 0 ? null
        : await runner.RunAsync<SearchAccounts, IReadOnlyList<AccountHit>>(await current.GetAsync(), (search, token) => search.HandleAsync(new(text), token)));
}
