using ModerationHub.Domain.Live;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Live;

/// <summary>What a client missed while it was away, read from the table, and the forgetting of what nobody can ask for any more.</summary>
public sealed class MissedEvents(NpgsqlDataSource dataSource, TimeProvider time)
{
    public const int PageSize = 1000;

    /// <summary>Ids follow time, commits do not quite: so much earlier is read again.</summary>
    static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Kept = TimeSpan.FromHours(2);

    /// <param name="since">The last event that the client saw; one that is not kept any more means all that is kept.</param>
    /// <param name="after">The last event of the page before, <see cref="Guid.Empty"/> for the first page.</param>
    public async Task<IReadOnlyList<LiveEvent>> SinceAsync(int platformId, string[] queues, Guid since, Guid after, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(platformId, cancellation);
        await using var command = new NpgsqlCommand("""
            select platform_id, id, at, kind, subject_id, queue_id, band, rank, state, by from live_events
            where platform_id = $1 and queue_id = any($2) and id <> $3 and id > $6
              and at >= coalesce((select at from live_events where platform_id = $1 and id = $3), '-infinity') - $4
            order by id limit $5
            """, connection, transaction)
        { Parameters = { new() { Value = platformId }, new() { Value = queues }, new() { Value = since }, new() { Value = Overlap }, new() { Value = PageSize }, new() { Value = after } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        List<LiveEvent> events = [];
        while (await reader.ReadAsync(cancellation))
            events.Add(LiveListener.Read(reader));
        return events;
    }

    public async Task ForgetAsync(CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(null, cancellation);
        await using var command = new NpgsqlCommand("delete from live_events where at < $1", connection, transaction)
        { Parameters = { new() { Value = time.GetUtcNow() - Kept } } };
        await command.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
