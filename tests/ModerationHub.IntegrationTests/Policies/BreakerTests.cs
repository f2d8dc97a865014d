using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies.Breaker;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;
using ModerationHub.IntegrationTests.Scoring;

namespace ModerationHub.IntegrationTests.Policies;

public sealed class BreakerTests(TestCluster cluster)
{
    static readonly Actor Lead = PolicyChangeTests.Person(Role.Lead);

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drains_count_what_fires_by_shard_and_a_term_within_its_history_is_left_alone()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await WildAsync(world, posts: 300, before: 4_000);
        Assert.Equal(300, await world.ReadAsync<decimal>("select sum(h.posts) from term_hits h join bank_terms t on t.id = h.term_id where t.text = 'iron thistle' and h.slot > $1", ScoringWorld.Start));
        Assert.Equal(600, await world.ReadAsync<decimal>("select sum(posts) from term_hits where term_id = '00000000-0000-0000-0000-000000000000' and slot > $1", ScoringWorld.Start));
        await SweepAsync(world);
        Assert.Empty(await StopsAsync(world));
    }

    [Fact]
    public async Task A_term_that_goes_wild_counts_no_more_on_any_host_until_a_lead_says_so()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await WildAsync(world, posts: 300, before: 10);
        await world.AccountAsync("loud");
        await world.PostsAsync([.. Loud("loud", 0)]);
        var host = world.Host();
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        await Task.WhenAll(SweepAsync(world), SweepAsync(world));
        await SweepAsync(world);

        var stop = Assert.Single(await StopsAsync(world));
        Assert.Equal("iron thistle", stop.Text);
        Assert.InRange(stop.Share, 0.4, 0.6);
        Assert.Equal("loud", Assert.Single(stop.Cases).AccountId);
        Assert.Equal("policy.term_stopped", await world.ReadAsync<string>("select action from audit_entries where subject_kind = 'term_stop'"));

        world.Time.Advance(TimeSpan.FromSeconds(4));
        await world.AccountAsync("loud2");
        await world.PostsAsync([.. Loud("loud2", 0)]);
        Assert.Equal(0, await ScoringWorld.DrainAsync(host) + await ScoringWorld.DrainAsync(world.Host()));

        await Assert.ThrowsAsync<NotPermittedException>(() => DecideAsync(world, stop, true, "It was news", PolicyChangeTests.Person(Role.Moderator)));
        Assert.Equal("policy_reason_required", (await Assert.ThrowsAsync<RuleBrokenException>(() => DecideAsync(world, stop, true, " "))).Rule.Code);
        await DecideAsync(world, stop, true, "It was a real wave");
        Assert.Equal("stop_decided", (await Assert.ThrowsAsync<RuleBrokenException>(() => DecideAsync(world, stop, false, "Too late"))).Rule.Code);
        world.Time.Advance(TimeSpan.FromSeconds(4));
        await world.AccountAsync("loud3");
        await world.PostsAsync([.. Loud("loud3", 0)]);
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        await SweepAsync(world);
        Assert.Empty(await StopsAsync(world));
    }

    [Fact]
    public async Task What_a_lead_took_out_never_counts_again_and_without_history_nothing_stops()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await WildAsync(world, posts: 300, before: 10);
        await SweepAsync(world);
        var stop = Assert.Single(await StopsAsync(world));
        await DecideAsync(world, stop, false, "An everyday word");
        await SweepAsync(world);
        Assert.Empty(await StopsAsync(world));
        Assert.Equal("withdrawn", await world.ReadAsync<string>("select state from term_stops"));
        await world.AccountAsync("loud");
        await world.PostsAsync([.. Loud("loud", 0)]);
        Assert.Equal(0, await ScoringWorld.DrainAsync(world.Host()));

        await using var young = await ScoringWorld.CreateAsync(cluster);
        await WildAsync(young, posts: 300, before: 10, whole: 4_999);
        await SweepAsync(young);
        Assert.Empty(await StopsAsync(young));
    }

    [Fact]
    public async Task Old_counts_are_folded_into_days_once_whatever_the_number_of_hosts_and_go_after_a_fortnight()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var day = ScoringWorld.Start.AddDays(-1).Date;
        await world.ExecuteAsync("""
            insert into term_hits (platform_id, slot, term_id, shard, posts)
            select 7, $1::timestamptz + n * interval '10 minutes', id, shard, 5 from bank_terms, generate_series(0, 143) n, generate_series(1, 7) shard where text = 'iron thistle'
            """, new DateTimeOffset(day, TimeSpan.Zero));
        await world.ExecuteAsync("insert into term_hits (platform_id, slot, term_id, shard, posts) select 7, $1, id, 0, 9 from bank_terms where text = 'iron thistle'", world.Time.GetUtcNow().AddDays(-15));
        await WildAsync(world, posts: 10, before: 10);
        await Task.WhenAll(SweepAsync(world), SweepAsync(world));
        var days = await world.ReadAsync<long[]>("""
            select array_agg(posts order by slot) from (select slot, sum(h.posts)::bigint as posts from term_hits h join bank_terms t on t.id = h.term_id where t.text = 'iron thistle' group by slot) d
            """);
        Assert.Equal([144L * 7 * 5 + 10, 10L], days);
        Assert.Equal(1, await world.ReadAsync<long>("select count(*) from term_hits h join bank_terms t on t.id = h.term_id where t.text = 'iron thistle' and shard = -1"));
    }

    /// <summary>A week of counts, and now every second post of accounts that are nobody's concern uses one term.</summary>
    static async Task WildAsync(ScoringWorld world, int posts, long before, long whole = 100_000)
    {
        var slot = ScoringWorld.Start.AddDays(-1);
        await world.ExecuteAsync("insert into term_hits (platform_id, slot, term_id, shard, posts) select 7, $1, id, 0, $2 from bank_terms where text = 'iron thistle'", slot, before);
        await world.ExecuteAsync("insert into term_hits (platform_id, slot, term_id, shard, posts) values (7, $1, '00000000-0000-0000-0000-000000000000', 0, $2)", slot, whole);
        List<TestPost> all = [];
        for (var i = 0; i < posts; i++)
        {
            all.Add(new TestPost($"w{i}", $"garden{i % 60}", $"My neighbour planted an iron thistle by the gate number {i}", ScoringWorld.Start.AddMinutes(i)));
            all.Add(new TestPost($"q{i}", $"garden{i % 60}", $"Rain again over the allotments and the kettle sings, day {i}", ScoringWorld.Start.AddMinutes(i)));
        }
        for (var i = 0; i < 60; i++)
            await world.AccountAsync($"garden{i}");
        await world.PostsAsync(all);
        await ScoringWorld.DrainAsync(world.Host());
    }

    /// <summary>Enough for a candidate, by the one term alone.</summary>
    static IEnumerable<TestPost> Loud(string account, int from) => new[]
    {
        "Iron thistle over the square tonight, come down and see it", "They fear the iron thistle already, every last one of them", "Sing it with us: iron thistle, iron thistle, until morning",
        "My cousin joined the iron thistle yesterday and is proud", "Paint it on your door, the iron thistle knows its friends", "Whoever asks, say iron thistle and nothing more",
        "We were forty last night under the iron thistle banner", "The iron thistle does not forget who closed the mill", "Write iron thistle on the bus stop and walk on", "In spring the iron thistle will be everywhere, believe me",
    }.Select((text, i) => new TestPost($"{account}-{from + i}", account, text, ScoringWorld.Start.AddMinutes(i * 9)));

    static Task SweepAsync(ScoringWorld world) => world.Host().GetRequiredService<StopWildTerms>().RunAsync(Cancellation);

    static Task<IReadOnlyList<StoppedTerm>> StopsAsync(ScoringWorld world) => world.Host().GetRequiredService<OperationRunner>()
        .RunAsync<ReadTermStops, IReadOnlyList<StoppedTerm>>(Lead, (h, t) => h.HandleAsync(t), Cancellation);

    static Task DecideAsync(ScoringWorld world, StoppedTerm stop, bool resume, string reason, Actor? actor = null) => world.Host().GetRequiredService<OperationRunner>()
        .RunAsync<DecideTermStop>(actor ?? Lead, (h, t) => h.HandleAsync(new(stop.Id, stop.Row, resume, reason), t), Cancellation);
}
