using System.Collections.Concurrent;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Enforcement;

/// <summary>
/// Sends what is due until nothing is. A delivery is leased by moving its next attempt ahead before it is sent, so a killed
/// host only delays it; it may be sent twice then, with the same id. Within an account and endpoint a delivery waits for
/// the earlier ones, unless they were given up; an escalation waits for earlier escalations alone, and resolved reports, of which
/// there may be very many, not for each other.
/// </summary>
public sealed partial class DeliverWebhooks(NpgsqlDataSource data, WebhookSender sender, TimeProvider time, ILogger<DeliverWebhooks> logger)
{
    /// <summary>Of one endpoint, taken and sent at once: none waits behind a slow one until its lease is over.</summary>
    const int Batch = 16;
    const int MostAtOnce = 8 * Batch;

    /// <summary>How long those of other endpoints wait at most while a slow one answers.</summary>
    static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Endpoints whose breaker is open: what waits for them is not even looked at until then.</summary>
    readonly ConcurrentDictionary<Guid, DateTimeOffset> _resting = new();

    /// <summary>
    /// How many were sent, well or not. Each endpoint has one batch under way, so that a platform that takes its time over
    /// every answer keeps nobody else waiting.
    /// </summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var sent = 0;
        Dictionary<Guid, Task<int>> underWay = [];
        try
        {
            while (true)
            {
                var taken = await TakeAsync([.. underWay.Keys], MostAtOnce - underWay.Count * Batch, cancellation);
                foreach (var batch in taken.GroupBy(d => d.EndpointId))
                    underWay.Add(batch.Key, SendAsync([.. batch]));
                if (underWay.Count == 0)
                    return sent;
                await Task.WhenAny([.. underWay.Values, Task.Delay(LookAgain, time, cancellation)]);
                foreach (var (endpoint, batch) in underWay.Where(b => b.Value.IsCompleted).ToList())
                {
                    underWay.Remove(endpoint);
                    sent += await batch;
                }
            }
        }
        finally
        {
            // What was taken is finished, even when the lap ends: a send lasts ten seconds at most, and its attempt should count.
            await Task.WhenAll(underWay.Values);
        }
    }

    async Task<int> SendAsync(List<OutgoingDelivery> batch)
    {
        await Task.WhenAll(batch.Select(async delivery => await FinishAsync(delivery, await sender.SendAsync(delivery, CancellationToken.None), CancellationToken.None)));
        return batch.Count;
    }

    async Task<List<OutgoingDelivery>> TakeAsync(Guid[] busy, int room, CancellationToken cancellation)
    {
        if (room <= 0)
            return [];
        var now = time.GetUtcNow();
        foreach (var (endpoint, until) in _resting)
            if (until <= now)
                _resting.TryRemove(endpoint, out _);
        await using var connection = await data.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(null, cancellation);
        await using var command = new NpgsqlCommand("""
            with due as materialized (
                select d.platform_id, d.id from webhook_endpoints e cross join lateral (
                    select * from (
                        select d.platform_id, d.id, 0 as place, d.next_attempt_at from webhook_deliveries d
                        where d.platform_id = e.platform_id and d.endpoint_id = e.id and d.state = 'pending' and d.event = 'escalation.raised' and d.next_attempt_at <= $1
                        and not exists (
                            select from webhook_deliveries b where b.platform_id = d.platform_id and b.account_id = d.account_id
                            and b.endpoint_id = d.endpoint_id and b.state = 'pending' and b.event = 'escalation.raised' and b.id < d.id)
                        order by d.next_attempt_at limit $3 for update of d skip locked) urgent
                    union all
                    select * from (
                        select d.platform_id, d.id, 1 as place, d.next_attempt_at from webhook_deliveries d
                        where d.platform_id = e.platform_id and d.endpoint_id = e.id and d.state = 'pending' and d.event <> 'escalation.raised' and d.next_attempt_at <= $1
                        and not exists (
                            select from webhook_deliveries b where b.platform_id = d.platform_id and b.account_id = d.account_id
                            and b.endpoint_id = d.endpoint_id and b.state in ('held', 'pending') and b.event <> 'report.resolved' and b.id < d.id)
                        and (d.event = 'report.resolved' or not exists (
                            select from webhook_deliveries b where b.platform_id = d.platform_id and b.account_id = d.account_id
                            and b.endpoint_id = d.endpoint_id and b.state in ('held', 'pending') and b.event = 'report.resolved' and b.id < d.id))
                        order by d.next_attempt_at limit $3 for update of d skip locked) in_order
                    order by place, next_attempt_at limit $3) d
                where e.active and e.id <> all ($4)
                order by d.place, d.next_attempt_at limit $5)
            update webhook_deliveries d set next_attempt_at = $2, attempts = d.attempts + 1, first_attempt_at = coalesce(d.first_attempt_at, $1)
            from due, webhook_endpoints e
            where d.platform_id = due.platform_id and d.id = due.id and d.state = 'pending' and e.platform_id = d.platform_id and e.id = d.endpoint_id
            returning d.platform_id, d.id, d.endpoint_id, d.event, d.payload, d.attempts, d.first_attempt_at, e.url, e.protected_secret
            """, connection, transaction)
        { Parameters = { new() { Value = now }, new() { Value = now + Lease }, new() { Value = Batch }, new() { Value = _resting.Keys.Union(busy).ToArray() }, new() { Value = room } } };
        var taken = new List<OutgoingDelivery>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
            while (await reader.ReadAsync(cancellation))
                taken.Add(new(reader.GetInt32(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetInt32(5),
                    reader.GetFieldValue<DateTimeOffset>(6), reader.GetString(7), reader.GetString(8)));
        await transaction.CommitAsync(cancellation);
        return taken;
    }

    /// <summary>The attempt number guards the answer: after a lapsed lease another host's newer attempt counts.</summary>
    async Task FinishAsync(OutgoingDelivery delivery, SendOutcome outcome, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (error, since) = (outcome.Error, now - delivery.FirstAttemptAt);
        var again = error is null ? null
            : outcome.NotSent is { } breaks ? DeliveryBackoff.AfterBreak(breaks, since)
            : DeliveryBackoff.After(delivery.Attempts, Random.Shared.NextDouble(), since);
        var state = error is null ? "delivered" : again is null ? "dead" : "pending";
        await using var connection = await data.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(delivery.PlatformId, cancellation);
        await using var command = new NpgsqlCommand("""
            update webhook_deliveries set state = $3, next_attempt_at = $4, finished_at = $5, last_error = $6,
                attempts = attempts - $8, first_attempt_at = case when attempts > $8 then first_attempt_at end
            where platform_id = $1 and id = $2 and state = 'pending' and attempts = $7
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = delivery.PlatformId }, new() { Value = delivery.Id }, new() { Value = state }, new() { Value = now + (again ?? TimeSpan.Zero) },
                new() { Value = state == "pending" ? DBNull.Value : now, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz },
                new() { Value = (object?)error ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }, new() { Value = delivery.Attempts },
                new() { Value = outcome.NotSent is null ? 0 : 1 },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        if (outcome.NotSent is { } rest)
        {
            if (_resting.TryAdd(delivery.EndpointId, now + rest))
                Log.Resting(logger, delivery.EndpointId, rest);
        }
        else if (error is not null)
            Log.Failed(logger, delivery.Id, delivery.Attempts, error, state);
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Endpoint {EndpointId} failed often; nothing is sent there for {Rest}")]
        public static partial void Resting(ILogger logger, Guid endpointId, TimeSpan rest);

        [LoggerMessage(LogLevel.Warning, "Delivery {DeliveryId}, attempt {Attempt}: {Error} It is {State} now")]
        public static partial void Failed(ILogger logger, Guid deliveryId, int attempt, string error, string state);
    }
}
