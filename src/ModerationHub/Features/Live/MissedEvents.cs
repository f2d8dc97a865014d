using ModerationHub.Domain.Live;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Live;

/// <summary>What a client missed while it was away, read from the table, and the forgetting of what nobody can ask for any more.</summary>
public sealed class MissedEvents(NpgsqlDataSource dataSource, TimeProvider time)
{
    public const int PageSize = 1000;

    /// <summary>
    /// An event's time is that at which its transaction began, and a batch may take long until it commits: so much earlier is read again.
    /// Clients know by their ids those that come twice.
    /// </summary>
    static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);
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
        return await ReadAsync(command, cancellation);
    }

    /// <summary>Where a client stands that connects now.</summary>
    public async Task<string> PositionAsync(CancellationToken cancellation)
    {
        await using var command = dataSource.CreateCommand("select pg_current_snapshot()::text");
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>What was committed after the position, however long before that it had begun; a page of it, which seconds do not fill.</summary>
    public async Task<IReadOnlyList<LiveEvent>> AfterAsync(int platformId, string[] queues, string position, CancellationToken cancellation)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(platformId, cancellation);
        await using var command = new NpgsqlCommand("""
            select platform_id, id, at, kind, subject_id, queue_id, band, rank, state, by from live_events
            where platform_id = $1 and queue_id = any($2) and tx >= pg_snapshot_xmin($3::pg_snapshot) and not pg_visible_in_snapshot(tx, $3::pg_snapshot)
            order by id limit $4
            """, connection, transaction)
        { Parameters = { new() { Value = platformId }, new() { Value = queues }, new() { Value = position }, new() { Value = PageSize } } };
        return await ReadAsync(command, cancellation);
    }

    static async Task<IReadOnlyList<LiveEvent>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
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
