using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>How often each term fires: one statement a batch, counted by shard, so that no drain waits for another's row.</summary>
static class TermCounts
{
    public static readonly TimeSpan Slot = TimeSpan.FromMinutes(10);

    const string Upsert = """
        insert into term_hits as h (platform_id, slot, term_id, shard, posts)
        select $1, $2, t.id, $3, t.posts from unnest($4::uuid[], $5::bigint[]) as t(id, posts)
        on conflict (platform_id, slot, term_id, shard) do update set posts = h.posts + excluded.posts
        """;

    public static DateTimeOffset SlotOf(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % Slot.Ticks, TimeSpan.Zero);

    /// <param name="posts">All posts of the batch: they stand under the empty id.</param>
    public static NpgsqlBatchCommand Count(int platformId, short shard, DateTimeOffset now, IReadOnlyList<ScoredAccount> accounts, long posts)
    {
        var counts = new Dictionary<Guid, long> { [Guid.Empty] = posts };
        foreach (var account in accounts)
            foreach (var signal in account.Result.PostSignals)
                foreach (var term in signal.Terms)
                    if (Guid.TryParse(term, out var id))
                        counts[id] = counts.GetValueOrDefault(id) + 1;
        return new NpgsqlBatchCommand(Upsert)
        {
            Parameters =
            {
                Param.Of(platformId), Param.Of(SlotOf(now).UtcDateTime), Param.Of(shard), Param.Of((IEnumerable<Guid>)counts.Keys), Param.Of((IEnumerable<long>)counts.Values),
            },
        };
    }
}
