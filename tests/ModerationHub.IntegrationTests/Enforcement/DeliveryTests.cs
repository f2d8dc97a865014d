using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Webhooks;
using ModerationHub.Features.Enforcement;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Fleet;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Enforcement;

/// <summary>Deliveries to a stand-in platform that answers as the test tells it.</summary>
public sealed class DeliveryTests(TestCluster cluster) : ReviewTests(cluster)
{
    async Task<(StandInPlatform Platform, string Secret)> PlatformAsync()
    {
        var platform = await StandInPlatform.StartAsync(Cancellation);
        var admin = await World.PersonAsync(Role.Admin);
        var added = await World.Run<AddWebhookEndpoint, AddedEndpoint>(admin, (h, t) => h.HandleAsync(new(platform.Address), t));
        return (platform, added.Secret);
    }

    static Func<Received, Task<Taking>> Refusing(Func<Received, bool> which) => one => Task.FromResult(which(one) ? Taking.Refused : Taking.Well);

    async Task<List<WebhookDelivery>> DeliveriesAsync()
    {
        await using var db = World.Owner();
        return await db.WebhookDeliveries.AsNoTracking().OrderBy(d => d.Id).ToListAsync(Cancellation);
    }

    Task<int> DeliverAsync() => World.Get<DeliverWebhooks>().RunAsync(Cancellation);

    [Fact]
    public async Task What_arrives_is_signed_and_comes_in_order_and_nothing_before_the_undo_time_is_over()
    {
        var (platform, secret) = await PlatformAsync();
        await using var _ = platform;
        var made = await World.DecideAsync(await World.PersonAsync(Role.Moderator), await World.CaseAsync());
        await DeliverAsync();
        Assert.Empty(platform.Received);

        await World.FinaliseAsync();
        await DeliverAsync();
        Assert.Equal("decision.made", platform.Received.First().Event);
        Assert.Equal((await DeliveriesAsync()).Select(d => d.Id.ToString()), platform.Received.Select(r => r.Delivery));
        var told = platform.Received.First().Json.GetProperty("data");
        Assert.Equal((made.DecisionId, 1L, "final"), (told.GetProperty("id").GetGuid(), told.GetProperty("number").GetInt64(), told.GetProperty("state").GetString()));
        Assert.All(platform.Received, r => Assert.True(r.IsSignedWith(secret)));
        Assert.All(await DeliveriesAsync(), d => Assert.Equal(DeliveryState.Delivered, d.State));
    }

    [Fact]
    public async Task A_recommendation_to_revoke_an_app_goes_out_with_the_app_and_only_for_apps_of_the_account()
    {
        var (platform, _) = await PlatformAsync();
        await using var __ = platform;
        var id = await World.CaseAsync();
        var account = (await World.AccountOfAsync(id)).Id;
        await using (var db = World.Owner())
        {
            db.Posts.Add(new() { PlatformId = ReviewWorld.Platform, Id = "from-app", AccountId = account, CreatedAt = World.Time.GetUtcNow(), Text = "x", Client = "Daily Verses" });
            await db.SaveChangesAsync(Cancellation);
        }
        var moderator = await World.PersonAsync(Role.Moderator);
        Assert.Equal(DecisionRules.UnknownApp, await ReviewWorld.BrokenAsync(() => World.DecideAsync(moderator, id, new ActionRequest(ActionKind.RevokeApp, "Another"))));
        var made = await World.DecideForGoodAsync(moderator, id, new ActionRequest(ActionKind.RevokeApp, "Daily Verses"));
        await DeliverAsync();

        var recommended = Assert.Single(platform.Received, r => r.Event == "app.revocation_recommended").Json.GetProperty("data");
        Assert.Equal((made.DecisionId, account, "Daily Verses"), (recommended.GetProperty("decision_id").GetGuid(), recommended.GetProperty("account_id").GetString(), recommended.GetProperty("app").GetString()));
        Assert.Equal(Domain.Accounts.AccountState.Active, (await World.AccountOfAsync(id)).State);
    }

    [Fact]
    public async Task A_platform_that_refuses_gets_the_same_delivery_again_and_nothing_of_the_account_overtakes_it()
    {
        var (platform, _) = await PlatformAsync();
        await using var __ = platform;
        await World.DecideForGoodAsync(await World.PersonAsync(Role.Moderator), await World.CaseAsync());
        platform.Takes = Refusing(_ => true);
        await DeliverAsync();
        await DeliverAsync();
        var refused = Assert.Single(platform.Received);
        Assert.Equal("decision.made", refused.Event);

        platform.Takes = Refusing(_ => false);
        World.Time.Advance(DeliveryBackoff.First * 2);
        await DeliverAsync();
        Assert.Equal(refused.Delivery, platform.Received.ElementAt(1).Delivery);
        Assert.All(await DeliveriesAsync(), d => Assert.Equal(DeliveryState.Delivered, d.State));
    }

