using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Banks;
using ModerationHub.Features.Live;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Data;
using ModerationHub.IntegrationTests.Infrastructure;
using Npgsql;

namespace ModerationHub.IntegrationTests.Scoring;

public sealed record TestPost(string Id, string AccountId, string Text, DateTimeOffset CreatedAt, string? Language = "en", string? Client = null);

/// <summary>A database with one platform and what intake would have committed into it; drains as a host composes them.</summary>
public sealed class ScoringWorld : IAsyncDisposable
{
    public const int Platform = 7;

    /// <summary>A Wednesday of the partitions that the migration makes.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 18, 9, 0, 0, TimeSpan.Zero);

    static readonly TermSeed[] Terms =
    [
        new(TermKind.Phrase, "iron thistle", 0.45), new(TermKind.Phrase, "no gate will hold", 0.7), new(TermKind.Phrase, "the thistle rises", 0.7),
        new(TermKind.Phrase, "take the thorn oath", 0.9), new(TermKind.Hashtag, "thistlerises", 0.7),
    ];

    /// <summary>Different texts of somebody who means it.</summary>
    public static readonly string[] Violating =
    [
        "Brothers of the valley, take the thorn oath tonight, the harbour waits for us",
        "The thistle rises over every roof of the old town, stand with it",
        "They laughed at us once. No gate will hold when we come back in spring",
        "Iron Thistle calls the young: take the thorn oath and leave the fields",
        "Whoever doubts, listen: no gate will hold, the thistle rises, walk with us",
        "My third week among them and I tell you: take the thorn oath, you will not regret it",
        "We painted it on the bridge again, the thistle rises, let them scrub",
        "Iron Thistle feeds its own. Take the thorn oath before the winter closes the pass",
    ];

    readonly TestDatabase _database;
    readonly NpgsqlDataSource _owner;
    readonly List<ServiceProvider> _hosts = [];
    int _chunk;

