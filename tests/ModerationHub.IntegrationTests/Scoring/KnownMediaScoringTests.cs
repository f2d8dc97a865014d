using ModerationHub.Features.Administration;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Scoring;

public sealed class KnownMediaScoringTests(TestCluster cluster)
{
    const string Pdq = "f162eb9daab170c0567fe3632d9a5548c5612982dd5e374a7424ebbc8a835c95";
    const string Near = "f162eb9daab170c0567fe3632d9a5548c5612982dd5e374a7424ebbc8a835c9a";

    static async Task BankAsync(ScoringWorld world, string stance = "agreed", long seq = 1)
    {
        await world.ExecuteAsync("""
            insert into banks (platform_id, id, name, kind, policy_key, created_at)
            values ($1, 'emblems', 'Emblems', 'hashes', $2, now()) on conflict do nothing
            """, ScoringWorld.Platform, PlatformSetupSeeds.ViolentExtremism);
        await world.ExecuteAsync("""
            insert into bank_hashes (platform_id, id, bank_id, seq, pdq, quality, label, severity, source, not_bankable, stance, added_at)
            values ($1, '01990000-0000-7000-8000-00000000000a', 'emblems', $2, $3, 100, 'Thistle banner', 3, 'press desk', false, $4, now())
            on conflict (platform_id, id) do update set seq = excluded.seq, stance = excluded.stance
            """, ScoringWorld.Platform, seq, Pdq, stance);
    }

    static async Task PostAsync(ScoringWorld world, string account, string id, string media)
    {
        await world.PostsAsync([new TestPost(id, account, "Good morning from the quay", ScoringWorld.Start)]);
        await world.ExecuteAsync("update posts set media = $1::jsonb where id = $2", media, id);
    }

    [Fact]
    public async Task A_post_and_a_profile_with_a_banked_image_raise_a_candidate_with_the_reason()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await BankAsync(world);
        foreach (var account in new[] { "shows", "wears", "neither" })
            await world.AccountAsync(account);
        await PostAsync(world, "shows", "p1", $$"""[{"id": "m1", "type": "image", "pdq": "{{Near}}"}]""");
        await PostAsync(world, "neither", "p2", """[{"id": "m2", "type": "image", "pdq": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}, {"id": "m3"}]""");
        await world.ExecuteAsync("update accounts set avatar_pdq = $1 where id = 'wears'", Pdq);
        await world.LookAgainAsync("wears");

        await ScoringWorld.DrainAsync(world.Host());

        Assert.Equal("shows,wears", await world.ReadAsync<string>("select string_agg(account_id, ',' order by account_id) from cases"));
        Assert.Equal("known_media", await world.ReadAsync<string>("select detector from post_signals where post_id = 'p1'"));
        Assert.Contains("“\u2068Emblems\u2069” labels “\u2068Thistle banner\u2069” (4 of 256 bits differ)",
            await world.ReadAsync<string>("select explanation::text from cases where account_id = 'shows'"), StringComparison.Ordinal);
        Assert.Contains("The account's picture is an image", await world.ReadAsync<string>("select explanation::text from cases where account_id = 'wears'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dispute_that_comes_later_lowers_the_risk_when_the_account_is_looked_at_again()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await BankAsync(world);
        await world.AccountAsync("shows");
        await PostAsync(world, "shows", "p1", $$"""[{"id": "m1", "type": "image", "pdq": "{{Pdq}}"}]""");
        var host = world.Host();
        await ScoringWorld.DrainAsync(host);
        var before = await world.ReadAsync<float>("select risk from account_scores where account_id = 'shows'");

        await BankAsync(world, "disputed", seq: 2);
        world.Time.Advance(TimeSpan.FromSeconds(10));
        await world.LookAgainAsync("shows");
        await ScoringWorld.DrainAsync(host);

        Assert.InRange(await world.ReadAsync<float>("select risk from account_scores where account_id = 'shows'"), 0, before - 0.4f);
    }
}
