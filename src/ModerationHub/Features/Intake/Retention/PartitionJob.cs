using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Intake.Retention;

/// <summary>
/// Makes the partitions of posts ahead of time and lets posts leave when their platform's time is over: partitions whole
/// where nobody keeps them, else in batches of rows. What arrived late, as imported history does, is kept from its arrival on. A partition that was dropped is made again, empty, in the same
/// transaction: a platform may still send old posts, and no request ever makes a partition. Images that were not seen for as
/// long as their platform keeps posts leave too.
/// </summary>
public sealed partial class PartitionJob(NpgsqlDataSource source, TimeProvider time, ILogger<PartitionJob> logger)
{
    const int AheadDays = 8 * 7;
    const int BatchRows = 5_000;

    /// <summary>So long an image is known that nobody shows any more where the platform keeps its posts for good.</summary>
    const int ImageDays = 90;

    static readonly DateOnly First = new(2006, 1, 1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        await EnsureAheadAsync(cancellation);
        var now = time.GetUtcNow();
        foreach (var partition in await OldPartitionsAsync(now, cancellation))
            if (!await TryDropAsync(partition, now, cancellation))
                await DeleteExpiredAsync(partition, now, cancellation);
        await ForgetArrivalsAsync(now, cancellation);
        await ForgetImagesAsync(now, cancellation);
    }

    public async Task EnsureAheadAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(null, cancellation);
        await LockAsync(connection, cancellation);
        var made = await EnsureAsync(connection, cancellation);
        await transaction.CommitAsync(cancellation);
        if (made > 0)
            Log.Made(logger, made);
    }

    /// <summary>Those that hold something older than some platform's time.</summary>
    async Task<List<Partition>> OldPartitionsAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("""
            select name, starts_at, ends_at from post_partitions
            where ends_at <= $1 - (select min(post_retention_days) from platforms) * interval '1 day'
            order by ends_at
            """);
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        List<Partition> partitions = [];
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            partitions.Add(new(reader.GetString(0), reader.GetDateTime(1), reader.GetDateTime(2)));
        return partitions;
    }

    /// <returns>True when nothing is left to do in the partition: it was dropped, or there was nothing in it.</returns>
    async Task<bool> TryDropAsync(Partition partition, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginAsync(null, cancellation);
            // Dropping waits for whoever reads posts, and everybody else waits behind it: rather try again next time.
            await ExecuteAsync(connection, "set local lock_timeout = '2s'", cancellation);
            await LockAsync(connection, cancellation);
            if (await ScalarAsync(connection, "select exists (select from posts where created_at >= $1 and created_at < $2)", cancellation, partition.From, partition.To) is false)
                return true;
            if (await ScalarAsync(connection, "select drop_partition($1, $2)", cancellation, partition.Name, now.UtcDateTime) is not true)
                return false;
            await EnsureAsync(connection, cancellation);
            await transaction.CommitAsync(cancellation);
            Log.Dropped(logger, partition.Name);
            return true;
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            Log.Busy(logger, partition.Name);
            return true;
        }
    }

    /// <summary>Those of which nothing is kept any more.</summary>
    async Task ForgetArrivalsAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(null, cancellation);
        await ExecuteAsync(connection, "delete from post_arrivals a using platforms p where p.id = a.platform_id and a.last_at <= $1 - make_interval(days => p.post_retention_days)", cancellation, now.UtcDateTime);
        await transaction.CommitAsync(cancellation);
    }

    async Task ForgetImagesAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        for (var rows = BatchRows; rows == BatchRows;)
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginAsync(null, cancellation);
            rows = await ExecuteAsync(connection, $"""
                delete from known_images where (platform_id, id) in (
                    select i.platform_id, i.id from platforms p
                    join known_images i on i.platform_id = p.id and i.seen_at <= $1 - make_interval(days => coalesce(p.post_retention_days, {ImageDays}))
                    limit {BatchRows})
                """, cancellation, now.UtcDateTime);
            await transaction.CommitAsync(cancellation);
        }
    }

    /// <summary>Others keep the partition, or an account in it is preserved: this platform's rows leave one batch a transaction.</summary>
    async Task DeleteExpiredAsync(Partition partition, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var platform in await ExpiredAsync(partition, now, cancellation))
        {
            await DeleteAsync(platform, now, partition, "post_signals", "post_created_at", "post_id", cancellation);
            var deleted = await DeleteAsync(platform, now, partition, "posts", "created_at", "id", cancellation);
            if (deleted > 0)
                Log.Deleted(logger, deleted, platform, partition.Name);
        }
    }

    /// <summary>Platforms whose time for the partition is over.</summary>
    async Task<List<int>> ExpiredAsync(Partition partition, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(null, cancellation);
        await using var command = Command(connection, "select id from platforms where post_time_is_over(id, post_retention_days, $1, $2, $3)",
            [partition.From, partition.To, now.UtcDateTime]);
        List<int> platforms = [];
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            platforms.Add(reader.GetInt32(0));
        return platforms;
    }

    /// <summary>Each batch asks again whether the time is over and what is preserved: history may arrive, and accounts be preserved, while batches leave.</summary>
    async Task<long> DeleteAsync(int platformId, DateTimeOffset now, Partition partition, string table, string at, string id, CancellationToken cancellation)
    {
        // Table and column names are the constants above, never input.
        var sql = $"""
            delete from {table} where platform_id = $1 and {at} >= $2 and {at} < $3 and ({at}, {id}) in (
                select {at}, {id} from {table} where platform_id = $1 and {at} >= $2 and {at} < $3
                    and (select post_time_is_over(id, post_retention_days, $2, $3, $4) from platforms where id = $1)
                    and account_id <> all (array(select c.account_id from escalations e join cases c on c.platform_id = e.platform_id and c.id = e.case_id
                        where e.platform_id = $1 and e.preserved_until > $4))
                order by {at}, {id} limit {BatchRows})
            """;
        for (long deleted = 0; ;)
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginAsync(platformId, cancellation);
            var rows = await ExecuteAsync(connection, sql, cancellation, platformId, partition.From, partition.To, now.UtcDateTime);
            await transaction.CommitAsync(cancellation);
            if (rows == 0)
                return deleted;
            deleted += rows;
        }
    }

    /// <summary>Two hosts would else make the same partition; the loser's error would be harmless, but an error.</summary>
    static Task<int> LockAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        ExecuteAsync(connection, "select pg_advisory_xact_lock(hashtext('hub.partitions'))", cancellation);

    /// <summary>To the end of the last day ahead, which may be the first of a week.</summary>
    async Task<int> EnsureAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        (int)(await ScalarAsync(connection, "select ensure_partitions($1, $2)", cancellation,
            First, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(AheadDays + 1)))!;

    static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync(cancellation);
    }

    static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
#pragma warning disable CA2100 // Every text comes from this file.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    sealed record Partition(string Name, DateTime From, DateTime To);

    static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Count} partitions of posts were made ahead")]
        public static partial void Made(ILogger logger, int count);

        [LoggerMessage(LogLevel.Information, "Posts of {Partition} left: nobody keeps them longer")]
        public static partial void Dropped(ILogger logger, string partition);

        [LoggerMessage(LogLevel.Warning, "{Partition} is in use and is dropped at the next run")]
        public static partial void Busy(ILogger logger, string partition);

        [LoggerMessage(LogLevel.Information, "{Count} posts of platform {Platform} left {Partition}, which other platforms keep")]
        public static partial void Deleted(ILogger logger, long count, int platform, string partition);
    }
}
