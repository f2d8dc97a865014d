using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

/// <summary>Whether an account may be a suspended one that came back.</summary>
public sealed class ResemblanceTests(TestCluster cluster)
{
    static readonly string[] Syllables = ["mar", "ven", "tal", "ori", "kes", "dun", "sol", "bel", "nor", "fay", "lun", "rem"];

    [Fact]
    public async Task A_case_tells_of_the_suspended_account_that_its_own_resembles_with_the_way_to_that_case()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        var (lead, moderator) = (await world.PersonAsync(Role.Lead), await world.PersonAsync(Role.Moderator));
        await PeopleAsync(world);
        await AccountAsync(world, "old", "ember_watch", "Watcher of the embers", "Keeps the fire by the old gate", -400);
        await AccountAsync(world, "back", "x.ember_watch7", "Watcher of the embers", "Keeps the fire by the old gate", -2);
        await AccountAsync(world, "twin", "ember_watches", "Watcher of the embers", "Keeps the fire by the old gate", -300);
        await AccountAsync(world, "anna", "anna_bakes", "Anna", "Bread, mostly", -2);
        var (first, second, harmless) = (await world.CaseAsync(account: "old"), await world.CaseAsync(account: "back"), await world.CaseAsync(account: "anna"));
        Task<CaseFile> ReadAsync(Guid id) => world.Run<ReadCase, CaseFile>(moderator, (read, token) => read.HandleAsync(new(id), token));
        // One that is not suspended is nobody's past, however alike.
        Assert.Empty((await ReadAsync(second)).Resembles);
        var before = await world.CaseOfAsync(second);
        await world.DecideForGoodAsync(lead, first);

        var told = Assert.Single((await ReadAsync(second)).Resembles);
        Assert.Equal(("old", "ember_watch", first), (told.AccountId, told.Handle, told.CaseId));
        Assert.True(told.HandleLikeness > 0.5 && told.NameLikeness > 0.99 && told.DescriptionLikeness > 0.99);
        Assert.Empty((await ReadAsync(harmless)).Resembles);
        Assert.Equal((before.Risk, before.Rank, before.Explanation), ((await world.CaseOfAsync(second)).Risk, (await world.CaseOfAsync(second)).Rank, (await world.CaseOfAsync(second)).Explanation));

        // A sealed case is not led to; taken back, the suspension is no past.
        await world.ExecuteAsync($"update cases set lane = 'sealed' where id = '{first}'");
        Assert.Null(Assert.Single((await ReadAsync(second)).Resembles).CaseId);
        await world.ExecuteAsync("update accounts set state = 'active' where id = 'old'");
        Assert.Empty((await ReadAsync(second)).Resembles);
    }

    [Fact]
    public async Task Whoever_followed_both_first_is_counted_and_followers_alone_tell_of_nobody()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        var moderator = await world.PersonAsync(Role.Moderator);
        await PeopleAsync(world);
        await AccountAsync(world, "old", "ember_watch", null, null, -400);
        await AccountAsync(world, "back", "ember_watch_", null, null, -2);
        await AccountAsync(world, "other", "quiet_tram", null, null, -2);
        await world.ExecuteAsync("update accounts set state = 'suspended' where id = 'old'");
        await world.ExecuteAsync("insert into follows (platform_id, follower_id, followed_id, at) select 1, 'p' || i, f, now() from generate_series(1, 6) i, unnest(array['old', 'back', 'other']) f");
        var (back, other) = (await world.CaseAsync(account: "back"), await world.CaseAsync(account: "other"));
        Task<CaseFile> ReadAsync(Guid id) => world.Run<ReadCase, CaseFile>(moderator, (read, token) => read.HandleAsync(new(id), token));
        Assert.Equal(("old", 6), (Assert.Single((await ReadAsync(back)).Resembles).AccountId, (await ReadAsync(back)).Resembles[0].SharedFollowers));
        Assert.Empty((await ReadAsync(other)).Resembles);
    }

    [Fact]
    public async Task The_nearest_come_from_the_index_of_the_suspended()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        await world.ExecuteAsync("""
            insert into accounts (platform_id, id, bucket, handle, display_name, state, is_stub, first_seen_at, updated_at, age_band, device_hashes, ip_hashes)
            select 1, 's' || i, 0, 'h' || md5(i::text), md5('n' || i), case when i % 4 = 0 then 'suspended' else 'active' end, false, now(), now(), 'unknown', '{}', '{}' from generate_series(1, 20000) i;
            analyze accounts
            """);
        await using var source = Npgsql.NpgsqlDataSource.Create(world.RuntimeConnectionString);
        await using var connection = await source.OpenConnectionAsync(ReviewWorld.Cancellation);
        await using var transaction = await connection.BeginTransactionAsync(ReviewWorld.Cancellation);
        foreach (var (column, index) in new[] { ("handle", "ix_accounts_suspended_handle"), ("display_name", "ix_accounts_suspended_display_name") })
        {
            await using var command = new Npgsql.NpgsqlCommand($"""
                set local hub.platform = '1';
                explain select id from accounts where platform_id = 1 and state = 'suspended' order by {column} <-> 'ember_watch' limit 20
                """, connection, transaction);
            await using var reader = await command.ExecuteReaderAsync(ReviewWorld.Cancellation);
            List<string> plan = [];
            while (await reader.ReadAsync(ReviewWorld.Cancellation))
                plan.Add(reader.GetString(0));
            Assert.Contains(plan, line => line.Contains($"Index Scan using {index}", StringComparison.Ordinal));
            Assert.DoesNotContain(plan, line => line.Contains("Sort", StringComparison.Ordinal));
        }
    }

    /// <summary>People by whom it is told how common a part of a name is.</summary>
    static async Task PeopleAsync(ReviewWorld world)
    {
        for (var i = 0; i < 40; i++)
            await AccountAsync(world, $"p{i}", Syllables[i % 12] + Syllables[i * 5 % 11] + i, $"{Syllables[i * 7 % 12]} {Syllables[i % 9]}", $"Likes {Syllables[i % 12]} and {Syllables[i % 5]}", -500);
    }

    static async Task AccountAsync(ReviewWorld world, string id, string handle, string? name, string? bio, int days)
    {
        await using var db = world.Owner();
        db.Accounts.Add(new Account
        {
            PlatformId = ReviewWorld.Platform, Id = id, Bucket = AccountBucket.Of(id), Handle = handle, DisplayName = name, Bio = bio, CreatedAt = world.Time.GetUtcNow().AddDays(days),
            FirstSeenAt = world.Time.GetUtcNow(), UpdatedAt = world.Time.GetUtcNow(),
        });
        await db.SaveChangesAsync(ReviewWorld.Cancellation);
    }
}
