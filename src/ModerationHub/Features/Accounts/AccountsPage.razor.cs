using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;
using Npgsql;

namespace ModerationHub.Features.Accounts;

/// <summary>Search for accounts. What is typed stays in the page: handles are hostile input and never stand in an address.</summary>
public sealed partial class AccountsPage(OperationRunner runner, CurrentActor current)
{
    IReadOnlyList<AccountHit>? hits;
    string text = "";
    string? problem;

    async Task SearchAsync()
    {
        try
        {
            problem = null;
            hits = text.Trim().Length == 0 ? null
                : await runner.RunAsync<SearchAccounts, IReadOnlyList<AccountHit>>(await current.GetAsync(), (search, token) => search.HandleAsync(new(text), token));
        }
        catch (NpgsqlException)
        {
            problem = L["The database did not answer. Nothing is lost; try again."];
        }
    }
}
