using System.Buffers.Binary;
using System.Text.Json;
using ModerationHub.Domain.Webhooks;
using ModerationHub.Infrastructure.Operations;
using Npgsql;
using NpgsqlTypes;

namespace ModerationHub.Features.Enforcement;

/// <summary>
/// Ids of deliveries: version 7 with the microseconds in the twelve bits behind the milliseconds. Deliveries leave in the
/// order of their ids, and those of one action are written within one millisecond.
/// </summary>
sealed class DeliveryIds(TimeProvider time)
{
    long _last;

    public Guid Next()
    {
        var micros = (time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        _last = Math.Max(micros, _last + 1);
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddMilliseconds(_last / 1000)).TryWriteBytes(bytes, bigEndian: true, out _);
        var fraction = _last % 1000;
        (bytes[6], bytes[7]) = ((byte)(0x70 | fraction >> 8), (byte)fraction);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The one right behind: what is said once more keeps its place among the others.</summary>
    public static Guid Behind(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, BinaryPrimitives.ReadUInt128BigEndian(bytes) + 1);
        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>What the platform is to hear of, from drains that write without an operation: into the transaction that they give.</summary>
static class DeliveryRows
{
    public static string Payload(Guid id, string name, string platform, DateTimeOffset at, object data) =>
        JsonSerializer.Serialize(new { deliveryId = id, @event = name, platform, occurredAt = at, data }, Operation.Json);

    public static async Task SendNowAsync(NpgsqlTransaction transaction, int platformId, string name, IReadOnlyList<(string AccountId, object Data)> news,
        DateTimeOffset now, TimeProvider time, CancellationToken cancellation)
    {
        if (await EndpointsAsync(transaction, platformId, cancellation) is not ({ Count: > 0 } endpoints, var platform))
            return;
        var ids = new DeliveryIds(time);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var (accountId, data) in news)
            foreach (var endpoint in endpoints)
            {
                var id = ids.Next();
                batch.BatchCommands.Add(new NpgsqlBatchCommand("""
                    insert into webhook_deliveries (platform_id, id, endpoint_id, account_id, event, payload, state, attempts, created_at, next_attempt_at)
                    values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $8)
                    """)
                {
                    Parameters =
                    {
                        new() { Value = platformId }, new() { Value = id }, new() { Value = endpoint }, new() { Value = accountId }, new() { Value = name },
                        new() { Value = Payload(id, name, platform, now, data), NpgsqlDbType = NpgsqlDbType.Text },
                        new() { Value = Data.SnakeCase.Of(DeliveryState.Pending) }, new() { Value = now },
                    },
                });
            }
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    static async Task<(List<Guid> Endpoints, string Platform)> EndpointsAsync(NpgsqlTransaction transaction, int platformId, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select e.id, p.key from webhook_endpoints e join platforms p on p.id = e.platform_id where e.platform_id = $1 and e.active", transaction.Connection, transaction)
        { Parameters = { new() { Value = platformId } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<Guid> endpoints = [];
        var platform = "";
        while (await reader.ReadAsync(cancellation))
        {
            endpoints.Add(reader.GetGuid(0));
            platform = reader.GetString(1);
        }
        return (endpoints, platform);
    }
}
