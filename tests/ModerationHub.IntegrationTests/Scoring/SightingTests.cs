using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Detection.Signals;
using ModerationHub.Features.Scoring;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Scoring;

/// <summary>What is found between accounts is found whichever host scores each of them, and after a host was started anew.</summary>
public sealed class SightingTests(TestCluster cluster)
{
    const string Text = "Everybody says it this morning, and so do I: the lamps of the harbour are half price until noon";

    [Fact]
    public async Task A_text_counts_all_accounts_whichever_host_scored_them()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (one, two) = (world.Host(), world.Host());
        await ShareAsync(world, one, "a", 4);
        await ShareAsync(world, two, "b", 4);
        Assert.Equal(8, await AccountsAsync(world, "b3"));

        // Each reads on where it read last, as soon as it asks again what is live.
        world.Time.Advance(TimeSpan.FromSeconds(10));
        await ShareAsync(world, one, "c", 1);
        Assert.Equal(9, await AccountsAsync(world, "c0"));

        // A host that starts knows what was found before it.
        await ShareAsync(world, world.Host(), "d", 1);
        Assert.Equal(10, await AccountsAsync(world, "d0"));
        Assert.Equal(10, await world.ReadAsync<long>("select count(*) from sightings"));
    }

    [Fact]
    public async Task What_a_batch_found_is_told_by_the_next_when_it_fails_to_commit()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        await world.ExecuteAsync("alter table sightings add constraint refused check (account_id <> 'a2')");
        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => ShareAsync(world, host, "a", 4));
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from sightings where account_id = 'a2'"));
        await world.ExecuteAsync("alter table sightings drop constraint refused");
        await ScoringWorld.DrainAsync(host);
        Assert.Equal("a0,a1,a2", await world.ReadAsync<string>("select string_agg(distinct account_id, ',') from sightings"));
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from post_chunks"));
    }

    [Fact]
    public async Task Whom_an_account_sought_out_every_host_knows()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (one, two) = (world.Host(), world.Host());
        await ShareAsync(world, one, "a", 1);
        Context(one).Outreach.Note("young", "recruiter");
        await ShareAsync(world, one, "b", 1);
        await ShareAsync(world, two, "c", 1);
        Assert.Equal(1, Context(two).Outreach.SoughtBy("young"));
        Assert.Empty(Context(two).Outreach.TakeNoted());
    }

    [Fact]
    public async Task Sightings_leave_after_two_days()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        await ShareAsync(world, host, "a", 2);
        var sightings = host.GetRequiredService<Sightings>();
        await sightings.ForgetAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, await world.ReadAsync<long>("select count(*) from sightings"));
        world.Time.Advance(TimeSpan.FromHours(49));
        await sightings.ForgetAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from sightings"));
    }

    static ScoringContext Context(IServiceProvider host) => host.GetRequiredService<PlatformContexts>().All.Single().Scoring;

    static async Task ShareAsync(ScoringWorld world, IServiceProvider host, string name, int accounts)
    {
        for (var i = 0; i < accounts; i++)
        {
            await world.AccountAsync($"{name}{i}");
            await world.PostsAsync([new($"{name}{i}-1", $"{name}{i}", Text, ScoringWorld.Start.AddMinutes(i), Client: $"client {name}{i}")]);
            await ScoringWorld.DrainAsync(host);
        }
    }

    /// <returns>How many accounts shared the account's text when it was scored.</returns>
    static async Task<double> AccountsAsync(ScoringWorld world, string account)
    {
        var features = AccountFeatures.FromUtf8(await world.ReadAsync<byte[]>("select features from account_scores where account_id = $1", account));
        return features.Numbers.Where(number => number.Key.StartsWith("shared_text:", StringComparison.Ordinal)).Max(number => number.Value);
    }
}
