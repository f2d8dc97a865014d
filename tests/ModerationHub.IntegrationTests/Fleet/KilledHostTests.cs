using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
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

    /// <summary>Looks left out after a connection was cut: a fifth of a second.</summary>
    const int Rest = 30;
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_starts_although_a_killed_one_left_its_lock_on_the_scheduler()
    {
        await using var world = await FleetWorld.CreateAsync(cluster);
        await world.KillAsync(await world.StartHostAsync());
        await using (var left = world.Data.CreateCommand("""
            delete from hangfire.hash where key = 'recurring-job:audit-reads';
            insert into hangfire.lock (resource, acquired) values ('hangfire:lock:recurring-job:audit-reads', now() + interval '1 hour')
            """))
            await left.ExecuteNonQueryAsync(Cancellation);

        await world.StartHostAsync();
        Assert.Equal(0, await TellsAsync());
        await using (var free = world.Data.CreateCommand("delete from hangfire.lock"))
            await free.ExecuteNonQueryAsync(Cancellation);
        await FleetWorld.UntilAsync("the work is told to the scheduler", async () => await TellsAsync() > 0);

        async Task<long> TellsAsync()
        {
            await using var ask = world.Data.CreateCommand("select count(*) from hangfire.hash where key = 'recurring-job:audit-reads'");
            return (long)(await ask.ExecuteScalarAsync(Cancellation))!;
        }
    }

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

    [Fact]
    public async Task What_is_undone_and_overturned_while_hosts_die_leaves_the_platform_with_what_stands()
    {
        await using var world = await FleetWorld.CreateAsync(cluster);
        await using var platform = await StandInPlatform.StartAsync(Cancellation);
        HubProcess steady = await world.StartHostAsync(), victim = await world.StartHostAsync();
        await world.Run<AddWebhookEndpoint, AddedEndpoint>(await world.PersonAsync("admin"), (h, t) => h.HandleAsync(new(platform.Address), t));
        platform.Takes = Troubled();
        await world.SendAsync(() => steady, "posts", [.. Enumerable.Range(0, Supporters).SelectMany(i => FleetWorld.Supporter($"supporter-{i}"))]);
        await FleetWorld.UntilAsync("every supporter is a case", async () => await world.CountAsync("cases") == Supporters);

        // People decide, undo and overturn while the hosts that make it final and deliver it die one after the other.
        using var cutting = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var cuts = CutAsync(world, cutting.Token);
        var working = WorkAsync(world);
        for (var kills = 0; kills < 3 || !working.IsCompleted; kills++)
        {
            await world.KillAsync(victim);
            victim = await world.StartHostAsync();
            (steady, victim) = (victim, steady);
        }
        await working;
        await cutting.CancelAsync();
        Assert.True(await cuts > 0);
        Assert.True(await world.CountAsync("decisions", "state = 'undone'") > 0, "Nothing was undone in time.");
        Assert.Equal(Supporters / 3, await world.CountAsync("decisions", "state = 'overturned'"));
        await FleetWorld.UntilAsync("all is final and delivered", async () => await world.CountAsync("decisions", "state = 'pending'") == 0
            && await world.CountAsync("webhook_deliveries", "state not in ('delivered', 'cancelled')") == 0);

        await using var db = world.Owner();
        var decisions = await db.Decisions.AsNoTracking().ToListAsync(Cancellation);
        var told = platform.Applied.Where(r => r.Event is WebhookEvents.DecisionMade or WebhookEvents.DecisionReversed).ToList();
        // Each that left, once, and nothing that was undone.
        Assert.Equal(decisions.Where(d => d.State != DecisionState.Undone).Select(d => d.Id).Order(), told.Select(r => Decision(r).GetProperty("id").GetGuid()).Order());
        var platforms = Enumerable.Range(0, Supporters).ToDictionary(i => $"supporter-{i}", _ => "active");
        foreach (var one in told)
            platforms[Decision(one).GetProperty("account_id").GetString()!] = one.Event == WebhookEvents.DecisionMade ? "suspended" : one.Json.GetProperty("data").GetProperty("account_state").GetString()!;
        Assert.Equal((await db.Accounts.AsNoTracking().ToDictionaryAsync(a => a.Id, a => SnakeCase.Of(a.State), Cancellation)).OrderBy(p => p.Key, StringComparer.Ordinal),
            platforms.OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Equal(decisions.Where(d => d.State == DecisionState.Final && d.Reverses is null).Select(d => d.AccountId).Order(StringComparer.Ordinal),
            platforms.Where(p => p.Value == "suspended").Select(p => p.Key).Order(StringComparer.Ordinal));

        static JsonElement Decision(Received one) => one.Json.GetProperty("data") is var data && data.TryGetProperty("decision", out var inner) ? inner : data;
    }

    /// <summary>Of three decisions one is undone at once, if its time suffices, and one is overturned when it is final.</summary>
    static async Task WorkAsync(FleetWorld world)
    {
        var (moderator, lead) = (await world.PersonAsync("moderator"), await world.PersonAsync("lead"));
        await using var db = world.Owner();
        var cases = await db.Cases.AsNoTracking().OrderBy(c => c.AccountId).Select(c => c.Id).ToListAsync(Cancellation);
        foreach (var (index, caseId) in cases.Index())
        {
            await world.DecideThroughCutsAsync(moderator, caseId);
            if (index % 3 == 0)
                await UndoAsync(await DecisionAsync(caseId));
        }
        foreach (var (index, caseId) in cases.Index())
        {
            if (index % 3 != 1)
                continue;
            var (decision, reversal) = (await DecisionAsync(caseId), Guid.CreateVersion7());
            await FleetWorld.UntilAsync("the decision is final", async () => await world.CountAsync("decisions", $"id = '{decision}' and state = 'final'") == 1);
            await FleetWorld.ThroughCutsAsync(() => world.Run<OverturnDecision, DecisionMade>(lead, (h, t) => h.HandleAsync(new(reversal, decision, "It was reporting."), t)),
                async () => await world.CountAsync("decisions", $"id = '{reversal}'") == 1);
        }

        async Task UndoAsync(Guid decision)
        {
            try
            {
                await FleetWorld.ThroughCutsAsync(() => world.Run<UndoDecision, Guid>(moderator, (h, t) => h.HandleAsync(new(decision), t)),
                    async () => await world.CountAsync("decisions", $"id = '{decision}' and state = 'undone'") == 1);
            }
            catch (RuleBrokenException late) when (late.Rule == DecisionRules.UndoTimeOver)
            {
                // Then it stands, here and on the platform.
            }
        }

        async Task<Guid> DecisionAsync(Guid caseId) => await db.Decisions.AsNoTracking().Where(d => d.CaseId == caseId).Select(d => d.Id).SingleAsync(Cancellation);
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
                    select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity
                        where datname = current_database() and state = 'idle in transaction' and application_name = $1 order by random() limit 1) one
                    """);
                command.Parameters.Add(new NpgsqlParameter { Value = FleetWorld.ApplicationName });
                var cut = (int)(long)(await command.ExecuteScalarAsync(cancellation))!;
                cuts += cut;
                // The slower the machine, the longer its transactions: some must get through.
                for (var rest = 0; cut > 0 && rest < Rest; rest++)
                    await tick.WaitForNextTickAsync(cancellation);
            }
        }
        catch (OperationCanceledException)
        {
        }
        return cuts;
    }
}
