using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>Reads the stored posts of accounts that are counted anew: those in which terms were found before, those that the recount names, and where rules are new the newest.</summary>
static class RecountReader
{
    /// <summary>An account with more posts like that keeps what was counted; further posts add to it.</summary>
    public const int MostPosts = 500;

    static readonly string Posts = $"""
        select k.account, k.policies, p.id, p.created_at, p.text, p.language, p.client, p.in_reply_to, p.quote_of, p.repost_of, p.hashtags, p.urls
        from (
            select a.id as account, s.created_at, s.id, s.policies from unnest($2::text[]) as a(id)
            cross join lateral (
                select post_created_at as created_at, post_id as id, array_agg(policy_key) as policies from post_signals
                where platform_id = $1 and account_id = a.id and detector = 'terms'
                group by 1, 2 order by 1 desc limit {MostPosts}) s
            union all
            select n.account, n.created_at, n.id, array[]::text[] from unnest($3::text[], $4::timestamptz[], $5::text[]) as n(account, created_at, id)
            where not exists (select from post_signals s where s.platform_id = $1 and s.post_created_at = n.created_at and s.post_id = n.id and s.detector = 'terms')) k
        cross join lateral (
            select * from posts x where x.platform_id = $1 and x.created_at = k.created_at and x.id = k.id and x.account_id = k.account offset 0) p
        order by p.created_at, p.id
        """;

    /// <summary>The newest posts of an account that are replayed under rules which are new to it.</summary>
    public const int MostReplayed = 1_000;

    static readonly string Newest = $$"""
        select p.account_id, coalesce(s.policies, '{}'), p.id, p.created_at, p.text, p.language, p.client, p.in_reply_to, p.quote_of, p.repost_of, p.hashtags, p.urls,
            p.media is not null and p.media <> '[]', s.evident
        from unnest($2::text[]) as a(id)
        cross join lateral (select * from posts where platform_id = $1 and account_id = a.id order by created_at desc, id desc limit {{MostReplayed}}) p
        cross join lateral (
            select array_agg(policy_key) filter (where detector = 'rules') as policies, count(*) > 0 as evident from post_signals
            where platform_id = $1 and post_created_at = p.created_at and post_id = p.id) s
        order by p.created_at, p.id
        """;

    const string Named = """
        select p.account_id, coalesce(s.links, '{}'), p.id, p.created_at, p.text, p.language, p.client, p.in_reply_to, p.quote_of, p.repost_of, p.hashtags, p.urls,
            p.media::text, coalesce(s.images, '{}'), s.evident
        from (select distinct n.account, n.created_at, n.id from unnest($2::text[], $3::timestamptz[], $4::text[]) as n(account, created_at, id)) n
        cross join lateral (
            select * from posts x where x.platform_id = $1 and x.created_at = n.created_at and x.id = n.id and x.account_id = n.account offset 0) p
        cross join lateral (
            select array_agg(policy_key) filter (where detector = 'links') as links, array_agg(policy_key) filter (where detector = 'known_media') as images, count(*) > 0 as evident
            from post_signals where platform_id = $1 and post_created_at = p.created_at and post_id = p.id) s
        order by p.created_at, p.id
        """;

    // What makes a version live leaves a recount, and so does what lets a stopped rule count again. Of a version that was followed by
    // another meanwhile, accounts may be on their way still.
    const string Changes = """
        select r.policy_key, r.before is null, r.term_id, v.rules::text
        from policy_recounts r join unnest($2::text[], $3::int[]) as live(key, version) on live.key = r.policy_key
        left join policy_versions v on v.platform_id = r.platform_id and v.policy_key = r.policy_key and v.version = r.before
        where r.platform_id = $1 and (r.term_id is not null or r.before is distinct from r.version) and (r.version = live.version or coalesce(r.finished_at, now()) > now() - interval '1 day')
        """;

    const string Decisions = """
        select account_id, max(decided_at) from decisions where platform_id = $1 and account_id = any ($2) and state in ('final', 'pending') group by account_id
        """;

