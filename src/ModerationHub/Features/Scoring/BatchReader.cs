using System.Data.Common;
using ModerationHub.Data;
using ModerationHub.Detection.Media;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Posts;
using ModerationHub.Domain.Shield;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <summary>Takes chunks off the shard and reads what they name. The chunks are deleted at once: they come back if the transaction fails.</summary>
public sealed class BatchReader(NpgsqlTransaction transaction, ShardLease lease, ShardMemory memory)
{
    // Only the heads of the buckets are looked at: a deep backlog costs no more than a shallow one. An account whose posts are
    // counted anew brings many of them.
    const string TakeChunks = """
        with head as (
            select c.bucket, c.id, c.rows
            from generate_series($2::int, $3::int) as b(bucket)
            cross join lateral (
                select bucket, id, case when kind = 'recount' then rows * 20 else rows end as rows from post_chunks
                where platform_id = $1 and bucket = b.bucket::smallint order by id limit 64) c),
        picked as (
            select bucket, id from (select *, sum(rows) over (order by id, bucket) as upto from head) h where upto - rows < $4)
        delete from post_chunks c using picked p
        where c.platform_id = $1 and c.bucket = p.bucket and c.id = p.id
        returning c.post_created_at, c.post_ids, c.account_ids, c.received_at, c.kind
        """;

    // The bounds let the planner's first pruning drop every other partition before any is opened.
    const string ReadPosts = """
        select p.id, p.created_at, p.account_id, p.text, p.language, p.client, p.in_reply_to, p.quote_of, p.repost_of, p.hashtags, p.urls, p.media::text, p.mentions
        from unnest($2::timestamptz[], $3::text[]) as k(created_at, id)
        join posts p on p.platform_id = $1 and p.created_at = k.created_at and p.id = k.id
        where p.created_at between $4 and $5
        """;

    const string ReadAccounts = """
        select id, handle, display_name, bio, created_at, followers, language, url, avatar_pdq, verified, protected, state, state_until, following, posts
        from accounts where platform_id = $1 and id = any ($2)
        """;

    const string ReadScores = """
        select account_id, features, scored_posts, evidence_count, last_post_at
        from account_scores where platform_id = $1 and account_id = any ($2)
        """;

    // Those that say most come first, so that no crowd pushes them out.
    const string ReadReports = """
        select a.id, r.reporter_kind, r.reporter_id, r.at, coalesce(p.reports, 0), coalesce(p.upheld, 0), coalesce(p.rejected, 0)
        from unnest($2::text[]) as a(id)
        cross join lateral (
            select reporter_kind, reporter_id, at from reports where platform_id = $1 and account_id = a.id
            order by reporter_kind = 'user', at desc limit 400) r
        left join reporters p on p.platform_id = $1 and p.kind = r.reporter_kind and p.id = r.reporter_id
        """;

    // An hour for a slip that is deleted; ten minutes for one that is corrected. A thousand events tell enough of an account.
    const string ReadEnds = """
        select a.id, count(distinct e.post_id) filter (where e.kind = 'deleted' and e.seconds_after <= 3600)::int,
            count(distinct e.post_id) filter (where e.kind = 'edited' and e.seconds_after > 600)::int
        from unnest($2::text[]) as a(id)
        cross join lateral (
            select post_id, kind, seconds_after from post_events where platform_id = $1 and account_id = a.id and seconds_after is not null limit 1000) e
        group by a.id
        """;

    // A bounded look: 64 accounts that it follows, whichever they are.
    const string ReadCircles = """
        select a.id, count(*)::int, count(*) filter (where f.state = 'suspended')::int
        from unnest($2::text[]) as a(id)
        cross join lateral (
            select t.state from (select followed_id from follows where platform_id = $1 and follower_id = a.id limit 64) e
            join accounts t on t.platform_id = $1 and t.id = e.followed_id) f
        group by a.id
        """;

    const string ReadShields = "select account_id, kind, expires_at from shielded_accounts where platform_id = $1 and account_id = any ($2)";

    // The newest that stands: one that a decision made ends with it.
    const string ReadClearances = """
        select distinct on (c.account_id) c.account_id, c.severity, c.seen_evidence, c.expires_at
        from account_clearances c left join decisions d on d.platform_id = c.platform_id and d.id = c.decision_id
        where c.platform_id = $1 and c.account_id = any ($2) and (c.decision_id is null or d.state = 'final')
        order by c.account_id, c.cleared_at desc
        """;