    [Fact]
    public async Task Escalations_of_an_account_wait_for_each_other_and_for_nothing_else()
    {
        var (platform, _) = await PlatformAsync();
        await using var __ = platform;
        await World.DecideAsync(await World.PersonAsync(Role.Moderator), await World.CaseAsync(account: "held"));
        for (var i = 0; i < 3; i++)
            await World.ExecuteAsync($"""
                insert into webhook_deliveries (platform_id, id, endpoint_id, account_id, event, payload, state, attempts, created_at, next_attempt_at)
                select platform_id, '0190000{3 + i}-0000-7000-8000-000000000000', id, 'held', 'escalation.raised', '{"{}"}', 'pending', 0, timestamptz '{World.Time.GetUtcNow():O}', timestamptz '{World.Time.GetUtcNow().AddSeconds(-i):O}'
                from webhook_endpoints
                """);
        // The first is refused: the later ones, which are longer due, stay behind it.
        platform.Takes = Refusing(_ => true);
        await DeliverAsync();
        Assert.Equal(["01900003"], platform.Received.Select(r => r.Delivery[..8]));
        platform.Takes = Refusing(_ => false);
        World.Time.Advance(TimeSpan.FromHours(1));
        await DeliverAsync();
        Assert.Equal(["01900003", "01900003", "01900004", "01900005"], platform.Received.Where(r => r.Event == "escalation.raised").Select(r => r.Delivery[..8]));
    }

    [Fact]
    public async Task Resolved_reports_of_an_account_wait_not_for_each_other_and_what_comes_after_waits_for_them()
    {
        var (platform, _) = await PlatformAsync();
        await using var __ = platform;
        var moderator = await World.PersonAsync(Role.Moderator);
        var id = await World.CaseAsync(account: "crowded");
        await World.ExecuteAsync($"""
            insert into reports (platform_id, id, account_id, reporter_id, reporter_kind, reason, at, received_at)
            select {ReviewWorld.Platform}, 'of-crowd' || n, 'crowded', 'u' || n, 'user', 'other', timestamptz '{World.Time.GetUtcNow():O}', timestamptz '{World.Time.GetUtcNow():O}' from generate_series(1, 40) n
            """);
        var made = await World.DecideForGoodAsync(moderator, id);
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await World.Run<OverturnDecision, DecisionMade>(await World.PersonAsync(Role.Lead), (h, t) => h.HandleAsync(new(Guid.CreateVersion7(World.Time.GetUtcNow()), made.DecisionId, "A song."), t));
        static string Report(Received one) => one.Json.GetProperty("data").GetProperty("report_id").GetString()!;

        platform.Takes = Refusing(one => one.Event == "report.resolved" && Report(one) == "of-crowd7");
        await DeliverAsync();
        var reports = platform.Received.Where(one => one.Event == "report.resolved").Select(Report).ToList();
        Assert.Superset(Enumerable.Range(1, 40).Select(n => $"of-crowd{n}").ToHashSet(), reports.ToHashSet());
        Assert.Equal("decision.made", platform.Received.First().Event);
        Assert.DoesNotContain(platform.Received, one => one.Event == "decision.reversed");

        platform.Takes = Refusing(_ => false);
        World.Time.Advance(DeliveryBackoff.First * 2);
        await DeliverAsync();
        Assert.Equal("decision.reversed", platform.Received.Last().Event);
        Assert.All(await DeliveriesAsync(), d => Assert.Equal(DeliveryState.Delivered, d.State));
    }

    [Fact]
    public async Task An_open_breaker_spends_no_attempt_and_everything_arrives_once_it_closes()
    {
        var (platform, _) = await PlatformAsync();
        await using var __ = platform;
        var moderator = await World.PersonAsync(Role.Moderator);
        for (var i = 0; i < 12; i++)
            await World.DecideAsync(moderator, await World.CaseAsync(), new ActionRequest(ActionKind.NoAction));
        await World.FinaliseAsync();
        platform.Takes = Refusing(_ => true);
        await DeliverAsync();
        var sent = platform.Received.Count;
        Assert.InRange(sent, 10, 12);

        // The tries are due again while the platform is left alone.
        World.Time.Advance(DeliveryBackoff.First * 1.2);
        await DeliverAsync();
        Assert.Equal(sent, platform.Received.Count);
        Assert.All(await DeliveriesAsync(), d => Assert.True(d.Attempts <= 1 && d.State == DeliveryState.Pending, $"{d.Event}: {d.Attempts}, {d.State}"));

        platform.Takes = Refusing(_ => false);
        for (var laps = 0; laps < 100 && (await DeliveriesAsync()).Any(d => d.State == DeliveryState.Pending); laps++)
        {
            World.Time.Advance(EnforcementFeature.BreakTime);
            await DeliverAsync();
        }
        Assert.All(await DeliveriesAsync(), d => Assert.Equal(DeliveryState.Delivered, d.State));
    }

