using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Scoring;
using Npgsql;

namespace ModerationHub.IntegrationTests.Intake;

public sealed class ConcurrencyTests(IntakeFixture fixture) : IntakeTests(fixture)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Requests_with_the_same_rows_at_once_neither_lock_each_other_out_nor_store_twice()
    {
        var posts = Enumerable.Range(0, 300).Select(i => Post($"p{i}", $"a{i % 40}")).ToArray();
        var accounts = Enumerable.Range(0, 40).Select(i => (object)new { id = $"a{i}", handle = $"h{i}" }).ToArray();
        var reports = Enumerable.Range(0, 60).Select(i => (object)new
        {
            id = $"r{i}", account_id = $"a{i % 50}", reporter_id = $"u{i % 7}", reporter_kind = i % 5 == 0 ? "authority" : "user", reason = "spam", at = "2026-03-01T12:00:00Z",
        }).ToArray();
        var random = new Random(4);
        var sends = Enumerable.Range(0, 48).Select(i =>
        {
            var (call, rows) = (i % 3) switch { 0 => ("posts", posts), 1 => ("accounts", accounts), _ => ("reports", reports) };
            object[] mixed = [.. rows];
            random.Shuffle(mixed);
            return (Call: call, Answer: Hub.SendAsync(call, mixed));
        }).ToList();
        await Task.WhenAll(sends.Select(s => s.Answer));
        Assert.All(sends, s => Assert.Equal(HttpStatusCode.Accepted, s.Answer.Result.Status));
        Assert.Equal(300, sends.Where(s => s.Call == "posts").Sum(s => s.Answer.Result["accepted"]));
        Assert.Equal(60, sends.Where(s => s.Call == "reports").Sum(s => s.Answer.Result["accepted"]));
        Assert.Equal((300L, 50L, 60L, 12L), (await Hub.CountAsync("posts"), await Hub.CountAsync("accounts"), await Hub.CountAsync("reports"), await Hub.CountAsync("orders")));
        Assert.Equal(300, await Hub.ScalarAsync<long>("select sum(rows) from post_chunks where kind = 'posts'"));
        Assert.Equal(0, await Hub.ScalarAsync<long>("select deadlocks from pg_stat_database where datname = current_database()"));
    }

    [Fact]
    public async Task A_connection_lost_in_the_middle_of_the_body_leaves_nothing()
    {
        var body = IntakeHost.Ndjson([.. Enumerable.Range(0, 2000).Select(i => Post($"p{i}"))]);
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", Hub.Http.BaseAddress!.Port, Cancellation);
        var stream = socket.GetStream();
        var head = $"POST /api/v1/posts HTTP/1.1\r\nHost: x\r\nAuthorization: {Hub.Http.DefaultRequestHeaders.Authorization}\r\n"
            + $"Content-Type: application/x-ndjson\r\nContent-Length: {body.Length}\r\n\r\n";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head + body[..(body.Length / 2)]), Cancellation);
        socket.Client.LingerState = new LingerOption(true, 0);
        socket.Close();
        // The next request is served, and sees nothing of the lost one.
        Assert.Equal(1, (await Hub.SendAsync("posts", Post("after")))["accepted"]);
        Assert.Equal(1, await Hub.CountAsync("posts"));
    }

    [Fact]
    public async Task A_server_that_dies_in_the_middle_of_a_transaction_leaves_nothing_and_the_caller_may_repeat()
    {
        // The posts wait for a row that somebody else is about to insert, so that the transaction is caught half done.
        await using var blocker = new NpgsqlConnection(Database.OwnerConnectionString);
        await blocker.OpenAsync(Cancellation);
        await using (var transaction = await blocker.BeginTransactionAsync(Cancellation))
        {
            await using (var insert = new NpgsqlCommand("""
                insert into posts (platform_id, created_at, id, account_id, text, mentions, hashtags, urls)
                values (7, '2026-03-01T12:00:00Z', 'p9', 'a1', '', '{}', '{}', '{}')
                """, blocker, transaction))
                await insert.ExecuteNonQueryAsync(Cancellation);
            var sent = Hub.SendAsync("posts", [.. Enumerable.Range(0, 20).Select(i => Post($"p{i}"))]);
            await EndWhoWaitsAsync();
            var answer = await sent;
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "database_unavailable"), (answer.Status, answer.Code));
        }
        Assert.Equal((0L, 0L, 0L), (await Hub.CountAsync("posts"), await Hub.CountAsync("accounts"), await Hub.CountAsync("post_chunks")));
        Assert.Equal(20, (await Hub.SendAsync("posts", [.. Enumerable.Range(0, 20).Select(i => Post($"p{i}"))]))["accepted"]);
    }

    [Fact]
    public async Task A_database_that_goes_away_is_told_as_such_by_every_call_and_not_as_a_failure_of_the_hub()
    {
        await using var blocker = new NpgsqlConnection(Database.OwnerConnectionString);
        await blocker.OpenAsync(Cancellation);
        await using var transaction = await blocker.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand("lock table decisions, decision_actions in access exclusive mode", blocker, transaction))
            await hold.ExecuteNonQueryAsync(Cancellation);
        var at = "2026-03-01T12:00:00Z";
        foreach (var (call, row) in new (string, object)[]
        {
            ("appeals", new { id = "1", decision_id = Guid.CreateVersion7(), text = "please", language = "en", at }),
            ("enforcements", new { decision_id = Guid.CreateVersion7(), state = "applied", at }),
        })
        {
            var sent = Hub.SendAsync(call, row);
            await EndWhoWaitsAsync();
            var answer = await sent;
            Assert.Equal((call, HttpStatusCode.ServiceUnavailable, "database_unavailable", "5"), (call, answer.Status, answer.Code, answer.RetryAfter));
        }
    }

    async Task EndWhoWaitsAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (!await Hub.ScalarAsync<bool>("""
            select coalesce(bool_or(pg_terminate_backend(pid)), false) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and state = 'active'
            """))
            limit.Token.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task A_platform_that_sends_too_much_at_once_waits_unread_and_no_other_waits_for_it()
    {
        var places = Hub.Services.GetRequiredService<IntakePlaces>();
        List<RateLimitLease> taken = [];
        for (var i = 0; i < IntakePlaces.AtOnce; i++)
            taken.Add(await places.EnterAsync(IntakeHost.Platform, Cancellation));
        var waiting = Hub.SendAsync("posts", Post("p1"));
        var other = await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake");
        Assert.Equal(HttpStatusCode.Accepted, (await Hub.SendBytesAsync("posts", Encoding.UTF8.GetBytes(IntakeHost.Ndjson(Post("p1"))), key: other.Key)).Status);
        Assert.False(waiting.IsCompleted);
        taken.ForEach(place => place.Dispose());
        Assert.Equal(1, (await waiting)["accepted"]);
        Assert.Equal(2, await Hub.CountAsync("posts"));
    }

    [Fact]
    public async Task Above_the_backlog_limit_posts_wait_until_scoring_has_caught_up()
    {
        await Hub.ExecuteAsync("update platforms set backlog_limit = 5 where id = 7");
        // A host of its own: a host knows a limit for a second, and neither this one's nor an earlier one may reach another test.
        await using var host = await IntakeHost.StartAsync(Database);
        Assert.Equal(HttpStatusCode.Accepted, (await host.SendAsync("posts", [.. Enumerable.Range(0, 10).Select(i => Post($"p{i}"))])).Status);
        var full = await host.SendAsync("posts", Post("later"));
        Assert.Equal((HttpStatusCode.TooManyRequests, "backlog_full", "5"), (full.Status, full.Code, full.RetryAfter));
        var other = await host.IssueAsync(IntakeHost.OtherPlatform, "intake");
        Assert.Equal(HttpStatusCode.Accepted, (await host.SendBytesAsync("posts", Encoding.UTF8.GetBytes(IntakeHost.Ndjson(Post("p1"))), key: other.Key)).Status);
        await host.ExecuteAsync("delete from post_chunks where platform_id = 7");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while ((await host.SendAsync("posts", Post("later"))).Status == HttpStatusCode.TooManyRequests)
            limit.Token.ThrowIfCancellationRequested();
        Assert.Equal(1, await host.ScalarAsync<long>("select count(*) from posts where id = 'later'"));
    }

    [Fact]
    public async Task Accounts_that_wait_take_no_place_of_posts()
    {
        await Hub.ExecuteAsync("update platforms set backlog_limit = 5 where id = 7");
        await using var host = await IntakeHost.StartAsync(Database);
        Assert.Equal(HttpStatusCode.Accepted, (await host.SendAsync("posts", Post("p1"))).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await host.SendAsync("accounts", [.. Enumerable.Range(0, 10).Select(i => new { id = $"a{i}", handle = $"h{i}" })])).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await host.SendAsync("posts", Post("p2"))).Status);
    }

    [Fact]
    public async Task More_requests_than_may_wait_are_told_to_come_again_and_other_platforms_are_not()
    {
        await using var host = await IntakeHost.StartAsync(Database);
        var places = host.Services.GetRequiredService<IntakePlaces>();
        List<Task<RateLimitLease>> taken = [.. Enumerable.Range(0, IntakePlaces.AtOnce + IntakePlaces.MostWaiting).Select(_ => places.EnterAsync(IntakeHost.Platform, Cancellation).AsTask())];
        var full = await host.SendAsync("posts", Post("p1"));
        Assert.Equal((HttpStatusCode.TooManyRequests, "requests_full", "1"), (full.Status, full.Code, full.RetryAfter));
        var other = await host.IssueAsync(IntakeHost.OtherPlatform, "intake");
        Assert.Equal(HttpStatusCode.Accepted, (await host.SendBytesAsync("posts", Encoding.UTF8.GetBytes(IntakeHost.Ndjson(Post("p1"))), key: other.Key)).Status);
        // Each that is given back lets the next one in.
        foreach (var place in taken)
            (await place).Dispose();
        Assert.Equal(1, (await host.SendAsync("posts", Post("p1")))["accepted"]);
    }

    [Fact]
    public async Task Scoring_is_called_after_the_commit_and_only_when_there_is_something_new()
    {
        var signal = Hub.Services.GetRequiredService<ScoringSignal>();
        await Hub.SendAsync("posts", Post("p1"));
        await signal.WaitAsync(Patience, Cancellation).WaitAsync(Patience / 2, Cancellation);
        await Hub.SendAsync("posts", Post("p1"));
        Assert.False(signal.WaitAsync(Patience, Cancellation).IsCompleted);
    }
}
