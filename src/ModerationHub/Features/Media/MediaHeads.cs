using Npgsql;

namespace ModerationHub.Features.Media;

/// <summary>The counters of a platform's images and hashes; whoever adds holds the head to the end of the transaction.</summary>
static class MediaHeads
{
    public static async Task<long> LockAsync(NpgsqlConnection connection, int platformId, string counter, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("insert into media_heads (platform_id, image_seq, hash_seq) values ($1, 0, 0) on conflict do nothing")
                    { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId } } },
                new($"select {counter} from media_heads where platform_id = $1 for update")
                    { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId } } },
            },
        };
        return (long)(await batch.ExecuteScalarAsync(cancellation))!;
    }

    public static async Task MoveAsync(NpgsqlConnection connection, int platformId, string counter, long seq, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"update media_heads set {counter} = $2 where platform_id = $1", connection)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = platformId }, new NpgsqlParameter<long> { TypedValue = seq } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
