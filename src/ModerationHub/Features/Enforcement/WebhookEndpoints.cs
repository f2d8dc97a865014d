using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
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

/// <summary>
/// Sends a delivery again that was given up, under its old id, with all its tries. What sets something on the platform is followed by
/// what its endpoint heard of the account since, said once more: the last word there stays the last word here.
/// </summary>
public sealed class RedeliverWebhook(Operation op, DeliverySignal signal)
{
    /// <summary>Whoever looks for what is due at this moment does not see yet behind what the later ones come.</summary>
    static readonly TimeSpan Behind = TimeSpan.FromSeconds(1);

    public sealed record Command(Guid DeliveryId);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageWebhooks);
        var delivery = await op.Db.WebhookDeliveries.FromSql($"select * from webhook_deliveries where platform_id = {op.PlatformId} and id = {command.DeliveryId} for update")
            .SingleOrDefaultAsync(cancellation) ?? throw new RuleBrokenException(WebhookRules.UnknownDelivery);
        if (delivery.State != DeliveryState.Dead)
            throw new RuleBrokenException(WebhookRules.NotDead);
        if (!await op.Db.WebhookEndpoints.AnyAsync(e => e.Id == delivery.EndpointId && e.Active, cancellation))
            throw new RuleBrokenException(WebhookRules.EndpointRemoved);
        var enforces = WebhookEvents.Enforcing.Contains(delivery.Event);
        if (enforces && await IsOverturnedAsync(delivery, cancellation))
            throw new RuleBrokenException(WebhookRules.Overturned);
        delivery.Revive(op.Now);
        var later = enforces ? await LaterAsync(delivery, cancellation) : [];
        var again = later.ConvertAll(DeliveryIds.Behind);
        // The receiver takes each id once: what it took before needs another to be taken again.
        await op.Db.Database.ExecuteSqlAsync($$"""
            update webhook_deliveries d
            set id = n.id, payload = jsonb_set(d.payload::jsonb, '{delivery_id}', to_jsonb(n.id))::text,
                state = 'pending', attempts = 0, first_attempt_at = null, next_attempt_at = {{op.Now + Behind}}, finished_at = null
            from unnest({{later.ToArray()}}, {{again.ToArray()}}) as n(was, id)
            where d.platform_id = {{op.PlatformId}} and d.id = n.was
            """, cancellation);
        op.Audit("webhook.redelivered", "webhook_delivery", delivery.Id.ToString(), new { again });
        op.AfterCommit(signal.Wake);
    }

    /// <summary>Its row is held: a reversal that is just being written comes behind, or is seen.</summary>
    async Task<bool> IsOverturnedAsync(WebhookDelivery delivery, CancellationToken cancellation) => delivery.DecisionId is { } id
        && (await op.Db.Decisions.FromSql($"select d.*, d.xmin from decisions d where d.platform_id = {op.PlatformId} and d.id = {id} for update")
            .AsNoTracking().SingleAsync(cancellation)).State == DecisionState.Overturned;

    /// <summary>What was sent since, or may have been. What was overturned is left out: its reversal says all.</summary>
    Task<List<Guid>> LaterAsync(WebhookDelivery delivery, CancellationToken cancellation) =>
        (from d in op.Db.WebhookDeliveries
         join x in op.Db.Decisions on d.DecisionId equals x.Id
         where x.AccountId == delivery.AccountId && x.State != DecisionState.Overturned && d.EndpointId == delivery.EndpointId && d.Id > delivery.Id
            && WebhookEvents.Enforcing.Contains(d.Event) && (d.State == DeliveryState.Delivered || d.State == DeliveryState.Dead || d.State == DeliveryState.Pending)
         select d.Id).ToListAsync(cancellation);
}

public sealed record EndpointRow(Guid Id, string Url, bool Active, DateTimeOffset CreatedAt, int Waiting, int Dead);

/// <summary>A delivery that was given up. The payload stays out of the list.</summary>
/// <param name="AccountId">Null, as is the decision, when a case of the account lies in the sealed lane: nobody who keeps webhooks sees that.</param>
/// <param name="Overturned">It tells the platform to apply a decision that was overturned since: it is not sent again.</param>
public sealed record DeadDelivery(Guid Id, Guid EndpointId, string Url, string Event, string? AccountId, Guid? DecisionId, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, string? LastError,
    bool Overturned = false);

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
        var dead = await (from d in op.Db.WebhookDeliveries
                          join e in op.Db.WebhookEndpoints on d.EndpointId equals e.Id
                          let hidden = op.Db.Cases.Any(c => c.AccountId == d.AccountId && c.Lane == CaseLane.Sealed)
                          where d.State == DeliveryState.Dead
                          orderby d.Id descending
                          select new DeadDelivery(d.Id, e.Id, e.Url, d.Event, hidden ? null : d.AccountId, hidden ? null : d.DecisionId, d.Attempts, d.CreatedAt, d.FinishedAt, d.LastError,
                              WebhookEvents.Enforcing.Contains(d.Event) && op.Db.Decisions.Any(x => x.Id == d.DecisionId && x.State == DecisionState.Overturned))).Take(Limit).ToListAsync(cancellation);
        return new(endpoints, dead);
    }
}
