using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>The first chunk of a shard, when no batch gets past it: its rows wait on the list of what was set aside.</summary>
static class StuckChunk
{
    const string Move = """
        with head as (
            select c.bucket, c.id from generate_series($2::int, $3::int) as b(bucket)
            cross join lateral (select bucket, id from post_chunks where platform_id = $1 and bucket = b.bucket::smallint order by id limit 1) c
            order by c.id, c.bucket limit 1),
        taken as (
            delete from post_chunks c using head h where c.platform_id = $1 and c.bucket = h.bucket and c.id = h.id
            returning c.kind, c.post_created_at, c.post_ids, c.account_ids)
        insert into scoring_failures (platform_id, id, account_id, post_id, post_created_at, error, at, recount)
        select $1, gen_random_uuid(), f.account_id, f.post_id, f.created_at, $4, $5, f.recount from (
            select p.account_id, p.id, p.created_at, false from taken t cross join lateral unnest(t.post_created_at, t.post_ids) as k(created_at, id)
            join posts p on p.platform_id = $1 and p.created_at = k.created_at and p.id = k.id where t.kind = 'posts'
            union all
            select distinct a.id, null::text, null::timestamptz, false from taken t cross join lateral unnest(t.account_ids) as a(id) where t.kind = 'accounts'
            union all
            select distinct r.account_id, r.post_id, r.created_at, true
            from taken t cross join lateral unnest(t.account_ids, t.post_ids, t.post_created_at) as r(account_id, post_id, created_at) where t.kind = 'recount') as f(account_id, post_id, created_at, recount)
        """;

    /// <returns>How many rows.</returns>
    public static async Task<int> SetAsideAsync(NpgsqlTransaction transaction, ShardLease lease, string error, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Move, transaction.Connection, transaction)
        {
            Parameters =
            {
                Param.Of(lease.PlatformId), Param.Of(lease.FirstBucket), Param.Of(lease.LastBucket), Param.Text(error), Param.Of(now.UtcDateTime),
            },
        };
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
