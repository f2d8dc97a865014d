using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Demo.Story;
using ModerationHub.Features.Intake.Import;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Fleet;

/// <summary>Stories that nothing was set by, told to a whole host through its public API, with reports and the volunteers' list.</summary>
public sealed class UnseenStoryTests(TestCluster cluster)
{
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Theory, InlineData(0xB0A7_2026_1124UL), InlineData(918_273_645UL)]
    public async Task Supporters_become_candidates_and_those_who_are_only_accused_do_not(ulong seed)
    {
        await using var world = await FleetWorld.CreateAsync(cluster);
        var host = await world.StartHostAsync();
        var story = StoryGenerator.Generate(seed, TimeProvider.System.GetUtcNow());
        using (var client = new IntakeClient(host.Address, world.Key, TimeProvider.System))
        {
            var streamer = new StoryStreamer(client, TimeProvider.System);
            await streamer.TellHistoryAsync(story, Cancellation);
            // As fast as the hub takes it.
            await streamer.PlayAsync(story, pace: 1_000_000, from: 0, _ => Task.CompletedTask, Cancellation);
        }
        await FleetWorld.UntilAsync("the story is scored", async () => await world.CountAsync("post_chunks") == 0);

        await using var db = world.Owner();
        var candidates = await db.Cases.Select(c => c.AccountId).ToHashSetAsync(StringComparer.Ordinal, Cancellation);
        double Share(params DemoRole[] roles)
        {
            var people = story.Roles.Where(pair => roles.Contains(pair.Value)).Select(pair => pair.Key).ToList();
            return people.Count(candidates.Contains) / (double)people.Count;
        }
        DemoRole[] harmless = [DemoRole.Ordinary, DemoRole.Journalist, DemoRole.Mocker, DemoRole.AppVictim];
        var wrong = candidates.Where(id => harmless.Contains(story.Roles[id])).Select(id => $"{story.Roles[id]} {id}").ToList();
        Assert.True(Share(harmless) <= 0.01, string.Join(", ", wrong));
        // Who was scored before the app was known for what it does got a second look.
        var victims = story.Roles.Where(pair => pair.Value == DemoRole.AppVictim).Select(pair => pair.Key).ToList();
        Assert.All(await db.AccountScores.Where(s => victims.Contains(s.AccountId)).ToListAsync(Cancellation), score => Assert.InRange(score.Risk, 0, 0.5));
        Assert.True(Share(DemoRole.Supporter) > 0.8, $"{Share(DemoRole.Supporter):P0} of the supporters");
        await ReplayedAsync(world, db);
        var wronglyListed = story.Listed.Where(id => harmless.Contains(story.Roles[id])).ToList();
        Assert.NotEmpty(wronglyListed);
        Assert.DoesNotContain(wronglyListed, candidates.Contains);
    }

    /// <summary>A draft that says nothing else is run over the history: it finds the candidates that live scoring found.</summary>
    static async Task ReplayedAsync(FleetWorld world, ModerationDbContext db)
    {
        const string Policy = PlatformSetupSeeds.ViolentExtremism;
        var (platform, live) = (DemoPlatform.Id, await db.PolicyVersions.SingleAsync(v => v.PolicyKey == Policy && v.State == PolicyVersionState.Live, Cancellation));
        await db.Database.ExecuteSqlAsync($"""
            insert into banks (platform_id, id, name, kind, created_at) values ({platform}, 'replay.v99', 'Replay', 'terms', now());
            insert into bank_terms (platform_id, bank_id, id, text, kind, language, weight, threat_to_life)
            select platform_id, 'replay.v99', id, text, kind, language, weight, threat_to_life from bank_terms
            where platform_id = {platform} and bank_id in (select b.id from banks b where b.platform_id = {platform} and b.id = any ({live.BankIds}) and b.kind <> 'urls')
            union all select {platform}, 'replay.v99', gen_random_uuid(), 'nobody ever says this', 'phrase', 'en', 0.9, false;
            insert into policy_versions (platform_id, policy_key, version, text, examples, edge_cases, threshold, enough_exhibits, allowed_actions, target_minutes, bank_ids, risk_parameters, state, editors)
            select platform_id, policy_key, 99, text, examples, edge_cases, threshold, enough_exhibits, allowed_actions, target_minutes, array['replay.v99'], risk_parameters, 'draft', editors
            from policy_versions where platform_id = {platform} and policy_key = {Policy} and version = {live.Version};
            insert into backtests (platform_id, id, policy_key, version, live_version, requested_by, requested_at, state, attempts, cancel_requested, progress, posts)
            values ({platform}, gen_random_uuid(), {Policy}, 99, {live.Version}, 'replay', now(), 'waiting', 0, false, 0, 0);
            """, Cancellation);
        await FleetWorld.UntilAsync("the backtest is done", async () => await world.CountAsync("backtests", "state = 'done'") == 1);
        var result = JsonSerializer.Deserialize<BacktestResult>((await db.Backtests.AsNoTracking().SingleAsync(Cancellation)).Result!, Operation.Json)!;
        var crossing = await db.AccountScores.AsNoTracking().Where(s => s.PolicyKey == Policy && s.Risk >= live.Threshold).Select(s => s.AccountId).ToListAsync(Cancellation);
        Assert.True(result.TextsRead);
        Assert.Empty(result.Added.Concat(result.Lost).Select(a => $"{a.AccountId} {a.RiskLive} {a.RiskDraft}"));
        Assert.Equal((crossing.Count, 0), (result.Languages.Sum(l => l.Live), result.Incomplete));
    }
}
