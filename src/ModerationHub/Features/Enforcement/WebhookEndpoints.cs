using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Webhooks;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>An endpoint and its secret, which nobody will see again.</summary>
public sealed record AddedEndpoint(Guid Id, string Url, string Secret);

public sealed class AddWebhookEndpoint(Operation op, WebhookTargets targets, WebhookSecrets secrets)
{
    public sealed record Command(string Url);

    public Task<AddedEndpoint> HandleAsync(Command command, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        op.Actor.Demand(Permission.ManageWebhooks);
        var url = targets.Demand(command.Url.Trim()).AbsoluteUri;
        var secret = WebhookSecrets.Create();
        var endpoint = new WebhookEndpoint
        {
            PlatformId = op.PlatformId, Id = op.NewId(), Url = url, ProtectedSecret = secrets.Protect(secret), CreatedAt = op.Now,
        };
        op.Db.WebhookEndpoints.Add(endpoint);
        op.Audit("webhook.added", "webhook_endpoint", endpoint.Id.ToString(), new { url });
        return Task.FromResult(new AddedEndpoint(endpoint.Id, url, secret));
    }
}

/// <summary>Stops an endpoint. What was still to go there is cancelled; what it got stays on the record.</summary>
public sealed class RemoveWebhookEndpoint(Operation op)
{
    public sealed record Command(Guid EndpointId);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageWebhooks);
        var endpoint = await op.Db.WebhookEndpoints.SingleOrDefaultAsync(e => e.Id == command.EndpointId && e.Active, cancellation)
            ?? throw new RuleBrokenException(WebhookRules.UnknownEndpoint);
        endpoint.Active = false;
        await op.Db.WebhookDeliveries.Where(d => d.EndpointId == endpoint.Id && (d.State == DeliveryState.Held || d.State == DeliveryState.Pending))
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.State, DeliveryState.Cancelled).SetProperty(d => d.FinishedAt, op.Now), cancellation);
        op.Audit("webhook.removed", "webhook_endpoint", endpoint.Id.ToString(), new { endpoint.Url });
    }
}

/// <summary>Sends a delivery again that was given up, under its old id, with all its tries.</summary>
public sealed class RedeliverWebhook(Operation op, DeliverySignal signal)
{
    public sealed record Command(Guid DeliveryId);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageWebhooks);
        var revived = await op.Db.WebhookDeliveries.Where(d => d.Id == command.DeliveryId && d.State == DeliveryState.Dead && op.Db.WebhookEndpoints.Any(e => e.Id == d.EndpointId && e.Active))
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.State, DeliveryState.Pending).SetProperty(d => d.Attempts, 0).SetProperty(d => d.FirstAttemptAt, (DateTimeOffset?)null)
                .SetProperty(d => d.NextAttemptAt, op.Now).SetProperty(d => d.FinishedAt, (DateTimeOffset?)null), cancellation);
        if (revived == 0)
            throw new RuleBrokenException(await op.Db.WebhookDeliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Id == command.DeliveryId, cancellation) switch
            {
                null => WebhookRules.UnknownDelivery,
                { State: DeliveryState.Dead } => WebhookRules.EndpointRemoved,
                _ => WebhookRules.NotDead,
            });
        op.Audit("webhook.redelivered", "webhook_delivery", command.DeliveryId.ToString(), new { });
        op.AfterCommit(signal.Wake);
    }
}

public sealed record EndpointRow(Guid Id, string Url, bool Active, DateTimeOffset CreatedAt, int Waiting, int Dead);

/// <summary>A delivery that was given up. The payload stays out of the list.</summary>
public sealed record DeadDelivery(Guid Id, Guid EndpointId, string Url, string Event, string AccountId, Guid? DecisionId, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, string? LastError);

public sealed record WebhookBoard(IReadOnlyList<EndpointRow> Endpoints, IReadOnlyList<DeadDelivery> Dead);

/// <summary>The endpoints and the dead-letter list of the administration page, newest first.</summary>
public sealed class ReadWebhooks(Operation op)
{
    const int Limit = 200;

    public async Task<WebhookBoard> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageWebhooks);
        var endpoints = await op.Db.WebhookEndpoints.AsNoTracking().OrderByDescending(e => e.Id).Select(e => new EndpointRow(e.Id, e.Url, e.Active, e.CreatedAt,
            op.Db.WebhookDeliveries.Count(d => d.EndpointId == e.Id && (d.State == DeliveryState.Held || d.State == DeliveryState.Pending)),
            op.Db.WebhookDeliveries.Count(d => d.EndpointId == e.Id && d.State == DeliveryState.Dead))).ToListAsync(cancellation);
        var dead = await op.Db.WebhookDeliveries.AsNoTracking().Where(d => d.State == DeliveryState.Dead).OrderByDescending(d => d.Id).Take(Limit)
            .Join(op.Db.WebhookEndpoints, d => d.EndpointId, e => e.Id, (d, e) => new DeadDelivery(d.Id, e.Id, e.Url, d.Event, d.AccountId, d.DecisionId,
                d.Attempts, d.CreatedAt, d.FinishedAt, d.LastError)).ToListAsync(cancellation);
        return new(endpoints, dead);
    }
}
