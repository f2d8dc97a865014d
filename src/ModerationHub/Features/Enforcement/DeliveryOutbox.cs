using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Webhooks;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>Writes what the platform is to hear into the same transaction as the change, one delivery for each active endpoint.</summary>
public sealed class DeliveryOutbox(Operation op, DeliverySignal signal, TimeProvider time)
{
    List<Guid>? _endpoints;
    string? _platform;
    long _last;

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
            var id = NextId();
            op.Db.WebhookDeliveries.Add(new WebhookDelivery
            {
                PlatformId = op.PlatformId, Id = id, EndpointId = endpoint, AccountId = accountId, DecisionId = decisionId, Event = name,
                Payload = JsonSerializer.Serialize(new { deliveryId = id, @event = name, platform = _platform, occurredAt = op.Now, data }, Operation.Json),
                State = state, CreatedAt = op.Now, NextAttemptAt = op.Now,
            });
        }
    }

    /// <summary>
    /// Version 7 with the microseconds in the twelve bits behind the milliseconds: deliveries leave in the order of their
    /// ids, and those of one action are written within one millisecond.
    /// </summary>
    Guid NextId()
    {
        var micros = (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        _last = Math.Max(micros, _last + 1);
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddMilliseconds(_last / 1000)).TryWriteBytes(bytes, bigEndian: true, out _);
        var fraction = _last % 1000;
        (bytes[6], bytes[7]) = ((byte)(0x70 | fraction >> 8), (byte)fraction);
        return new Guid(bytes, bigEndian: true);
    }
}
