using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Domain.Accounts;
using ModerationHub.Features.Scoring;
using ModerationHub.IntegrationTests.Infrastructure;
using Npgsql;

namespace ModerationHub.IntegrationTests.Scoring;

public sealed class ScoringDrainTests(TestCluster cluster)
{
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hosts_score_each_post_exactly_once()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var accounts = Enumerable.Range(0, 120).Select(i => $"acc-{i}").ToArray();
        foreach (var account in accounts)
            await world.AccountAsync(account);
        for (var round = 0; round < 4; round++)
            await world.PostsAsync(accounts.SelectMany(a => ScoringWorld.Harmless(a, 5, round * 5).Append(
                new TestPost($"{a}-v{round}", a, "Somebody sprayed iron thistle on the wall", ScoringWorld.Start.AddHours(round)))));

        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => world.Host()).SelectMany(h => new[] { h, h }).Select(h => Task.Run(() => ScoringWorld.DrainAsync(h), Cancellation)));

        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from post_chunks"));
        Assert.Equal(120L * 24, await world.ReadAsync<long>("select sum(scored_posts)::bigint from account_scores"));
        Assert.Equal(120L, await world.ReadAsync<long>("select count(*) from account_scores where scored_posts = 24 and evidence_count >= 4"));
        Assert.Equal(480L, await world.ReadAsync<long>("select count(*) from post_signals where detector = 'terms'"));
    }

    [Fact]
    public async Task A_drain_killed_in_its_batch_leaves_nothing_half_done()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        // What the host remembers of the account must not grow with a batch that comes to nothing.
        await world.PostsAsync(ScoringWorld.Harmless("acc-1", 3));
        await ScoringWorld.DrainAsync(host);
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", count: 4));
        await using (var holder = await world.OwnerConnectionAsync())
        {
            // The drain has taken its chunks and scored when it comes to write, and there it waits.
            await using var hold = await holder.BeginTransactionAsync(Cancellation);
            await using (var command = new NpgsqlCommand("lock table account_scores in exclusive mode", holder, hold))
                await command.ExecuteNonQueryAsync(Cancellation);
            var batch = Task.Run(() => host.GetRequiredService<ScoringDrain>().DrainOnceAsync(Cancellation), Cancellation);
            while (!await world.ReadAsync<bool>("""
                select count(pg_terminate_backend(pid)) > 0 from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock' and usename = 'hub_app'
                """))
                await Task.Yield();
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => batch);
        }
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from post_signals"));
        Assert.Equal(4L, await world.ReadAsync<long>("select sum(rows)::bigint from post_chunks"));

        await ScoringWorld.DrainAsync(host);

        Assert.Equal(7L, await world.ReadAsync<long>("select scored_posts from account_scores where account_id = 'acc-1'"));
        Assert.Equal(7, AccountFeatures.FromUtf8(await world.ReadAsync<byte[]>("select features from account_scores where account_id = 'acc-1'")).Posts);
        Assert.Equal(4L, await world.ReadAsync<long>("select count(distinct post_id) from post_signals"));
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from post_chunks"));
    }

    [Fact]
    public async Task Broken_features_are_set_aside_and_neighbours_go_on()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var accounts = SameShard(4);
        foreach (var account in accounts)
            await world.AccountAsync(account);
        await world.ExecuteAsync("""
            insert into account_scores (platform_id, account_id, bucket, features, risk, scored_posts, evidence_count, updated_at)
            values ($1, $2, $3, $4, 0, 9, 0, $5)
            """, ScoringWorld.Platform, accounts[1], AccountBucket.Of(accounts[1]), Encoding.UTF8.GetBytes("{\"n\":"), ScoringWorld.Start);
        await world.PostsAsync(accounts.SelectMany(a => ScoringWorld.Harmless(a, 3)));

        await ScoringWorld.DrainAsync(world.Host());

        Assert.Equal(3L, await world.ReadAsync<long>("select count(*) from account_scores where scored_posts = 3"));
        Assert.Equal(3L, await world.ReadAsync<long>("select count(*) from scoring_failures where account_id = $1 and post_id is not null and error like 'JsonException%'", accounts[1]));
        Assert.Equal(3L, await world.ReadAsync<long>("select count(*) from scoring_failures"));
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from post_chunks"));
    }

    [Fact]
    public async Task A_row_that_the_database_refuses_is_set_aside_and_neighbours_go_on()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var accounts = SameShard(4);
        foreach (var account in accounts)
            await world.AccountAsync(account);
        await world.ExecuteAsync($"alter table account_scores add constraint ck_test check (account_id <> '{accounts[2]}')");
        await world.PostsAsync(accounts.SelectMany(a => ScoringWorld.Harmless(a, 3)));
        var host = world.Host();

        await ScoringWorld.DrainAsync(host);

        Assert.Equal(3L, await world.ReadAsync<long>("select count(*) from account_scores where scored_posts = 3"));
        Assert.Equal(3L, await world.ReadAsync<long>("select count(*) from scoring_failures where account_id = $1 and error like 'PostgresException: 23514%'", accounts[2]));

        await world.ExecuteAsync("alter table account_scores drop constraint ck_test");
        await world.PostsAsync(accounts.SelectMany(a => ScoringWorld.Harmless(a, 2, from: 3)));
        await ScoringWorld.DrainAsync(host);

        Assert.Equal(3L, await world.ReadAsync<long>("select count(*) from account_scores where scored_posts = 5"));
        Assert.Equal(2L, await world.ReadAsync<long>("select scored_posts from account_scores where account_id = $1", accounts[2]));
    }

    [Fact]
    public async Task An_id_at_two_times_is_two_posts_and_one_copy_in_the_case()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var accounts = SameShard(2);
        foreach (var account in accounts)
            await world.AccountAsync(account);
        IEnumerable<TestPost> Twins(string account) =>
            [new("twin", account, ScoringWorld.Violating[0], ScoringWorld.Start.AddHours(2)), new("twin", account, ScoringWorld.Violating[1], ScoringWorld.Start.AddHours(3))];
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter(accounts[0]));
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));

        // One gains them in its open case, the other opens with them.
        await world.PostsAsync(Twins(accounts[0]).Concat(ScoringWorld.Supporter(accounts[1])));
        await world.PostsAsync(Twins(accounts[1]).Select(p => p with { CreatedAt = p.CreatedAt.AddMinutes(1) }));
        Assert.Equal(1, await host.GetRequiredService<ScoringDrain>().DrainOnceAsync(Cancellation) is { SetAside: 0 } result ? result.Raised : -1);

        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from post_chunks"));
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from scoring_failures"));
        Assert.Equal(2L, await world.ReadAsync<long>("select count(*) from account_scores where scored_posts = 10"));
        Assert.Equal(2L, await world.ReadAsync<long>("select count(*) from case_evidence where key = 'post:twin'"));
    }

    [Fact]
    public async Task A_lighter_post_of_a_known_id_leaves_the_copy_as_it_is()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1"));
        await ScoringWorld.DrainAsync(host);
        await world.PostsAsync([new("acc-1-0", "acc-1", "Somebody sprayed iron thistle on the wall", ScoringWorld.Start.AddHours(5))]);
        await ScoringWorld.DrainAsync(host);

        Assert.Equal(9L, await world.ReadAsync<long>("select scored_posts from account_scores"));
        Assert.Equal(ScoringWorld.Violating[0], await world.ReadAsync<string>("select payload ->> 'text' from case_evidence where key = 'post:acc-1-0'"));
    }

    [Fact]
    public async Task A_batch_that_fails_for_ever_is_set_aside_and_what_waits_behind_it_is_scored()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var accounts = SameShard(3);
        foreach (var account in accounts)
            await world.AccountAsync(account);
        // Entries of the audit are written for the whole batch, so account by account it comes to nothing too.
        await world.ExecuteAsync("alter table audit_entries add constraint ck_test check (action <> 'case.opened')");
        await world.PostsAsync(ScoringWorld.Supporter(accounts[1]));
        await world.PostsAsync(ScoringWorld.Harmless(accounts[0], 3).Concat(ScoringWorld.Harmless(accounts[2], 3)));
        var host = world.Host();
        var drain = host.GetRequiredService<ScoringDrain>();
        for (var tries = 0; tries < 12; tries++)
            await Record.ExceptionAsync(() => drain.DrainOnceAsync(Cancellation));

        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from post_chunks"));
        Assert.Equal(2L, await world.ReadAsync<long>("select count(*) from account_scores where scored_posts = 3"));
        Assert.Equal(8L, await world.ReadAsync<long>("select count(*) from scoring_failures where account_id = $1 and post_id is not null and error like 'PostgresException: 23514%'", accounts[1]));
        Assert.Equal(8L, await world.ReadAsync<long>("select count(*) from scoring_failures"));
    }

    [Fact]
    public async Task A_database_that_fails_sets_nothing_aside()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        await world.ExecuteAsync("revoke insert on account_scores from hub_app");
        await world.PostsAsync(ScoringWorld.Harmless("acc-1", 3));
        var host = world.Host();
        var drain = host.GetRequiredService<ScoringDrain>();
        for (var tries = 0; tries < 12; tries++)
            Assert.IsType<PostgresException>(await Record.ExceptionAsync(() => drain.DrainOnceAsync(Cancellation)));
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from scoring_failures"));

        await world.ExecuteAsync("grant insert on account_scores to hub_app");
        await ScoringWorld.DrainAsync(host);
        Assert.Equal(3L, await world.ReadAsync<long>("select scored_posts from account_scores"));
    }

    [Fact]
    public async Task Account_by_account_is_tried_the_shard_that_failed_and_no_other()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.EnsurePlatformAsync(8);
        var accounts = SameShard(3);
        foreach (var account in accounts)
        {
            await world.AccountAsync(account);
            await world.AccountAsync(account, platform: 8);
        }
        await world.ExecuteAsync($"alter table account_scores add constraint ck_test check (platform_id <> 7 or account_id <> '{accounts[1]}')");
        await world.PostsAsync(accounts.SelectMany(a => ScoringWorld.Harmless(a, 2)));
        await world.PostsAsync(accounts.SelectMany(a => ScoringWorld.Harmless(a, 2)), platform: 8);

        // The other platform's work is what a drain would take next.
        var result = await world.Host().GetRequiredService<ScoringDrain>().DrainOnceAsync(Cancellation);

        Assert.Equal(2, result.SetAside);
        Assert.Equal(2L, await world.ReadAsync<long>("select count(*) from account_scores where platform_id = 7"));
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from account_scores where platform_id = 8"));
    }

    [Fact]
    public async Task A_lap_that_ends_lets_the_batch_under_way_finish()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        await world.PostsAsync(ScoringWorld.Harmless("acc-1", 3));
        using var lap = new CancellationTokenSource();
        Task running;
        await using (var holder = await world.OwnerConnectionAsync())
        {
            await using var hold = await holder.BeginTransactionAsync(Cancellation);
            await using (var command = new NpgsqlCommand("lock table account_scores in exclusive mode", holder, hold))
                await command.ExecuteNonQueryAsync(Cancellation);
            running = Task.Run(() => world.Host().GetRequiredService<ScoringDrain>().RunAsync(lap.Token, Cancellation), Cancellation);
            while (!await world.ReadAsync<bool>("select count(*) > 0 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and usename = 'hub_app'"))
                await Task.Yield();
            await lap.CancelAsync();
        }
        await running;
        Assert.Equal(3L, await world.ReadAsync<long>("select scored_posts from account_scores"));
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from scoring_failures"));
    }

    [Fact]
    public async Task A_broken_policy_version_and_a_weightless_term_do_not_stop_scoring()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.ExecuteAsync("update policy_versions set risk_parameters = '{\"prior\": \"high\"}' where policy_key = 'spam'");
        await world.ExecuteAsync("insert into bank_terms (platform_id, bank_id, id, text, kind, weight, threat_to_life) values ($1, 'violent-extremism', $2, 'idle', 'phrase', 0, false)",
            ScoringWorld.Platform, Guid.CreateVersion7(ScoringWorld.Start));
        await world.AccountAsync("acc-1");
        await world.PostsAsync(ScoringWorld.Supporter("acc-1"));
        var host = world.Host();

        Assert.Equal(1, await ScoringWorld.DrainAsync(host));

        var health = await host.GetRequiredService<ScoringHealth>().ReadAsync(null, Cancellation);
        Assert.Equal(0, health.Backlog);
        Assert.Equal(2, health.Faults.Count);
    }

    [Fact]
    public async Task Risk_is_what_scoring_all_posts_from_scratch_gives_whatever_the_batches_hosts_and_order_of_arrival()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var posts = ScoringWorld.Supporter("acc-1", count: 6).Concat(ScoringWorld.Harmless("acc-1", 9)).OrderBy(p => p.CreatedAt).ToArray();
        var host = world.Host();
        // Backwards inside a chunk; a new host, which remembers nothing, after the second batch; the old one after the third.
        await world.PostsAsync(posts[..4].Reverse());
        await ScoringWorld.DrainAsync(host);
        await world.PostsAsync(posts[4..8].Reverse());
        await ScoringWorld.DrainAsync(host);
        await world.PostsAsync(posts[8..11]);
        await ScoringWorld.DrainAsync(world.Host());
        await world.PostsAsync(posts[11..]);
        await ScoringWorld.DrainAsync(host);

        await using var connection = await world.OwnerConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        var context = await world.Host().GetRequiredService<PlatformContexts>().OfAsync(ScoringWorld.Platform, transaction, Cancellation);
        var profile = new AccountProfile("acc-1", "acc-1") { CreatedAt = ScoringWorld.Start.AddYears(-3), Followers = 120 };
        var scratch = new AccountScorer().Apply(profile, new AccountFeatures(), default,
            posts.Select(p => new PostInput(p.Id, p.CreatedAt, p.Text) { Client = p.Client }).ToArray(), context.Scoring, world.Time.GetUtcNow());
        scratch.Features.Notice(scratch, 0);

        Assert.Equal(scratch.Features.ToJson(), Encoding.UTF8.GetString(await world.ReadAsync<byte[]>("select features from account_scores")));
        Assert.Equal((float)scratch.Highest!.Risk, await world.ReadAsync<float>("select risk from account_scores"));
        Assert.Equal(posts[^1].CreatedAt.UtcDateTime, await world.ReadAsync<DateTime>("select last_post_at from account_scores"));
    }

    [Fact]
    public async Task Platforms_take_turns()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.EnsurePlatformAsync(8);
        foreach (var account in Enumerable.Range(0, 40).Select(i => $"acc-{i}"))
        {
            await world.AccountAsync(account);
            await world.PostsAsync(ScoringWorld.Harmless(account, 1));
        }
        await world.AccountAsync("late", platform: 8);
        await world.PostsAsync(ScoringWorld.Harmless("late", 1), platform: 8);
        var drain = world.Host().GetRequiredService<ScoringDrain>();

        await drain.DrainOnceAsync(Cancellation);
        await drain.DrainOnceAsync(Cancellation);

        Assert.Equal(1L, await world.ReadAsync<long>("select scored_posts from account_scores where platform_id = 8"));
        Assert.NotEqual(0L, await world.ReadAsync<long>("select count(*) from post_chunks where platform_id = 7"));
    }

    [Fact]
    public async Task Setting_a_platform_up_twice_at_once_makes_one()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.EnsurePlatformAsync(9)));
        Assert.Equal(8L, await world.ReadAsync<long>("select count(*) from scoring_shards where platform_id = 9"));
        Assert.Equal(4L, await world.ReadAsync<long>("select count(*) from policy_versions where platform_id = 9 and state = 'live'"));
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from audit_heads where platform_id = 9"));
        Assert.Equal(6L, await world.ReadAsync<long>("select count(*) from bank_terms where platform_id = 9"));
    }

    /// <summary>Accounts that share a batch.</summary>
    static string[] SameShard(int count) => [.. Enumerable.Range(0, 10_000).Select(i => $"acc-{i}")
        .Where(id => AccountBucket.Of(id) / ShardLease.BucketsPerShard == 2).Take(count).Order(StringComparer.Ordinal)];
}
