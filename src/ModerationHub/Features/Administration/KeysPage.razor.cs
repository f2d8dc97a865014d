using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security.ApiKeys;

namespace ModerationHub.Features.Administration;

/// <summary>The platform's API keys.</summary>
public sealed partial class KeysPage
{
    IReadOnlyList<KeyRow>? keys;
    string name = "";
    bool intake = true, read, export;

    protected override async Task LoadAsync(Actor actor) =>
        keys = await Runner.RunAsync<ListApiKeys, IReadOnlyList<KeyRow>>(actor, (list, token) => list.HandleAsync(token));

    Task IssueAsync() => DoAsync(async actor =>
    {
        string[] scopes = [.. new[] { (intake, ApiScopes.Intake), (read, ApiScopes.Read), (export, ApiScopes.Export) }.Where(pair => pair.Item1).Select(pair => pair.Item2)];
        Secret = (await Runner.RunAsync<IssueApiKey, IssuedApiKey>(actor, (issue, token) => issue.HandleAsync(new(name, scopes), token))).Key;
        name = "";
    });

    Task RevokeAsync(Guid id) => DoAsync(actor => Runner.RunAsync<RevokeApiKey>(actor, (revoke, token) => revoke.HandleAsync(new(id), token)));
}