    [Fact]
    public async Task A_platform_that_takes_its_time_keeps_no_other_waiting()
    {
        await using var slow = await StandInPlatform.StartAsync(Cancellation);
        await using var quick = await StandInPlatform.StartAsync(Cancellation);
        var (answers, arrived) = (new TaskCompletionSource<Taking>(), new TaskCompletionSource());
        slow.Takes = _ => answers.Task;
        quick.Takes = _ =>
        {
            arrived.TrySetResult();
            return Task.FromResult(Taking.Well);
        };
        var (admin, moderator) = (await World.PersonAsync(Role.Admin), await World.PersonAsync(Role.Moderator));
        await World.Run<AddWebhookEndpoint, AddedEndpoint>(admin, (h, t) => h.HandleAsync(new(slow.Address), t));
        for (var i = 0; i < 20; i++)
            await World.DecideAsync(moderator, await World.CaseAsync(), new ActionRequest(ActionKind.NoAction));
        await World.FinaliseAsync();
        await World.Run<AddWebhookEndpoint, AddedEndpoint>(admin, (h, t) => h.HandleAsync(new(quick.Address), t));
        await World.DecideForGoodAsync(moderator, await World.CaseAsync(), new ActionRequest(ActionKind.NoAction));

        var delivering = DeliverAsync();
        try
        {
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
            Assert.False(delivering.IsCompleted);
        }
        finally
        {
            answers.SetResult(Taking.Well);
            await delivering;
        }
        Assert.All(await DeliveriesAsync(), d => Assert.Equal(DeliveryState.Delivered, d.State));
    }

