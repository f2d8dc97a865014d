using ModerationHub.Domain.Accounts;
using Npgsql;

namespace ModerationHub.Features.Intake;

/// <summary>Makes rows for accounts that something names before the platform has described them.</summary>
public static class Stubs
{
    /// <summary>In the order of ids, which is the order in which all of intake locks accounts.</summary>
    public static string[] Sorted(IEnumerable<string> accountIds)
    {
        string[] ids = [.. accountIds.Distinct(StringComparer.Ordinal)];
        Array.Sort(ids, StringComparer.Ordinal);
        return ids;
    }

    /// <remarks>Nearly all are known: looking first is cheaper than a refused insert, and `offset 0` keeps it a look-up by key for each.</remarks>
    public static NpgsqlBatchCommand Command(int platformId, string[] sortedIds, DateTime now) => new("""
        insert into accounts (platform_id, id, bucket, device_hashes, ip_hashes, is_stub, first_seen_at, updated_at)
        select $1, r.id, r.bucket, '{}', '{}', true, $4, $4
        from unnest($2::text[], $3::smallint[]) as r(id, bucket)
        where not exists (select from accounts known where known.platform_id = $1 and known.id = r.id offset 0)
        on conflict (platform_id, id) do nothing
        """)
    {
        Parameters =
        {
            new NpgsqlParameter<int> { TypedValue = platformId },
            Columns.Of(sortedIds, id => id),
            Columns.Of(sortedIds, AccountBucket.Of),
            new NpgsqlParameter<DateTime> { TypedValue = now },
        },
    };
}
