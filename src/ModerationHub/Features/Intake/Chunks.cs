using ModerationHub.Domain.Accounts;
using Npgsql;

namespace ModerationHub.Features.Intake;

/// <summary>
/// Leaves work for the scoring drains, in the transaction that took the rows: one row a bucket. Ids follow time, so a
/// drain that takes them in order takes the oldest first.
/// </summary>
public static class Chunks
{
    public static async Task AddPostsAsync(NpgsqlConnection connection, int platformId, IReadOnlyList<Posts.PostRow> posts, DateTimeOffset now, CancellationToken cancellation)
    {
        if (posts.Count == 0)
            return;
        await using var command = new NpgsqlCommand("""
            insert into post_chunks (platform_id, bucket, id, kind, post_created_at, post_ids, account_ids, rows, received_at)
            select $1, r.bucket, ($5::uuid[])[r.bucket + 1], 'posts', array_agg(r.created_at), array_agg(r.id), '{}', count(*), $6
            from unnest($2::smallint[], $3::timestamptz[], $4::text[]) as r(bucket, created_at, id)
            group by r.bucket
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId },
                Columns.Of(posts, p => AccountBucket.Of(p.AccountId)),
                Columns.Of(posts, p => (DateTime?)p.CreatedAt),
                Columns.Of(posts, p => p.Id),
                Ids(now),
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
            },
        };
        await command.PrepareAsync(cancellation);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public static async Task AddAccountsAsync(NpgsqlConnection connection, int platformId, IReadOnlyList<string> accountIds, DateTimeOffset now, CancellationToken cancellation)
    {
        if (accountIds.Count == 0)
            return;
        await using var command = new NpgsqlCommand("""
            insert into post_chunks (platform_id, bucket, id, kind, post_created_at, post_ids, account_ids, rows, received_at)
            select $1, r.bucket, ($4::uuid[])[r.bucket + 1], 'accounts', '{}', '{}', array_agg(r.id), count(*), $5
            from unnest($2::smallint[], $3::text[]) as r(bucket, id)
            group by r.bucket
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId },
                Columns.Of(accountIds, AccountBucket.Of),
                Columns.Of(accountIds, id => id),
                Ids(now),
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Accounts that are counted anew.</summary>
    /// <param name="posts">Posts of theirs in which nobody looked before; an account may come more than once.</param>
    /// <param name="others">Accounts without such posts.</param>
    public static async Task AddRecountAsync(NpgsqlConnection connection, int platformId, IEnumerable<(string Account, DateTime At, string Id)> posts, IEnumerable<string> others,
        DateTimeOffset now, CancellationToken cancellation)
    {
        List<(string Account, DateTime? At, string? Id)> rows = [.. posts.Select(p => (p.Account, (DateTime?)p.At, (string?)p.Id)), .. others.Select(a => (a, (DateTime?)null, (string?)null))];
        await using var command = new NpgsqlCommand("""
            insert into post_chunks (platform_id, bucket, id, kind, post_created_at, post_ids, account_ids, rows, received_at)
            select $1, r.bucket, ($6::uuid[])[r.bucket + 1], 'recount', coalesce(array_agg(r.created_at order by r.place) filter (where r.id is not null), '{}'),
                coalesce(array_agg(r.id order by r.place) filter (where r.id is not null), '{}'), array_agg(r.account order by r.place), count(*), $7
            from unnest($2::smallint[], $3::text[], $4::timestamptz[], $5::text[]) with ordinality as r(bucket, account, created_at, id, place)
            group by r.bucket
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId },
                Columns.Of(rows, r => AccountBucket.Of(r.Account)),
                Columns.Of(rows, r => r.Account),
                Columns.Of(rows, r => r.At),
                Columns.Of(rows, r => r.Id),
                Ids(now),
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static NpgsqlParameter Ids(DateTimeOffset now)
    {
        var ids = new Guid[AccountBucket.Count];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = Guid.CreateVersion7(now);
        return Columns.Of(ids, id => id);
    }
}
