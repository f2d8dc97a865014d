using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModerationHub.Features.Intake.Retention;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.IntegrationTests.Intake;

public sealed class PartitionTests(IntakeFixture fixture) : IntakeTests(fixture)
{
    readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    async Task RunAsync()
    {
        await using var source = NpgsqlDataSource.Create(HubData.RuntimeConnectionString(Database.ConnectionString));
        await new PartitionJob(source, time, NullLogger<PartitionJob>.Instance).RunAsync(Cancellation);
    }

    [Fact]
    public async Task Partitions_reach_eight_weeks_ahead_without_a_gap()
    {
        time.Advance(TimeSpan.FromDays(200));
        // On every day of the week: partitions begin on Mondays.
        for (var day = 0; day < 7; day++)
        {
            await RunAsync();
            Assert.True(await Hub.ScalarAsync<bool>("select max(ends_at) >= $1 from post_partitions", time.GetUtcNow().AddDays(56)));
            time.Advance(TimeSpan.FromDays(1));
        }
        await RunAsync();
        var partitions = await Hub.CountAsync("post_partitions");
        Assert.True(await Hub.ScalarAsync<bool>("""
            select bool_and(gapless) from (select starts_at = lag(ends_at, 1, starts_at) over (order by starts_at) as gapless from post_partitions) p
            """));
        await RunAsync();
        Assert.Equal(partitions, await Hub.CountAsync("post_partitions"));
    }

    [Fact]
    public async Task Hosts_that_start_at_once_do_not_disturb_each_other()
    {
        time.Advance(TimeSpan.FromDays(400));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunAsync()));
        Assert.True(await Hub.ScalarAsync<bool>("select max(ends_at) >= $1 from post_partitions", time.GetUtcNow().AddDays(56)));
    }

    [Fact]
    public async Task Posts_that_somebody_keeps_stay_while_those_of_others_leave()
    {
        // Platform 7 keeps its posts for ever, platform 8 for 90 days.
        var other = await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake");
        var rows = System.Text.Encoding.UTF8.GetBytes(IntakeHost.Ndjson(
            Post("old", at: "2016-02-05T00:00:00Z"), Post("old", at: "2015-02-05T00:00:00Z"), Post("new", at: time.GetUtcNow().AddDays(-5).ToString("O"))));
        await Hub.SendBytesAsync("posts", rows, key: other.Key);
        await Hub.SendAsync("posts", Post("kept", at: "2016-02-05T00:00:00Z"));
        await Hub.ExecuteAsync("""
            insert into post_signals (platform_id, post_created_at, post_id, detector, policy_key, account_id, strength, confidence, evidence, spans)
            select platform_id, created_at, id, 'd', 'p', account_id, 1, 1, 'e', '{}' from posts
            """);
        await RunAsync();
        Assert.Equal("7 kept,8 new", await Hub.ScalarAsync<string>("select string_agg(platform_id || ' ' || id, ',' order by platform_id) from posts"));
        Assert.Equal("7 kept,8 new", await Hub.ScalarAsync<string>("select string_agg(platform_id || ' ' || post_id, ',' order by platform_id) from post_signals"));
    }

    [Fact]
    public async Task A_partition_that_nobody_keeps_is_dropped_whole_and_old_posts_are_still_taken()
    {
        var other = await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake");
        var rows = System.Text.Encoding.UTF8.GetBytes(IntakeHost.Ndjson(Post("old", at: "2016-02-05T00:00:00Z")));
        await Hub.SendBytesAsync("posts", rows, key: other.Key);
        var before = await Hub.ScalarAsync<uint>("select 'posts_20160101'::regclass::oid");
        await RunAsync();
        Assert.NotEqual(before, await Hub.ScalarAsync<uint>("select 'posts_20160101'::regclass::oid"));
        Assert.Equal(0, await Hub.CountAsync("posts"));
        Assert.Equal(1, (await Hub.SendBytesAsync("posts", rows, key: other.Key))["accepted"]);
    }
}
