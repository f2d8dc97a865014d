using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Decisions;
using ModerationHub.Features.Enforcement;
using ModerationHub.Harness;
using ModerationHub.IntegrationTests.Infrastructure;
using Npgsql;

namespace ModerationHub.IntegrationTests.Fleet;

/// <summary>Hosts are killed in the middle of intake, scoring, deciding and delivering: nothing acknowledged is lost, nothing is done twice.</summary>
public sealed class KilledHostTests(TestCluster cluster)
{
    const int Supporters = 24;
    const int Ordinary = 40;
    const int PostsOfEach = 60;
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_is_scored_once_and_what_was_decided_reaches_the_platform_once_and_in_order()
    {
        await using var world = await FleetWorld.CreateAsync(cluster);
        await using var platform = await StandInPlatform.StartAsync(Cancellation);
        HubProcess? steady = await world.StartHostAsync(), victim = await world.StartHostAsync();

        // Intake and scoring: one of two hosts is killed four times while posts come in, each sent to whoever is there.
        var turn = 0;
        var sending = SendAllAsync(world, () => (Interlocked.Increment(ref turn) & 1) == 0 ? steady : victim);
        for (var kills = 0; kills < 4; kills++)
        {
            var before = await world.CountAsync("post_signals");
            await FleetWorld.UntilAsync("scoring goes on", async () => sending.IsCompleted || await world.CountAsync("post_signals") > before);
            var killed = victim!;
            victim = null;
            await world.KillAsync(killed);
            victim = await world.StartHostAsync();
        }
        var sent = await sending;
        await FleetWorld.UntilAsync("everything is scored", async () => await world.CountAsync("post_chunks") == 0);
        Assert.Equal(sent, await world.CountAsync("posts"));
        Assert.Equal(0, await world.CountAsync("scoring_failures"));
        Assert.Equal(0, await world.CountAsync("account_scores s", "s.scored_posts <> (select count(*) from posts p where p.account_id = s.account_id)"));
        Assert.Equal(Supporters + Ordinary, await world.CountAsync("account_scores"));
        Assert.Equal(Supporters, await world.CountAsync("cases"));
        Assert.Equal(Supporters, await world.CountAsync("cases", "account_id like 'supporter%' and state = 'open'"));

        // Deciding: the connection under the handlers is cut again and again.
        var admin = await world.PersonAsync("admin");
        var secret = (await world.Run<AddWebhookEndpoint, AddedEndpoint>(admin, (h, t) => h.HandleAsync(new(platform.Address), t))).Secret;
        platform.Takes = Troubled();
        using (var cutting = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
        {
            var cuts = CutAsync(world, cutting.Token);
            var moderator = await world.PersonAsync("moderator");
            await using var db = world.Owner();
            foreach (var caseId in await db.Cases.OrderBy(c => c.OpenedAt).Select(c => c.Id).ToListAsync(Cancellation))
                await world.DecideThroughCutsAsync(moderator, caseId);
            await cutting.CancelAsync();
            Assert.True(await cuts > 0);
        }
        Assert.Equal(Supporters, await world.CountAsync("decisions"));
        Assert.Equal(Supporters, await world.CountAsync("audit_entries", "action = 'case.decided'"));

        // Delivering: the platform delays, refuses and loses its answers; both hosts are killed on the way.
        for (var kills = 0; kills < 3; kills++)
        {
            var before = platform.Received.Count;
            await FleetWorld.UntilAsync("deliveries go on", async () => platform.Received.Count > before + 3 || await PendingAsync(world) == 0);
            await world.KillAsync(steady!);
            steady = await world.StartHostAsync();
            (steady, victim) = (victim, steady);
        }
        await FleetWorld.UntilAsync("all is delivered", async () => await world.CountAsync("decisions", "state = 'final'") == Supporters && await PendingAsync(world) == 0);

        Assert.All(platform.Received, r => Assert.True(r.IsSignedWith(secret)));
        Assert.Contains(platform.Received, r => r.Again);
        var told = platform.Applied.Where(r => r.Event == WebhookEvents.DecisionMade)
            .Select(r => r.Json.GetProperty("data")).ToLookup(d => d.GetProperty("account_id").GetString()!);
        Assert.Equal(Supporters, told.Count);
        Assert.All(told, account => Assert.Single(account));
        await using var end = world.Owner();
        var suspended = await end.Accounts.Where(a => a.State == AccountState.Suspended).Select(a => a.Id).ToListAsync(Cancellation);
        Assert.Equal(suspended.Order(StringComparer.Ordinal), told.Select(account => account.Key).Order(StringComparer.Ordinal));
        Assert.Equal(0, await world.CountAsync("webhook_deliveries", "state <> 'delivered'"));
    }

    static Task<long> PendingAsync(FleetWorld world) => world.CountAsync("webhook_deliveries", "state <> 'delivered'");

    /// <returns>Distinct posts.</returns>
    static async Task<long> SendAllAsync(FleetWorld world, Func<HubProcess?> host)
    {
        var posts = 0L;
        for (var round = 0; round < PostsOfEach; round++)
        {
            List<object> rows = [.. Enumerable.Range(0, Ordinary).Select(i => FleetWorld.Post($"ordinary-{i}", round, $"Bread rose well on day {round}, the garden of house {i} is green"))];
            if (round < Supporters)
                rows.AddRange(FleetWorld.Supporter($"supporter-{round}"));
            posts += rows.Count;
            await world.SendAsync(host, "posts", [.. rows]);
        }
        return posts;
    }

    /// <summary>Each delivery meets at most one trouble, so that the test ends.</summary>
    static Func<Received, Task<Taking>> Troubled()
    {
        var met = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var number = 0;
        var nextArrives = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return async one =>
        {
            Interlocked.Exchange(ref nextArrives, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            if (!met.TryAdd(one.Delivery, true))
                return Taking.Well;
            switch (Interlocked.Increment(ref number) % 5)
            {
                case 0:
                    return Taking.Refused;
                case 1:
                    return Taking.Unanswered;
                case 2:
                    // Slower than the next one; the very last one is never answered in time.
                    await nextArrives.Task;
                    return Taking.Well;
                default:
                    return Taking.Well;
            }
        };
    }

    /// <returns>How many connections were cut.</returns>
    static async Task<int> CutAsync(FleetWorld world, CancellationToken cancellation)
    {
        var cuts = 0;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(7));
        try
        {
            while (await tick.WaitForNextTickAsync(cancellation))
            {
                await using var command = world.Data.CreateCommand("""
                    select count(pg_terminate_backend(pid)) from pg_stat_activity
                    where datname = current_database() and state = 'idle in transaction' and application_name = $1
                    """);
                command.Parameters.Add(new NpgsqlParameter { Value = FleetWorld.ApplicationName });
                cuts += (int)(long)(await command.ExecuteScalarAsync(cancellation))!;
            }
        }
        catch (OperationCanceledException)
        {
        }
        return cuts;
    }
}
