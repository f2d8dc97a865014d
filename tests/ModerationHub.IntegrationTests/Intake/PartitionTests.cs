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
    public async Task Partitions_are_made_while_somebody_reads_posts_for_long()
    {
        time.Advance(TimeSpan.FromDays(800));
        await using var reader = new NpgsqlConnection(Database.OwnerConnectionString);
        await reader.OpenAsync(Cancellation);
        await using var reading = await reader.BeginTransactionAsync(Cancellation);
        await using (var look = new NpgsqlCommand("select count(*) from posts", reader, reading))
            await look.ExecuteScalarAsync(Cancellation);

        // Whoever waits for the reader gives up: waiting, it would keep everybody behind it from posts.
        var impatient = new NpgsqlConnectionStringBuilder(HubData.RuntimeConnectionString(Database.ConnectionString));
        impatient.Options += " -c lock_timeout=1s";
        await using var source = NpgsqlDataSource.Create(impatient.ConnectionString);
        await new PartitionJob(source, time, NullLogger<PartitionJob>.Instance).EnsureAheadAsync(Cancellation);

        Assert.True(await Hub.ScalarAsync<bool>("select max(ends_at) >= $1 from post_partitions", time.GetUtcNow().AddDays(56)));
        // With the same indexes as those that the first migration made.
        Assert.Equal(2, await Hub.ScalarAsync<long>("select count(*) / count(distinct i.indrelid) from pg_index i join post_partitions p on i.indrelid = p.name::regclass"));
    }

    [Fact]
    public async Task A_partition_in_which_something_arrives_at_the_last_moment_is_not_dropped()
    {
        var other = await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake");
        await Hub.SendBytesAsync("posts", System.Text.Encoding.UTF8.GetBytes(IntakeHost.Ndjson(Post("old", at: "2016-02-05T00:00:00Z"))), key: other.Key);
        await ArrivedLongAgoAsync();
        var before = await Hub.ScalarAsync<uint>("select 'posts_20160101'::regclass::oid");
        await using var intake = new NpgsqlConnection(Database.OwnerConnectionString);
        await intake.OpenAsync(Cancellation);
        await using var taking = await intake.BeginTransactionAsync(Cancellation);
        await using (var take = new NpgsqlCommand(LateArrival, intake, taking))
            await take.ExecuteNonQueryAsync(Cancellation);

        var job = RunAsync();
        await SomebodyWaitsAsync(job);
        await taking.CommitAsync(Cancellation);
        await job;

        Assert.Equal("late,old", await Hub.ScalarAsync<string>("select string_agg(id, ',' order by id) from posts"));
        Assert.Equal(before, await Hub.ScalarAsync<uint>("select 'posts_20160101'::regclass::oid"));
    }

    [Fact]
    public async Task Rows_that_arrive_while_batches_leave_stay_with_all_that_is_left_then()
    {
        var other = await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake");
        await Hub.SendBytesAsync("posts", System.Text.Encoding.UTF8.GetBytes(IntakeHost.Ndjson(Post("old", at: "2016-02-05T00:00:00Z"))), key: other.Key);
        // Somebody else keeps the partition.
        await Hub.SendAsync("posts", Post("kept", at: "2016-02-05T00:00:00Z"));
        await Hub.ExecuteAsync("""
            insert into post_signals (platform_id, post_created_at, post_id, detector, policy_key, account_id, strength, confidence, evidence, spans)
            select platform_id, created_at, id, 'd', 'p', account_id, 1, 1, 'e', '{}' from posts where platform_id = 8
            """);
        await ArrivedLongAgoAsync();
        await using var scoring = new NpgsqlConnection(Database.OwnerConnectionString);
        await scoring.OpenAsync(Cancellation);
        await using var holding = await scoring.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("select post_id from post_signals for update", scoring, holding))
            await hold.ExecuteScalarAsync(Cancellation);

        var job = RunAsync();
        await SomebodyWaitsAsync(job);
        await Hub.ExecuteAsync(LateArrival);
        await holding.CommitAsync(Cancellation);
        await job;

        Assert.Equal("kept,late,old", await Hub.ScalarAsync<string>("select string_agg(id, ',' order by id) from posts"));
    }

    const string LateArrival = """
        insert into posts (platform_id, created_at, id, account_id, text, mentions, hashtags, urls) values (8, '2016-02-06T00:00:00Z', 'late', 'a9', 'Tea.', '{}', '{}', '{}');
        update post_arrivals set last_at = now() where platform_id = 8
        """;

    async Task SomebodyWaitsAsync(Task job)
    {
        while (!job.IsCompleted && !await Hub.ScalarAsync<bool>("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"))
            await Task.Yield();
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
        await ArrivedLongAgoAsync();
        await RunAsync();
        Assert.Equal("7 kept,8 new", await Hub.ScalarAsync<string>("select string_agg(platform_id || ' ' || id, ',' order by platform_id) from posts"));
        Assert.Equal("7 kept,8 new", await Hub.ScalarAsync<string>("select string_agg(platform_id || ' ' || post_id, ',' order by platform_id) from post_signals"));
    }

    Task ArrivedLongAgoAsync() => Hub.ExecuteAsync("update post_arrivals set last_at = last_at - interval '91 days'");

    [Fact]
    public async Task What_arrived_lately_stays_however_old_it_is()
    {
        var other = await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake");
        async Task SendAsync(string id, string at) => await Hub.SendBytesAsync("posts", System.Text.Encoding.UTF8.GetBytes(IntakeHost.Ndjson(Post(id, at: at))), key: other.Key);
        await SendAsync("early", "2016-02-05T00:00:00Z");
        await SendAsync("new", time.GetUtcNow().AddHours(-1).ToString("O"));
        await ArrivedLongAgoAsync();
        await SendAsync("late", "2016-02-03T00:00:00Z");
        await RunAsync();
        Assert.Equal("early,late,new", await Hub.ScalarAsync<string>("select string_agg(id, ',' order by id) from posts"));
        // A year's partition stays for whatever of it arrived lately; posts as they are written are not noted at all.
        Assert.Equal(1, await Hub.CountAsync("post_arrivals"));

        await ArrivedLongAgoAsync();
        // What was known already does not arrive again.
        await SendAsync("late", "2016-02-03T00:00:00Z");
        await RunAsync();
        Assert.Equal("new", await Hub.ScalarAsync<string>("select string_agg(id, ',' order by id) from posts"));
        Assert.Equal(0, await Hub.CountAsync("post_arrivals"));
    }

    [Fact]
    public async Task Posts_of_an_account_that_is_preserved_stay_while_their_neighbours_leave()
    {
        var other = await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake");
        await Hub.SendBytesAsync("posts", System.Text.Encoding.UTF8.GetBytes(IntakeHost.Ndjson(
            Post("held", account: "a1", at: "2016-02-05T00:00:00Z"), Post("free", account: "a2", at: "2016-02-05T00:00:00Z"))), key: other.Key);
        await Hub.ExecuteAsync("""
            set session_replication_role = replica;
            insert into cases (platform_id, id, account_id, queue_id, state, lane, band, rank, priority, policy_key, policy_version, risk, explanation, opened_at, evidence_count, times_reopened, changed_at)
            values (8, gen_random_uuid(), 'a1', 'q', 'decided', 'sealed', 0, 0, '{}', 'p', 1, 0.9, '[]', now(), 1, 0, now());
            insert into escalations (platform_id, id, case_id, kind, queue_id, owner, deadline_at, origin_queue_id, reason, raised_by, raised_at, level, sealed, preserved_until)
            select 8, gen_random_uuid(), id, 'sealed_lane', 'q', 'trained_reviewers', now(), 'q', 'r', gen_random_uuid(), now(), 0, true, now() + interval '1 hour' from cases;
            reset session_replication_role
            """);
        await ArrivedLongAgoAsync();
        await RunAsync();
        Assert.Equal("held", await Hub.ScalarAsync<string>("select string_agg(id, ',') from posts"));

        await Hub.ExecuteAsync("update escalations set preserved_until = now() - interval '1 hour'");
        await RunAsync();
        Assert.Equal(0, await Hub.CountAsync("posts"));
    }

    [Fact]
    public async Task The_answer_says_how_long_posts_are_kept_and_nothing_where_they_stay()
    {
        var other = await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake");
        Assert.Equal(("90", null), (await KeptDaysAsync(other.Key), await KeptDaysAsync(null)));

        async Task<string?> KeptDaysAsync(string? key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/posts") { Content = new StringContent(IntakeHost.Ndjson(Post("p", at: "2016-02-05T00:00:00Z")), System.Text.Encoding.UTF8, "application/x-ndjson") };
            if (key is not null)
                request.Headers.Authorization = new("Bearer", key);
            using var response = await Hub.Http.SendAsync(request, Cancellation);
            return response.Headers.TryGetValues("X-Hub-Posts-Kept-Days", out var days) ? days.Single() : null;
        }
    }

    [Fact]
    public async Task A_partition_that_nobody_keeps_is_dropped_whole_and_old_posts_are_still_taken()
    {
        var other = await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake");
        var rows = System.Text.Encoding.UTF8.GetBytes(IntakeHost.Ndjson(Post("old", at: "2016-02-05T00:00:00Z")));
        await Hub.SendBytesAsync("posts", rows, key: other.Key);
        var before = await Hub.ScalarAsync<uint>("select 'posts_20160101'::regclass::oid");
        await ArrivedLongAgoAsync();
        await RunAsync();
        Assert.NotEqual(before, await Hub.ScalarAsync<uint>("select 'posts_20160101'::regclass::oid"));
        Assert.Equal(0, await Hub.CountAsync("posts"));
        Assert.Equal(1, (await Hub.SendBytesAsync("posts", rows, key: other.Key))["accepted"]);
    }
}
