using ModerationHub.Detection.Signals;
using ModerationHub.Features.Administration;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Scoring;

/// <summary>What scoring reads around accounts: banks of links, contacts, fates of posts, whom they follow, who reports.</summary>
public sealed class AroundAccountsTests(TestCluster cluster)
{
    [Fact]
    public async Task Links_of_a_policys_bank_are_found_in_posts()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.ExecuteAsync("insert into banks (platform_id, id, name, kind, created_at) values (7, 'outlets', 'Outlets', 'urls', now())");
        await world.ExecuteAsync("""
            insert into bank_terms (platform_id, bank_id, id, text, kind, weight, threat_to_life)
            values (7, 'outlets', gen_random_uuid(), 'thistle-press.example', 'domain', 0.8, false), (7, 'outlets', gen_random_uuid(), 'no address', 'domain', 0.8, false)
            """);
        await world.ExecuteAsync("update policy_versions set bank_ids = array_append(bank_ids, 'outlets') where policy_key = $1", PlatformSetupSeeds.ViolentExtremism);
        await world.AccountAsync("acc-1");
        await world.PostsAsync([new("p1", "acc-1", "Read https://www.thistle-press.example/issue/3 today", ScoringWorld.Start), new("p2", "acc-1", "thistle-press.example.other is another", ScoringWorld.Start.AddHours(1))]);
        var host = world.Host();
        await ScoringWorld.DrainAsync(host);
        Assert.Equal("p1 violent-extremism", await world.ReadAsync<string>("select string_agg(post_id || ' ' || policy_key, ',') from post_signals where detector = 'links'"));
    }

    [Fact]
    public async Task Fates_of_posts_and_the_circle_reach_the_explanation()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        for (var i = 0; i < 8; i++)
        {
            await world.AccountAsync($"gone-{i}");
            await world.ExecuteAsync("insert into follows (platform_id, follower_id, followed_id) values (7, 'acc-1', $1)", $"gone-{i}");
            await world.ExecuteAsync("""
                insert into post_events (platform_id, account_id, post_id, kind, at, seconds_after, received_at) values (7, 'acc-1', $1, 'deleted', $2, 90, $2)
                """, $"acc-1-h{i}", ScoringWorld.Start);
        }
        await world.ExecuteAsync("update accounts set state = 'suspended' where id like 'gone-%'");
        await world.PostsAsync(ScoringWorld.Harmless("acc-1", 10).Concat(ScoringWorld.Supporter("acc-1")));
        var host = world.Host();
        await ScoringWorld.DrainAsync(host);
        var explanation = await world.ReadAsync<string>("select explanation::text from account_scores where account_id = 'acc-1'");
        Assert.Contains("suspended_circle", explanation, StringComparison.Ordinal);
        Assert.Contains("vanishing_posts", explanation, StringComparison.Ordinal);

        // What changed since is seen when something makes scoring look again.
        await world.ExecuteAsync("update accounts set state = 'active' where id like 'gone-%'");
        await world.LookAgainAsync("acc-1");
        await ScoringWorld.DrainAsync(host);
        Assert.DoesNotContain("suspended_circle", await world.ReadAsync<string>("select explanation::text from account_scores where account_id = 'acc-1'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_it_follows_says_nothing_without_evidence_and_something_once_there_is_some()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        for (var i = 0; i < 8; i++)
        {
            await world.AccountAsync($"gone-{i}");
            await world.ExecuteAsync("insert into follows (platform_id, follower_id, followed_id) values (7, 'acc-1', $1)", $"gone-{i}");
        }
        await world.ExecuteAsync("update accounts set state = 'suspended' where id like 'gone-%'");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Harmless("acc-1", 10));
        await ScoringWorld.DrainAsync(host);
        Assert.DoesNotContain("suspended_circle", await world.ReadAsync<string>("select coalesce(explanation::text, '') from account_scores where account_id = 'acc-1'"), StringComparison.Ordinal);

        // The host remembers the account from before; it is asked only now.
        await world.PostsAsync(ScoringWorld.Supporter("acc-1"));
        await ScoringWorld.DrainAsync(host);
        Assert.Contains("suspended_circle", await world.ReadAsync<string>("select explanation::text from account_scores where account_id = 'acc-1'"), StringComparison.Ordinal);
        Assert.Equal(18, AccountFeatures.FromUtf8(await world.ReadAsync<byte[]>("select features from account_scores where account_id = 'acc-1'")).Posts);
    }

    [Fact]
    public async Task Young_strangers_who_are_invited_to_private_channels_are_seen()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        for (var i = 0; i < 8; i++)
        {
            await world.AccountAsync($"young-{i}");
            await world.ExecuteAsync("update accounts set created_at = $2 where id = $1", $"young-{i}", ScoringWorld.Start.AddDays(-9));
        }
        await world.PostsAsync(Enumerable.Range(0, 8).Select(i => new TestPost($"p{i}", "acc-1", $"{ScoringWorld.Violating[i]}, write to me privately", ScoringWorld.Start.AddMinutes(i * (31 + i)))));
        await world.ExecuteAsync("update posts set mentions = array['young-' || right(id, 1)]");
        // The last one follows: that is no stranger.
        await world.ExecuteAsync("insert into follows (platform_id, follower_id, followed_id) values (7, 'young-7', 'acc-1')");
        var host = world.Host();
        await ScoringWorld.DrainAsync(host);
        Assert.Contains("invited 7 of them", await world.ReadAsync<string>("select explanation::text from account_scores where account_id = 'acc-1'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_brigade_counts_as_one_and_a_record_counts_for_more()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("crowd");
        await world.AccountAsync("one");
        for (var i = 0; i < 30; i++)
            await world.ReportAsync("crowd", $"new-{i}", "user");
        await world.ReportAsync("one", "known", "user");
        await world.ExecuteAsync("insert into reporters (platform_id, id, kind, reports, upheld, rejected, first_seen_at) values (7, 'known', 'user', 20, 19, 1, now())");
        await world.PostsAsync(ScoringWorld.Supporter("crowd", count: 5).Concat(ScoringWorld.Supporter("one", count: 5)));
        await ScoringWorld.DrainAsync(world.Host());
        Assert.Contains("1 user, 29 names on mass lists", await world.ReadAsync<string>("select explanation::text from account_scores where account_id = 'crowd'"), StringComparison.Ordinal);
        Assert.True(await world.ReadAsync<bool>("select (select risk from account_scores where account_id = 'one') > (select risk from account_scores where account_id = 'crowd')"));
    }
}