    const string ReadContacts = """
        select k.account, k.contact, c.created_at,
            exists (select from follows f where f.platform_id = $1 and f.follower_id = k.contact and f.followed_id = k.account)
        from unnest($2::text[], $3::text[]) as k(account, contact)
        join accounts c on c.platform_id = $1 and c.id = k.contact
        where c.created_at > $4
        """;

    /// <summary>What speaks to more people is no approach to one of them.</summary>
    const int MostContacts = 2;

    static readonly TimeSpan YoungFor = TimeSpan.FromDays(90);

    readonly Dictionary<string, AccountWork> _accounts = new(StringComparer.Ordinal);
    readonly HashSet<(string Account, DateTime At, string Id)> _recounted = [];

    public async Task<ScoringBatch> ReadAsync(int atMostPosts, PlatformContext context, CancellationToken cancellation)
    {
        var (times, ids, chunks, oldest) = await TakeChunksAsync(atMostPosts, cancellation);
        var posts = ids.Count > 0 ? await ReadPostsAsync(times, ids, cancellation) : 0;
        var rules = RuleSet.Empty;
        if (_accounts.Count > 0)
        {
            await ReadAccountsAsync(cancellation);
            await ReadContactsAsync(cancellation);
            rules = await RecountReader.ReadAsync(transaction, context, _accounts, [.. _recounted], cancellation);
        }
        // In the accounts' order, which is the order in which rows are locked.
        return new ScoringBatch(lease, [.. _accounts.Values.OrderBy(a => a.Id, StringComparer.Ordinal)], chunks, posts, oldest) { FreshRules = rules };
    }

