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
        Assert.Equal(10, await world.ReadAsync<long>("select count(*) from sightings where kind = 'shared_text'"));
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
        Assert.Empty(Context(two).Outreach.Contacts.Take());
    }

    [Fact]
    public async Task An_app_that_posts_through_accounts_and_accounts_made_together_are_known_to_a_host_that_starts()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var one = world.Host();
        for (var i = 0; i < 8; i++)
        {
            await world.AccountAsync($"m{i}");
            await world.ExecuteAsync($"update accounts set handle = 'lamp_{4000 + i}', created_at = timestamptz '{ScoringWorld.Start:O}' where id = 'm{i}'");
            await world.PostsAsync([new($"m{i}-1", $"m{i}", Text, ScoringWorld.Start.AddMinutes(i), Client: "Dawn Lamp")]);
            await ScoringWorld.DrainAsync(one);
        }
        Assert.True(Context(one).Window.IsPostingApp("Dawn Lamp", out _));
        Assert.Equal(8, await world.ReadAsync<long>("select count(*) from sightings where kind = 'posting_app' and client = 'Dawn Lamp'"));

        var two = world.Host();
        await ShareAsync(world, two, "later", 1);
        Assert.True(Context(two).Window.IsPostingApp("Dawn Lamp", out var accounts));
        Assert.Equal(8, accounts);
        Assert.Equal(9, Context(two).Creations.Observe("m9", "lamp_4009", ScoringWorld.Start, out _));
        Assert.Equal((9, 9), Context(two).Handles.Observe("m8", "lamp_4008", ScoringWorld.Start).Word is var word ? (word.Accounts, word.InOrder) : default);

        // Whom nobody describes any more is in no series.
        await world.ExecuteAsync("update accounts set handle = null where id = 'm0'");
        var three = world.Host();
        await ShareAsync(world, three, "last", 1);
        Assert.Equal(8, Context(three).Creations.Observe("m9", "lamp_4009", ScoringWorld.Start, out _));
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
