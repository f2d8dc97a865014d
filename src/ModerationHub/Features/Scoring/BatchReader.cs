using System.Data.Common;
using ModerationHub.Data;
using ModerationHub.Detection.Signals;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Posts;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>Takes chunks off the shard and reads what they name. The chunks are deleted at once: they come back if the transaction fails.</summary>
public sealed class BatchReader(NpgsqlTransaction transaction, ShardLease lease, ShardMemory memory)
{
    // Only the heads of the buckets are looked at: a deep backlog costs no more than a shallow one.
    const string TakeChunks = """
        with head as (
            select c.bucket, c.id, c.rows
            from generate_series($2::int, $3::int) as b(bucket)
            cross join lateral (
                select bucket, id, rows from post_chunks
                where platform_id = $1 and bucket = b.bucket::smallint order by id limit 64) c),
        picked as (
            select bucket, id from (select *, sum(rows) over (order by id, bucket) as upto from head) h where upto - rows < $4)
        delete from post_chunks c using picked p
        where c.platform_id = $1 and c.bucket = p.bucket and c.id = p.id
        returning c.post_created_at, c.post_ids, c.account_ids, c.received_at
        """;

    // The bounds let the planner's first pruning drop every other partition before any is opened.
    const string ReadPosts = """
        select p.id, p.created_at, p.account_id, p.text, p.language, p.client, p.in_reply_to, p.quote_of, p.repost_of, p.hashtags, p.urls, p.media::text
        from unnest($2::timestamptz[], $3::text[]) as k(created_at, id)
        join posts p on p.platform_id = $1 and p.created_at = k.created_at and p.id = k.id
        where p.created_at between $4 and $5
        """;

    const string ReadAccounts = """
        select id, handle, display_name, bio, created_at, followers, language, url, avatar_pdq is not null, verified, protected, state, state_until
        from accounts where platform_id = $1 and id = any ($2)
        """;

    const string ReadScores = """
        select account_id, features, scored_posts, evidence_count, last_post_at
        from account_scores where platform_id = $1 and account_id = any ($2)
        """;

    // Each reporter counts once. A user counts by how often decisions agreed, three unproven reports in advance; whoever sent
    // many that nobody upheld sends a list.
    const string ReadTallies = """
        select r.account_id, r.reporter_kind,
            coalesce(p.reports >= 25 and p.upheld * 10 < p.reports, false) as listed,
            count(*)::int,
            sum(power((coalesce(p.upheld, 0) + 0.9) / (coalesce(p.upheld, 0) + coalesce(p.rejected, 0) + 3.0), 2))::float8
        from (select distinct account_id, reporter_kind, reporter_id from reports where platform_id = $1 and account_id = any ($2)) r
        left join reporters p on p.platform_id = $1 and p.kind = r.reporter_kind and p.id = r.reporter_id
        group by 1, 2, 3
        """;

    readonly Dictionary<string, AccountWork> _accounts = new(StringComparer.Ordinal);

    public async Task<ScoringBatch> ReadAsync(int atMostPosts, CancellationToken cancellation)
    {
        var (times, ids, chunks, oldest) = await TakeChunksAsync(atMostPosts, cancellation);
        var posts = ids.Count > 0 ? await ReadPostsAsync(times, ids, cancellation) : 0;
        if (_accounts.Count > 0)
            await ReadAccountsAsync(cancellation);
        // In the accounts' order, which is the order in which rows are locked.
        return new ScoringBatch(lease, [.. _accounts.Values.OrderBy(a => a.Id, StringComparer.Ordinal)], chunks, posts, oldest);
    }

