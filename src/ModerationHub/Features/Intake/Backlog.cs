using System.Collections.Concurrent;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Intake;

/// <summary>
/// How much of a platform waits to be scored, and how much may. Counted in the database at most once a second; what
/// this host takes in between is added at once.
/// </summary>
sealed class Backlog(NpgsqlDataSource source, TimeProvider time)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<int, Count> _counts = new();

    public async Task<bool> IsOverAsync(int platformId, CancellationToken cancellation)
    {
        var count = _counts.GetOrAdd(platformId, static _ => new());
        // Whoever finds the count old renews it; the others go on with what is known, except when nothing is.
        if (time.GetUtcNow() - count.At >= Fresh && await count.Gate.WaitAsync(count.At == default ? Timeout.Infinite : 0, cancellation))
        {
            try
            {
                if (time.GetUtcNow() - count.At >= Fresh)
                    await RenewAsync(platformId, count, cancellation);
            }
            finally
            {
                count.Gate.Release();
            }
        }
        return Volatile.Read(ref count.Rows) > count.Limit;
    }

    public void Grew(int platformId, int rows)
    {
        if (_counts.TryGetValue(platformId, out var count))
            Interlocked.Add(ref count.Rows, rows);
    }

    async Task RenewAsync(int platformId, Count count, CancellationToken cancellation)
    {
        var at = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(platformId, cancellation);
        await using var command = new NpgsqlCommand(
            "select (select coalesce(sum(rows), 0) from post_chunks where platform_id = $1), (select backlog_limit from platforms where id = $1)", connection, transaction)
        {
            Parameters = { new() { Value = platformId } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        count.Limit = reader.IsDBNull(1) ? long.MaxValue : reader.GetInt32(1);
        Volatile.Write(ref count.Rows, reader.GetInt64(0));
        count.At = at;
    }

    sealed class Count
    {
        public readonly SemaphoreSlim Gate = new(1);
        public long Rows;
        public long Limit = long.MaxValue;
        public DateTimeOffset At;
    }
}
