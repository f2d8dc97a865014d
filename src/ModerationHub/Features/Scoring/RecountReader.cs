using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>Reads the stored posts of accounts whose use of terms is counted anew: those in which terms were found before, and those that the recount names.</summary>
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

    const string Decisions = """
        select account_id, max(decided_at) from decisions where platform_id = $1 and account_id = any ($2) and state in ('final', 'pending') group by account_id
        """;

    public static async Task ReadAsync(NpgsqlTransaction transaction, int platformId, IReadOnlyDictionary<string, AccountWork> accounts,
        IReadOnlyList<(string Account, DateTime At, string Id)> named, CancellationToken cancellation)
    {
        string[] which = [.. accounts.Values.Where(a => a.Recount is not null).Select(a => a.Id)];
        if (which.Length == 0)
            return;
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new(Posts)
                {
                    Parameters =
                    {
                        Param.Of(platformId), Param.Of((IEnumerable<string>)which), Param.Of(named.Select(n => n.Account)), Param.Of(named.Select(n => n.At)), Param.Of(named.Select(n => n.Id)),
                    },
                },
                new(Decisions) { Parameters = { Param.Of(platformId), Param.Of((IEnumerable<string>)which) } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var work = accounts[reader.GetString(0)];
            var id = reader.GetString(2);
            // What came with this batch is scored with it.
            if (work.Posts.Exists(p => p.Id == id))
                continue;
            work.Recount!.Add(new RecountedPost(new PostInput(id, reader.GetFieldValue<DateTimeOffset>(3), reader.GetString(4))
            {
                Language = Text(5), Client = Text(6), InReplyTo = Text(7), QuoteOf = Text(8), RepostOf = Text(9),
                Hashtags = reader.GetFieldValue<string[]>(10), Urls = reader.GetFieldValue<string[]>(11),
            }, reader.GetFieldValue<string[]>(1)));
        }
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            accounts[reader.GetString(0)].DecidedAt = reader.GetFieldValue<DateTimeOffset>(1);

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