    /// <summary>The named accounts without posts, for whoever judges them again.</summary>
    public async Task<IReadOnlyList<AccountWork>> ReadNamedAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        foreach (var id in ids)
            Account(id);
        await ReadAccountsAsync(cancellation);
        return [.. _accounts.Values];
    }

    async Task<(List<DateTime> Times, List<string> Ids, int Chunks, DateTimeOffset? Oldest)> TakeChunksAsync(int atMostPosts, CancellationToken cancellation)
    {
        await using var command = Command(TakeChunks, new NpgsqlParameter<int> { TypedValue = lease.PlatformId },
            new NpgsqlParameter<int> { TypedValue = lease.FirstBucket }, new NpgsqlParameter<int> { TypedValue = lease.LastBucket },
            new NpgsqlParameter<long> { TypedValue = atMostPosts });
        await command.PrepareAsync(cancellation);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var (times, ids, chunks) = (new List<DateTime>(), new List<string>(), 0);
        DateTimeOffset? oldest = null;
        HashSet<(DateTime, string)> seen = [];
        while (await reader.ReadAsync(cancellation))
        {
            chunks++;
            var (at, id) = (reader.GetFieldValue<DateTime[]>(0), reader.GetFieldValue<string[]>(1));
            for (var i = 0; i < id.Length; i++)
                if (seen.Add((at[i], id[i])))
                {
                    times.Add(at[i]);
                    ids.Add(id[i]);
                }
            // A chunk of posts names no accounts: they come with the posts.
            if (id.Length == 0)
                foreach (var account in reader.GetFieldValue<string[]>(2))
                    Account(account).LookAgain = true;
            var received = reader.GetFieldValue<DateTimeOffset>(3);
            if (oldest is null || received < oldest)
                oldest = received;
        }
        return (times, ids, chunks, oldest);
    }

    async Task<int> ReadPostsAsync(List<DateTime> times, List<string> ids, CancellationToken cancellation)
    {
        await using var command = Command(ReadPosts, new NpgsqlParameter<int> { TypedValue = lease.PlatformId },
            new NpgsqlParameter<DateTime[]> { TypedValue = [.. times] }, new NpgsqlParameter<string[]> { TypedValue = [.. ids] },
            new NpgsqlParameter<DateTime> { TypedValue = times.Min() }, new NpgsqlParameter<DateTime> { TypedValue = times.Max() });
        await command.PrepareAsync(cancellation);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var count = 0;
        while (await reader.ReadAsync(cancellation))
        {
            var post = new Post
            {
                PlatformId = lease.PlatformId, Id = reader.GetString(0), CreatedAt = reader.GetFieldValue<DateTimeOffset>(1),
                AccountId = reader.GetString(2), Text = reader.GetString(3), Language = Text(reader, 4), Client = Text(reader, 5),
                InReplyTo = Text(reader, 6), QuoteOf = Text(reader, 7), RepostOf = Text(reader, 8),
                Hashtags = reader.GetFieldValue<string[]>(9), Urls = reader.GetFieldValue<string[]>(10), Media = Text(reader, 11),
            };
            Account(post.AccountId).Posts.Add(post);
            count++;
        }
        foreach (var account in _accounts.Values)
            account.Posts.Sort(static (a, b) => a.CreatedAt.CompareTo(b.CreatedAt) is var byTime and not 0 ? byTime : string.CompareOrdinal(a.Id, b.Id));
        return count;
    }

    async Task ReadAccountsAsync(CancellationToken cancellation)
    {
        foreach (var account in _accounts.Values)
            account.Memory = memory.Find(account.Id);
        string[] all = [.. _accounts.Keys];
        string[] unknown = [.. _accounts.Values.Where(a => a.Memory is null).Select(a => a.Id)];
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var (sql, which) in new[] { (ReadAccounts, all), (ReadTallies, all), (ReadScores, unknown) })
            batch.BatchCommands.Add(new(sql)
            {
                Parameters = { new NpgsqlParameter<int> { TypedValue = lease.PlatformId }, new NpgsqlParameter<string[]> { TypedValue = which } },
            });
        await batch.PrepareAsync(cancellation);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            ReadProfile(reader);
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            ReadTally(reader);
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var account = _accounts[reader.GetString(0)];
            account.StoredFeatures = reader.GetFieldValue<byte[]>(1);
            account.Memory = new AccountMemory
            {
                // Parsed where a fault in them can be told from a fault of the database.
                Features = null!, ScoredPosts = reader.GetInt64(2), EvidenceCount = reader.GetInt64(3),
                LastPostAt = reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
            };
        }
    }

    void ReadProfile(DbDataReader reader)
    {
        var account = _accounts[reader.GetString(0)];
        var standing = (Flag(reader, 9) ? AccountStanding.Verified : 0) | (Flag(reader, 10) ? AccountStanding.Protected : 0);
        account.Profile = new AccountProfile(account.Id, Text(reader, 1))
        {
            DisplayName = Text(reader, 2), Bio = Text(reader, 3), Url = Text(reader, 7), Standing = standing,
            CreatedAt = reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
            Followers = reader.IsDBNull(5) ? null : reader.GetInt64(5),
            // A platform that sends no picture hashes says nothing by leaving one out.
            HasAvatar = reader.GetBoolean(8) ? true : null,
        };
        account.Language = Text(reader, 6);
        account.State = SnakeCase.Parse<AccountState>(reader.GetString(11));
        account.StateUntil = reader.IsDBNull(12) ? null : reader.GetFieldValue<DateTimeOffset>(12);
    }

    void ReadTally(DbDataReader reader)
    {
        var account = _accounts[reader.GetString(0)];
        var (listed, count, tally) = (reader.GetBoolean(2), reader.GetInt32(3), account.Reports);
        account.Reports = SnakeCase.Parse<ReporterKind>(reader.GetString(1)) switch
        {
            _ when listed && reader.GetString(1) == "user" => tally with { Listed = tally.Listed + count },
            ReporterKind.User => tally with { Users = tally.Users + count, UserTrust = tally.UserTrust + reader.GetDouble(4) },
            ReporterKind.TrustedFlagger => tally with { TrustedFlaggers = tally.TrustedFlaggers + count },
            ReporterKind.Partner => tally with { Partners = tally.Partners + count },
            _ => tally with { Authorities = tally.Authorities + count },
        };
    }

    AccountWork Account(string id)
    {
        if (!_accounts.TryGetValue(id, out var account))
            _accounts.Add(id, account = new AccountWork(id));
        return account;
    }

    NpgsqlCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        command.Parameters.AddRange(parameters);
        return command;
    }

    static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    static bool Flag(DbDataReader reader, int column) => !reader.IsDBNull(column) && reader.GetBoolean(column);
}
