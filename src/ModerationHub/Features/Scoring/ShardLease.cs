using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Scoring;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>A shard that this transaction holds: the lock on its row is the lease, so whoever dies lets go.</summary>
public sealed record ShardLease(int PlatformId, short Shard, Guid? Stamp)
{
    public const int BucketsPerShard = AccountBucket.Count / ScoringShard.Count;

    public int FirstBucket => Shard * BucketsPerShard;
    public int LastBucket => FirstBucket + BucketsPerShard - 1;

    // Platforms take turns, so that one in a flood does not starve the others; within a platform the oldest work goes first.
    static readonly string Choose = $"""
        select s.platform_id, s.shard
        from scoring_shards s
        cross join lateral (
            select head.received_at
            from generate_series(s.shard * {BucketsPerShard}, s.shard * {BucketsPerShard} + {BucketsPerShard - 1}) as b(bucket)
            cross join lateral (
                select c.received_at from post_chunks c
                where c.platform_id = s.platform_id and c.bucket = b.bucket::smallint
                order by c.id limit 1) head
            order by head.received_at limit 1) oldest
        order by s.platform_id <= $1, s.platform_id, oldest.received_at
        limit 1 for update of s skip locked
        """;

    /// <summary>Takes a shard that has work and that nobody holds; null when there is none. The transaction must see all platforms, and sees the shard's alone afterwards.</summary>
    public static async Task<ShardLease?> TakeAsync(NpgsqlTransaction transaction, int afterPlatform, CancellationToken cancellation)
    {
        var (platform, shard) = (0, (short)0);
        await using (var choose = new NpgsqlCommand(Choose, transaction.Connection, transaction) { Parameters = { new NpgsqlParameter<int> { TypedValue = afterPlatform } } })
        {
            await choose.PrepareAsync(cancellation);
            await using var reader = await choose.ExecuteReaderAsync(cancellation);
            if (!await reader.ReadAsync(cancellation))
                return null;
            (platform, shard) = (reader.GetInt32(0), reader.GetInt16(1));
        }
        return await LookAsync(transaction, platform, shard, cancellation);
    }

    /// <summary>Takes that very shard; null when somebody holds it.</summary>
    public static async Task<ShardLease?> TakeAsync(NpgsqlTransaction transaction, ShardLease again, CancellationToken cancellation)
    {
        await using (var choose = new NpgsqlCommand("select 1 from scoring_shards where platform_id = $1 and shard = $2 for update skip locked", transaction.Connection, transaction)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = again.PlatformId }, new NpgsqlParameter<short> { TypedValue = again.Shard } },
        })
            if (await choose.ExecuteScalarAsync(cancellation) is null)
                return null;
        return await LookAsync(transaction, again.PlatformId, again.Shard, cancellation);
    }

    static async Task<ShardLease> LookAsync(NpgsqlTransaction transaction, int platform, short shard, CancellationToken cancellation)
    {
        // Read again now that the row is ours: the choice looked at the row as it was before somebody else's commit.
        await using var stamp = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new("select set_config('hub.platform', $1, true)") { Parameters = { new NpgsqlParameter<string> { TypedValue = platform.ToString(System.Globalization.CultureInfo.InvariantCulture) } } },
                new("select last_worker from scoring_shards where platform_id = $1 and shard = $2")
                {
                    Parameters = { new NpgsqlParameter<int> { TypedValue = platform }, new NpgsqlParameter<short> { TypedValue = shard } },
                },
            },
        };
        await stamp.PrepareAsync(cancellation);
        await using var row = await stamp.ExecuteReaderAsync(cancellation);
        await row.NextResultAsync(cancellation);
        await row.ReadAsync(cancellation);
        return new ShardLease(platform, shard, row.IsDBNull(0) ? null : row.GetGuid(0));
    }
}
