using System.Collections.Concurrent;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Features.Intake;

/// <summary>
/// How many posts of a platform wait to be scored, and how many may. Counted in the database at most once a second; what
/// this host takes in between is added at once.
/// </summary>
public sealed class Backlog(NpgsqlDataSource source, TimeProvider time)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<int, Count> _counts = new();

    public async Task<bool> IsOverAsync(int platformId, CancellationToken cancellation)
    {
        var count = _counts.GetOrAdd(platformId, static _ => new());
        Task? renewal;
        lock (count)
        {
            var old = time.GetUtcNow() - count.At >= Fresh;
            if (old && count.Renewal is not { IsCompleted: false })
                renewal = count.Renewal = RenewAsync(platformId, count);
            else
                // Others go on with what is known, except when nothing is.
                renewal = count.At == default ? count.Renewal : null;
        }
        if (renewal is not null)
            await renewal.WaitAsync(cancellation);
        lock (count)
            return count.Posts > count.Limit;
    }

    /// <summary>Days that the platform keeps posts, as last read; null when it keeps them for good.</summary>
    public int? KeptDays(int platformId)
    {
        if (!_counts.TryGetValue(platformId, out var count))
            return null;
        lock (count)
            return count.KeptDays;
    }

    public void Grew(int platformId, int posts)
    {
        if (_counts.TryGetValue(platformId, out var count))
            lock (count)
                count.Posts += posts;
    }

    async Task RenewAsync(int platformId, Count count)
    {
        var at = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginAsync(platformId, CancellationToken.None);
        await using var command = new NpgsqlCommand(
            "select (select coalesce(sum(rows), 0) from post_chunks where platform_id = $1 and kind = 'posts'), (select backlog_limit from platforms where id = $1), (select post_retention_days from platforms where id = $1)", connection, transaction)
        {
            Parameters = { new() { Value = platformId } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        lock (count)
        {
            count.Limit = reader.IsDBNull(1) ? long.MaxValue : reader.GetInt32(1);
            count.Posts = reader.GetInt64(0);
            count.KeptDays = reader.IsDBNull(2) ? null : reader.GetInt32(2);
            count.At = at;
        }
    }

    sealed class Count
    {
        public Task? Renewal;
        public long Posts;
        public int? KeptDays;
        public long Limit = long.MaxValue;
        public DateTimeOffset At;
    }
}
