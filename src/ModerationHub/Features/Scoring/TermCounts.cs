using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>How often each entry of banks and each rule fires in each language: one statement a batch, counted by shard, so that no drain waits for another's row.</summary>
static class TermCounts
{
    public static readonly TimeSpan Slot = TimeSpan.FromMinutes(10);

    const string Upsert = """
        insert into term_hits as h (platform_id, slot, term_id, language, shard, posts)
        select $1, $2, t.id, t.language, $3, t.posts from unnest($4::uuid[], $5::text[], $6::bigint[]) as t(id, language, posts)
        on conflict (platform_id, slot, term_id, language, shard) do update set posts = h.posts + excluded.posts
        """;

    public static DateTimeOffset SlotOf(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % Slot.Ticks, TimeSpan.Zero);

    /// <summary>New posts alone, under their own language and all of them under the empty id too: what a recount finds in earlier ones is no wave.</summary>
    public static NpgsqlBatchCommand Count(int platformId, short shard, DateTimeOffset now, IReadOnlyList<ScoredAccount> accounts)
    {
        var primary = new Dictionary<string, string>(StringComparer.Ordinal);
        var counts = new Dictionary<(Guid Term, string Language), long>();
        var seen = new HashSet<(string Post, Guid Term)>();
        foreach (var account in accounts)
        {
            foreach (var post in account.Work.Posts)
                Add(Guid.Empty, LanguageOf(post.Language));
            if (account.Result.PostSignals.Count == 0)
                continue;
            // What serves several policies is found once for each of them, in the same post.
            seen.Clear();
            var languages = account.Work.Posts.ToLookup(p => p.Id, p => LanguageOf(p.Language), StringComparer.Ordinal);
            foreach (var signal in account.Result.PostSignals)
                if (languages[signal.PostId].FirstOrDefault() is { } language)
                    foreach (var term in signal.Terms)
                        if (Guid.TryParse(term, out var id) && seen.Add((signal.PostId, id)))
                            Add(id, language);
        }
        return new NpgsqlBatchCommand(Upsert)
        {
            Parameters =
            {
                Param.Of(platformId), Param.Of(SlotOf(now).UtcDateTime), Param.Of(shard), Param.Of(counts.Keys.Select(c => c.Term)),
                Param.Of(counts.Keys.Select(c => c.Language)), Param.Of((IEnumerable<long>)counts.Values),
            },
        };

        void Add(Guid term, string language) => counts[(term, language)] = counts.GetValueOrDefault((term, language)) + 1;

        string LanguageOf(string? tag)
        {
            if (tag is null)
                return "und";
            if (!primary.TryGetValue(tag, out var known))
                primary[tag] = known = QueueRouting.Primary(tag) ?? "und";
            return known;
        }
    }
}
