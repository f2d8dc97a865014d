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
        op.AfterCommit(signal.Set);
        return AddAsync(DeliveryState.Pending, decisionId, accountId, name, data, cancellation);
    }

    async Task AddAsync(DeliveryState state, Guid? decisionId, string accountId, string name, object data, CancellationToken cancellation)
    {
        _endpoints ??= await op.Db.WebhookEndpoints.Where(e => e.Active).Select(e => e.Id).ToListAsync(cancellation);
        _platform ??= await op.Db.Platforms.Where(p => p.Id == op.PlatformId).Select(p => p.Key).SingleAsync(cancellation);
        foreach (var endpoint in _endpoints)
        {
            var id = _ids.Next();
            op.Db.WebhookDeliveries.Add(new WebhookDelivery
            {
                PlatformId = op.PlatformId, Id = id, EndpointId = endpoint, AccountId = accountId, DecisionId = decisionId, Event = name,
                Payload = DeliveryRows.Payload(id, name, _platform, op.Now, data),
                State = state, CreatedAt = op.Now, NextAttemptAt = op.Now,
            });
        }
    }
}