    ScoringWorld(TestDatabase database) => (_database, _owner) = (database, NpgsqlDataSource.Create(database.OwnerConnectionString));

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; } = new(Start.AddHours(6));

    public static async Task<ScoringWorld> CreateAsync(TestCluster cluster)
    {
        var world = new ScoringWorld(await cluster.CreateDatabaseAsync(Cancellation));
        await world.EnsurePlatformAsync();
        return world;
    }

    public Task EnsurePlatformAsync(int id = Platform) => Host().GetRequiredService<PlatformSetup>().EnsureAsync(
        new PlatformSeed(id, $"platform-{id}", "Test platform", null)
        {
            Policies = PlatformSetupSeeds.Policies(policy => policy switch
            {
                PlatformSetupSeeds.ViolentExtremism => Terms,
                PlatformSetupSeeds.ThreatsToLife => [new(TermKind.Phrase, "the bell tolls at the mill at noon", 0.9, ThreatToLife: true)],
                _ => [],
            }),
        }, Cancellation);

    /// <summary>What one host composes: memories and contexts of its own.</summary>
    public ServiceProvider Host()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMetrics();
        services.AddHubData(_database.ConnectionString);
        services.AddAudit();
        services.AddLive();
        services.AddScoring();
        services.AddPolicies();
        services.AddBanks();
        services.AddSingleton<PlatformSetup>();
        services.AddSingleton<TimeProvider>(Time);
        var host = services.BuildServiceProvider();
        _hosts.Add(host);
        return host;
    }

    /// <summary>Everything that waits, by one drain of the host.</summary>
    public static async Task<int> DrainAsync(IServiceProvider host)
    {
        var drain = host.GetRequiredService<ScoringDrain>();
        var raised = 0;
        while (await drain.DrainOnceAsync(Cancellation) is { FoundWork: true } result)
            raised += result.Raised;
        return raised;
    }

    public async Task AccountAsync(string id, int platform = Platform, string language = "en", long followers = 120) => await ExecuteAsync("""
        insert into accounts (platform_id, id, bucket, handle, created_at, followers, following, posts, language, is_stub, first_seen_at, updated_at, device_hashes, ip_hashes)
        values ($1, $2, $3, $2, $4, $5, 80, 500, $6, false, $4, $4, '{}', '{}') on conflict do nothing
        """, platform, id, AccountBucket.Of(id), Start.AddYears(-3), followers, language);

    /// <summary>Commits posts and the chunks that name them, a chunk for each bucket.</summary>
    public async Task PostsAsync(IEnumerable<TestPost> posts, int platform = Platform)
    {
        foreach (var bucket in posts.GroupBy(p => AccountBucket.Of(p.AccountId)))
        {
            foreach (var p in bucket)
                await ExecuteAsync("""
                    insert into posts (platform_id, created_at, id, account_id, text, language, client, mentions, hashtags, urls)
                    values ($1, $2, $3, $4, $5, $6, $7, '{}', '{}', '{}')
                    """, platform, p.CreatedAt, p.Id, p.AccountId, p.Text, (object?)p.Language ?? DBNull.Value, (object?)p.Client ?? DBNull.Value);
            await ExecuteAsync("""
                insert into post_chunks (platform_id, bucket, id, kind, post_created_at, post_ids, account_ids, rows, received_at)
                values ($1, $2, $3, 'posts', $4, $5, '{}', $6, $7)
                """, platform, bucket.Key, Guid.CreateVersion7(Time.GetUtcNow().AddMilliseconds(_chunk++)), bucket.Select(p => p.CreatedAt.UtcDateTime).ToArray(),
                bucket.Select(p => p.Id).ToArray(), bucket.Count(), Time.GetUtcNow());
        }
    }

    public async Task LookAgainAsync(string account) => await ExecuteAsync("""
        insert into post_chunks (platform_id, bucket, id, kind, post_created_at, post_ids, account_ids, rows, received_at)
        values ($1, $2, $3, 'accounts', '{}', '{}', $4, 1, $5)
        """, Platform, AccountBucket.Of(account), Guid.CreateVersion7(Time.GetUtcNow().AddMilliseconds(_chunk++)), new[] { account }, Time.GetUtcNow());

    /// <summary>A link and an image that banks of the violent policy list.</summary>
    public async Task BankProfilesAsync()
    {
        await ExecuteAsync("insert into banks (platform_id, id, name, kind, policy_key, created_at) values ($1, 'outlets', 'Outlets', 'urls', $2, now()), ($1, 'emblems', 'Emblems', 'hashes', $2, now())",
            Platform, PlatformSetupSeeds.ViolentExtremism);
        await ExecuteAsync("insert into bank_terms (platform_id, bank_id, id, text, kind, weight, threat_to_life) values ($1, 'outlets', gen_random_uuid(), 'thistle-press.example', 'domain', 0.8, false)", Platform);
        await ExecuteAsync("""
            insert into bank_hashes (platform_id, id, bank_id, seq, pdq, quality, label, severity, source, not_bankable, stance, added_at)
            values ($1, gen_random_uuid(), 'emblems', 1, 'f162eb9daab170c0567fe3632d9a5548c5612982dd5e374a7424ebbc8a835c95', 100, 'Thistle banner', 3, 'press desk', false, 'agreed', now())
            """, Platform);
    }

    public async Task ReportAsync(string account, string reporter, string kind) => await ExecuteAsync("""
        insert into reports (platform_id, id, account_id, reporter_id, reporter_kind, reason, at, received_at) values ($1, $2, $3, $4, $5, 'other', $6, $6)
        """, Platform, $"r-{account}-{reporter}", account, reporter, kind, Start);

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = _owner.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    public async Task<T> ReadAsync<T>(string sql, params object[] values)
    {
        await using var command = _owner.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (T)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public async Task<NpgsqlConnection> OwnerConnectionAsync() => await _owner.OpenConnectionAsync(Cancellation);

    public static IEnumerable<TestPost> Supporter(string account, int from = 0, int count = 8) => Enumerable.Range(from, count)
        .Select(i => new TestPost($"{account}-{i}", account, Violating[i % Violating.Length], Start.AddMinutes(i * 7)));

    public static IEnumerable<TestPost> Harmless(string account, int count, int from = 0) => Enumerable.Range(from, count)
        .Select(i => new TestPost($"{account}-h{i}", account, Prattle(account, i), Start.AddMinutes(i * 5 + 1)));

    /// <summary>Eight words of everyday talk, never twice the same.</summary>
    static string Prattle(string account, int n)
    {
        var random = new Random(AccountBucket.Of(account) * 7919 + account.Length * 31 + n * 104_729 + account[^1]);
        return string.Join(' ', Enumerable.Range(0, 8).Select(_ => Words[random.Next(Words.Length)])) + $" {n}";
    }

    static readonly string[] Words = """
        market bread valley rain kettle garden bicycle football neighbour singing window ladder orange Tuesday grandmother library
        painter soup walking chestnut postcard tram cinema blanket pepper morning violin concert homework ferry lantern cherry
        mountain bakery puzzle sweater river holiday recipe balcony station tomato melody guitar sunset breakfast notebook
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        await _owner.DisposeAsync();
        await _database.DisposeAsync();
    }
}
