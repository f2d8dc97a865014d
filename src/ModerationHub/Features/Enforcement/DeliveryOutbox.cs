using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Webhooks;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>Writes what the platform is to hear into the same transaction as the change, one delivery for each active endpoint.</summary>
public sealed class DeliveryOutbox(Operation op, DeliverySignal signal, TimeProvider time)
{
    readonly DeliveryIds _ids = new(time);
    List<Guid>? _endpoints;
    string? _platform;

    /// <summary>Leaves when the decision is final, and never when it is undone.</summary>
    public Task HoldAsync(Guid decisionId, string accountId, string name, object data, CancellationToken cancellation) =>
        AddAsync(DeliveryState.Held, decisionId, accountId, name, data, cancellation);

    public Task SendNowAsync(string accountId, string name, object data, CancellationToken cancellation, Guid? decisionId = null)
    {
        op.AfterCommit(signal.Wake);
        return AddAsync(DeliveryState.Pending, decisionId, accountId, name, data, cancellation);
    }

    /// <summary>The same for many of one kind, written at once.</summary>
    public async Task SendAllNowAsync(Guid decisionId, string accountId, string name, IReadOnlyList<object> news, CancellationToken cancellation)
    {
        var (endpoints, platform) = await EndpointsAsync(cancellation);
        var rows = news.SelectMany(_ => endpoints, (data, endpoint) => (Id: _ids.Next(), Endpoint: endpoint, Data: data)).ToList();
        if (rows.Count == 0)
            return;
        op.AfterCommit(signal.Wake);
        Guid[] ids = [.. rows.Select(r => r.Id)], to = [.. rows.Select(r => r.Endpoint)];
        string[] payloads = [.. rows.Select(r => DeliveryRows.Payload(r.Id, name, platform, op.Now, r.Data))];
        await op.Db.Database.ExecuteSqlAsync($"""
            insert into webhook_deliveries (platform_id, id, endpoint_id, account_id, decision_id, event, payload, state, attempts, created_at, next_attempt_at)
            select {op.PlatformId}, d.id, d.endpoint, {accountId}, {decisionId}, {name}, d.payload, 'pending', 0, {op.Now}, {op.Now}
            from unnest({ids}, {to}, {payloads}) as d(id, endpoint, payload)
            """, cancellation);
    }

    async Task<(List<Guid> Endpoints, string Platform)> EndpointsAsync(CancellationToken cancellation)
    {
        _endpoints ??= await op.Db.WebhookEndpoints.Where(e => e.Active).Select(e => e.Id).ToListAsync(cancellation);
        _platform ??= await op.Db.Platforms.Where(p => p.Id == op.PlatformId).Select(p => p.Key).SingleAsync(cancellation);
        return (_endpoints, _platform);
    }

    async Task AddAsync(DeliveryState state, Guid? decisionId, string accountId, string name, object data, CancellationToken cancellation)
    {
        var (endpoints, platform) = await EndpointsAsync(cancellation);
        foreach (var endpoint in endpoints)
        {
            var id = _ids.Next();
            op.Db.WebhookDeliveries.Add(new WebhookDelivery
            {
                PlatformId = op.PlatformId, Id = id, EndpointId = endpoint, AccountId = accountId, DecisionId = decisionId, Event = name,
                Payload = DeliveryRows.Payload(id, name, platform, op.Now, data),
                State = state, CreatedAt = op.Now, NextAttemptAt = op.Now,
            });
        }
    }
}
