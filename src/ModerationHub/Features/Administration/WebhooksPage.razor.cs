using ModerationHub.Features.Enforcement;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Administration;

/// <summary>Where decisions go, and what did not arrive.</summary>
public sealed partial class WebhooksPage
{
    WebhookBoard? board;
    string url = "";

    protected override async Task LoadAsync(Actor actor) =>
        board = await Runner.RunAsync<ReadWebhooks, WebhookBoard>(actor, (read, token) => read.HandleAsync(token));

    Task AddAsync() => DoAsync(async actor =>
    {
        Secret = (await Runner.RunAsync<AddWebhookEndpoint, AddedEndpoint>(actor, (add, token) => add.HandleAsync(new(url), token))).Secret;
        url = "";
    });

    Task RemoveAsync(Guid id) => DoAsync(actor => Runner.RunAsync<RemoveWebhookEndpoint>(actor, (remove, token) => remove.HandleAsync(new(id), token)));

    Task AgainAsync(Guid id) => DoAsync(actor => Runner.RunAsync<RedeliverWebhook>(actor, (again, token) => again.HandleAsync(new(id), token)));
}