    [Theory]
    [InlineData("HTTP/1.1\0<b>not</b> an answer\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nna\0me: not an answer\r\n\r\n")]
    public async Task What_a_platform_says_instead_of_an_answer_goes_no_further(string words)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var said = SayAsync(listener, words);
        await World.Run<AddWebhookEndpoint, AddedEndpoint>(await World.PersonAsync(Role.Admin), (h, t) => h.HandleAsync(new($"http://{listener.LocalEndpoint}/"), t));
        await World.DecideForGoodAsync(await World.PersonAsync(Role.Moderator), await World.CaseAsync(), new ActionRequest(ActionKind.NoAction));
        await DeliverAsync();
        await said;
        var tried = Assert.Single(await DeliveriesAsync(), d => d.Attempts > 0);
        Assert.Equal((DeliveryState.Pending, "The answer is not HTTP."), (tried.State, tried.LastError));
        Assert.True(tried.NextAttemptAt < World.Time.GetUtcNow() + DeliverWebhooks.Lease);
    }

    static async Task SayAsync(TcpListener listener, string words)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancellation);
        await using var stream = client.GetStream();
        var request = new byte[64 * 1024];
        Assert.NotEqual(0, await stream.ReadAsync(request, Cancellation));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(words), Cancellation);
        // Until the hub hangs up, so that nothing of the answer is lost to a reset.
        while (await stream.ReadAsync(request, Cancellation) > 0)
        {
        }
    }

    [Fact]
    public async Task After_a_day_of_refusals_it_is_given_up_and_an_administrator_sends_it_again()
    {
        var (platform, _) = await PlatformAsync();
        await using var __ = platform;
        await World.DecideForGoodAsync(await World.PersonAsync(Role.Moderator), await World.CaseAsync(), new ActionRequest(ActionKind.NoAction));
        platform.Takes = Refusing(r => r.Event == "decision.made");
        var first = World.Time.GetUtcNow();
        for (var at = TimeSpan.Zero; at < DeliveryBackoff.GiveUpAfter; at += TimeSpan.FromHours(1.5))
        {
            await DeliverAsync();
            Assert.DoesNotContain(await DeliveriesAsync(), d => d.State == DeliveryState.Dead);
            World.Time.Advance(TimeSpan.FromHours(1.5));
        }
        await DeliverAsync();
        var dead = Assert.Single(await DeliveriesAsync(), d => d.State == DeliveryState.Dead);
        Assert.Equal((first, first + DeliveryBackoff.GiveUpAfter), (dead.FirstAttemptAt, dead.FinishedAt));

        platform.Takes = Refusing(_ => false);
        var admin = await World.PersonAsync(Role.Admin);
        await World.Run<RedeliverWebhook>(admin, (h, t) => h.HandleAsync(new(dead.Id), t));
        await DeliverAsync();
        Assert.All(await DeliveriesAsync(), d => Assert.Equal(DeliveryState.Delivered, d.State));
        Assert.Equal(dead.Id.ToString(), platform.Received.Last().Delivery);

        // Where nothing is sent any more it stays given up, and is not lost.
        await World.ExecuteAsync($"update webhook_deliveries set state = 'dead' where id = '{dead.Id}'");
        await World.Run<RemoveWebhookEndpoint>(admin, (h, t) => h.HandleAsync(new(dead.EndpointId), t));
        Assert.Equal(WebhookRules.EndpointRemoved, await ReviewWorld.BrokenAsync(() => World.Run<RedeliverWebhook>(admin, (h, t) => h.HandleAsync(new(dead.Id), t))));
        Assert.Equal(DeliveryState.Dead, Assert.Single(await DeliveriesAsync(), d => d.Id == dead.Id).State);
    }

    async Task<DeadDelivery> DeadAsync(Actor admin) => Assert.Single((await World.Run<ReadWebhooks, WebhookBoard>(admin, (read, t) => read.HandleAsync(t))).Dead);

    Task<int> SetAsync(Guid decision, string state) => World.ExecuteAsync($"update webhook_deliveries set state = '{state}' where event = 'decision.made' and decision_id = '{decision}'");

    [Fact]
    public async Task What_was_overturned_since_is_not_sent_again_and_the_reversal_stays_the_platforms_last_word()
    {
        var (platform, _) = await PlatformAsync();
        await using var __ = platform;
        var (admin, lead) = (await World.PersonAsync(Role.Admin), await World.PersonAsync(Role.Lead));
        var made = await World.DecideForGoodAsync(await World.PersonAsync(Role.Moderator), await World.CaseAsync(account: "wronged"));
        await SetAsync(made.DecisionId, "dead");
        await DeliverAsync();
        var dead = await DeadAsync(admin);
        Assert.Equal(("wronged", made.DecisionId, false), (dead.AccountId, dead.DecisionId, dead.Overturned));

        await World.Run<OverturnDecision, DecisionMade>(lead, (h, t) => h.HandleAsync(new(Guid.CreateVersion7(World.Time.GetUtcNow()), made.DecisionId, "It was reporting."), t));
        await DeliverAsync();
        Assert.True((await DeadAsync(admin)).Overturned);
        Assert.Equal(WebhookRules.Overturned, await ReviewWorld.BrokenAsync(() => World.Run<RedeliverWebhook>(admin, (h, t) => h.HandleAsync(new(dead.Id), t))));
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await DeliverAsync();
        Assert.Equal(["decision.reversed"], platform.Applied.Where(r => r.Event.StartsWith("decision.", StringComparison.Ordinal)).Select(r => r.Event));

        // Whoever keeps webhooks works with no sealed case.
        await World.ExecuteAsync("update cases set lane = 'sealed'");
        Assert.Equal((null, null), (await DeadAsync(admin) is var hidden ? hidden.AccountId : "", hidden.DecisionId));
    }

    [Theory]
    [InlineData("delivered")]
    [InlineData("dead")]
    [InlineData("pending")]
    public async Task What_is_sent_again_is_followed_by_what_was_decided_of_the_account_since(string state)
    {
        var (platform, _) = await PlatformAsync();
        await using var __ = platform;
        var (admin, moderator) = (await World.PersonAsync(Role.Admin), await World.PersonAsync(Role.Moderator));
        var first = await World.DecideForGoodAsync(moderator, await World.CaseAsync(account: "twice"));
        await SetAsync(first.DecisionId, "dead");
        var dead = await DeadAsync(admin);
        World.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await World.DecideForGoodAsync(moderator, await World.CaseAsync(account: "twice"), new ActionRequest(ActionKind.Restrict));
        await DeliverAsync();
        var told = platform.Applied.Count;
        // The platform applied it, whatever the hub heard of that.
        await SetAsync(second.DecisionId, state);

        await World.Run<RedeliverWebhook>(admin, (h, t) => h.HandleAsync(new(dead.Id), t));
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await DeliverAsync();
        var again = platform.Applied.Skip(told).ToList();
        Assert.Equal([first.DecisionId, second.DecisionId], again.Select(r => r.Json.GetProperty("data").GetProperty("id").GetGuid()));
        Assert.All(again, r => Assert.Equal(("decision.made", r.Delivery), (r.Event, r.Json.GetProperty("delivery_id").GetString())));
        Assert.Equal(dead.Id.ToString(), again[0].Delivery);
        Assert.All(await DeliveriesAsync(), d => Assert.Equal(DeliveryState.Delivered, d.State));
    }
}