    /// <summary>The named accounts without posts, for whoever judges them again.</summary>
    public async Task<IReadOnlyList<AccountWork>> ReadNamedAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        foreach (var id in ids)
            Account(id);
        await ReadAccountsAsync(cancellation);
        await ReadCirclesAsync(_accounts.Values, cancellation);
        return [.. _accounts.Values];
    }

    /// <summary>Fills in whom these accounts follow.</summary>
    public async Task ReadCirclesAsync(IReadOnlyCollection<AccountWork> accounts, CancellationToken cancellation)
    {
        await using var command = Command(ReadCircles, new NpgsqlParameter<int> { TypedValue = lease.PlatformId },
            new NpgsqlParameter<string[]> { TypedValue = [.. accounts.Select(a => a.Id)] });
        await command.PrepareAsync(cancellation);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        foreach (var account in accounts)
            account.Profile = account.Profile with { Circle = default };
        while (await reader.ReadAsync(cancellation))
        {
            var account = _accounts[reader.GetString(0)];
            account.Profile = account.Profile with { Circle = new Circle(reader.GetInt32(1), reader.GetInt32(2)) };
        }
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
            if (reader.GetString(4) == "recount")
                (at, id) = TakeRecount(reader.GetFieldValue<string[]>(2), at, id);
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

    // An account for each post that is named comes first; the others are only counted anew.
    (DateTime[], string[]) TakeRecount(string[] accounts, DateTime[] times, string[] ids)
    {
        for (var i = 0; i < ids.Length; i++)
            if (_recounted.Add((accounts[i], times[i], ids[i])))
                Account(accounts[i]).Named.Add((times[i], ids[i]));
        foreach (var account in accounts)
            Account(account).Recount ??= [];
        return ([], []);
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
                Mentions = reader.GetFieldValue<string[]>(12),
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
        // What memory has is looked at again only when something about the account changed.
        string[] around = [.. _accounts.Values.Where(a => a.Memory is null || a.LookAgain).Select(a => a.Id)];
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var (sql, which) in new[] { (ReadAccounts, all), (ReadReports, all), (ReadScores, unknown), (ReadEnds, around), (ReadShields, around), (ReadClearances, around) })
            batch.BatchCommands.Add(new(sql)
            {
                Parameters = { new NpgsqlParameter<int> { TypedValue = lease.PlatformId }, new NpgsqlParameter<string[]> { TypedValue = which } },
            });
        await batch.PrepareAsync(cancellation);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            ReadProfile(reader);
        await reader.NextResultAsync(cancellation);
        await ReadReportsAsync(reader, cancellation);
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
        foreach (var id in around)
            _accounts[id].Around = default(Surroundings);
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            Around(reader.GetString(0), a => a with { Ends = new PostEnds(reader.GetInt32(1), reader.GetInt32(2)) });
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            Around(reader.GetString(0), a => a with { Standing = StandingOf(reader.GetString(1)), StandingUntil = reader.GetFieldValue<DateTimeOffset>(2) });
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            Around(reader.GetString(0), a => a with { Cleared = new ClearedEvidence(reader.GetInt16(1), reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3)) });
    }

    static AccountStanding StandingOf(string kind) => SnakeCase.Parse<ShieldKind>(kind) switch
    {
        ShieldKind.Press => AccountStanding.Press,
        ShieldKind.Research => AccountStanding.Researcher,
        _ => AccountStanding.CounterSpeech,
    };

    void Around(string account, Func<Surroundings, Surroundings> with) => _accounts[account].Around = with(_accounts[account].Around!.Value);

    void ReadProfile(DbDataReader reader)
    {
        var account = _accounts[reader.GetString(0)];
        var standing = (Flag(reader, 9) ? AccountStanding.Verified : 0) | (Flag(reader, 10) ? AccountStanding.Protected : 0);
        account.Profile = new AccountProfile(account.Id, Text(reader, 1))
        {
            DisplayName = Text(reader, 2), Bio = Text(reader, 3), Url = Text(reader, 7), Standing = standing,
            CreatedAt = reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
            Followers = Number(reader, 5), Following = Number(reader, 13), Posts = Number(reader, 14),
            // A platform that sends no picture hashes says nothing by leaving one out.
            HasAvatar = reader.IsDBNull(8) ? null : true, Avatar = PdqHash.TryParse(Text(reader, 8), out var avatar) ? avatar : null,
        };
        account.Language = Text(reader, 6);
        account.State = SnakeCase.Parse<AccountState>(reader.GetString(11));
        account.StateUntil = reader.IsDBNull(12) ? null : reader.GetFieldValue<DateTimeOffset>(12);
    }

    async Task ReadReportsAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        List<(string Account, ReportMade Report)> reports = [];
        while (await reader.ReadAsync(cancellation))
            reports.Add((reader.GetString(0), new ReportMade(SnakeCase.Parse<ReporterKind>(reader.GetString(1)), reader.GetString(2),
                reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt32(4), reader.GetInt32(5), reader.GetInt32(6))));
        foreach (var account in reports.GroupBy(r => r.Account, r => r.Report, StringComparer.Ordinal))
            _accounts[account.Key].Reports = ReportTally.Of(account);
    }

    async Task ReadContactsAsync(CancellationToken cancellation)
    {
        List<(string Account, string Contact)> pairs = [];
        DateTimeOffset? first = null;
        foreach (var account in _accounts.Values)
            foreach (var post in account.Posts.Where(p => p.Mentions.Length is > 0 and <= MostContacts && p.RepostOf is null))
            {
                first = first < post.CreatedAt ? first : post.CreatedAt;
                pairs.AddRange(post.Mentions.Where(m => m != account.Id).Select(m => (account.Id, m)));
            }
        if (pairs.Count == 0)
            return;
        pairs = [.. pairs.Distinct()];
        await using var command = Command(ReadContacts, new NpgsqlParameter<int> { TypedValue = lease.PlatformId },
            new NpgsqlParameter<string[]> { TypedValue = [.. pairs.Select(p => p.Account)] }, new NpgsqlParameter<string[]> { TypedValue = [.. pairs.Select(p => p.Contact)] },
            new NpgsqlParameter<DateTime> { TypedValue = (first!.Value - YoungFor).UtcDateTime });
        // Not prepared: how many these are decides the plan, and one that was made while the tables were empty is a poor one for years.
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            _accounts[reader.GetString(0)].Strangers[reader.GetString(1)] = (reader.GetFieldValue<DateTimeOffset>(2) + YoungFor, reader.GetBoolean(3));
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

    static long? Number(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    static bool Flag(DbDataReader reader, int column) => !reader.IsDBNull(column) && reader.GetBoolean(column);
}