    /// <returns>The rules for which nobody looked in posts of before.</returns>
    public static async Task<RuleSet> ReadAsync(NpgsqlTransaction transaction, PlatformContext context, IReadOnlyDictionary<string, AccountWork> accounts,
        IReadOnlyList<(string Account, DateTime At, string Id)> named, CancellationToken cancellation)
    {
        string[] which = [.. accounts.Values.Where(a => a.Recount is not null).Select(a => a.Id)];
        if (which.Length == 0)
            return RuleSet.Empty;
        var rules = context.Scoring.Rules.IsEmpty ? RuleSet.Empty : await FreshAsync(transaction, context, cancellation);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new(Posts)
                {
                    Parameters =
                    {
                        Param.Of(context.PlatformId), Param.Of((IEnumerable<string>)which), Param.Of(named.Select(n => n.Account)), Param.Of(named.Select(n => n.At)), Param.Of(named.Select(n => n.Id)),
                    },
                },
                new(Newest) { Parameters = { Param.Of(context.PlatformId), Param.Of(rules.IsEmpty ? [] : (IEnumerable<string>)which) } },
                new(Named)
                {
                    Parameters = { Param.Of(context.PlatformId), Param.Of(named.Select(n => n.Account)), Param.Of(named.Select(n => n.At)), Param.Of(named.Select(n => n.Id)) },
                },
                new(Decisions) { Parameters = { Param.Of(context.PlatformId), Param.Of((IEnumerable<string>)which) } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            if (accounts[reader.GetString(0)] is var work && !IsNew(work, reader.GetString(2)))
                work.Recount!.Add(new RecountedPost(Post(reader, work, context.Scoring.Languages), reader.GetFieldValue<string[]>(1)));
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            if (accounts[reader.GetString(0)] is var work && !IsNew(work, reader.GetString(2)))
                work.Replayed.Add(new RecountedPost(Post(reader, work, context.Scoring.Languages) with { HasMedia = reader.GetBoolean(12) }, reader.GetFieldValue<string[]>(1)) { Evident = reader.GetBoolean(13) });
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            if (accounts[reader.GetString(0)] is var work && !IsNew(work, reader.GetString(2)))
                work.Banked.Add((Banked(reader, work, context.Scoring.Languages), Text(reader, 12)));
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            accounts[reader.GetString(0)].DecidedAt = reader.GetFieldValue<DateTimeOffset>(1);
        return rules;
    }

    static async Task<RuleSet> FreshAsync(NpgsqlTransaction transaction, PlatformContext context, CancellationToken cancellation)
    {
        var inForce = context.Scoring.Rules.Rules.ToLookup(r => r.Policy, StringComparer.Ordinal);
        List<CompiledRule> fresh = [];
        await using var command = new NpgsqlCommand(Changes, transaction.Connection, transaction)
        {
            Parameters = { Param.Of(context.PlatformId), Param.Of(context.Policies.Keys), Param.Of(context.Policies.Values.Select(p => p.Version)) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var rules = inForce[reader.GetString(0)];
            var known = reader.GetBoolean(1) ? [] : Known(Text(reader, 3));
            var resumed = reader.IsDBNull(2) ? null : reader.GetGuid(2).ToString();
            fresh.AddRange(rules.Where(r => resumed is null ? !known.Contains(r.Key) : r.Rule.Id == resumed));
        }
        return RuleSet.Compile(fresh.DistinctBy(r => (r.Policy, r.Key)).Select(r => (r.Policy, r.Rule)));
    }

    static HashSet<uint> Known(string? rules)
    {
        try
        {
            return [.. RuleJson.Read(rules).Select(CompiledRule.KeyOf)];
        }
        catch (RuleFormatException)
        {
            // Nobody looked for what could not be read.
            return [];
        }
    }

    // What came with this batch is scored with it.
    static bool IsNew(AccountWork work, string id) => work.Posts.Exists(p => p.Id == id);

    static PostInput Post(NpgsqlDataReader r, AccountWork work, LanguageTeller languages) => new(r.GetString(2), r.GetFieldValue<DateTimeOffset>(3), r.GetString(4))
    {
        Language = QueueRouting.LanguageOf(Text(r, 5), r.GetString(4), languages, work.Language), Client = Text(r, 6), InReplyTo = Text(r, 7), QuoteOf = Text(r, 8), RepostOf = Text(r, 9),
        Hashtags = r.GetFieldValue<string[]>(10), Urls = r.GetFieldValue<string[]>(11),
    };

    static BankedPost Banked(NpgsqlDataReader r, AccountWork work, LanguageTeller languages)
    {
        var media = Text(r, 12) is { Length: > 2 } json ? PostMediaReader.Read(json) : [];
        return new BankedPost(Post(r, work, languages) with { Media = media, HasMedia = media.Length > 0 }, r.GetFieldValue<string[]>(1), r.GetFieldValue<string[]>(13)) { Evident = r.GetBoolean(14) };
    }

    static string? Text(NpgsqlDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);
}
