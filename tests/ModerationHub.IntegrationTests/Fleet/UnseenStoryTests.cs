using Microsoft.EntityFrameworkCore;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Demo.Story;
using ModerationHub.Features.Intake.Import;
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
        var wronglyListed = story.Listed.Where(id => harmless.Contains(story.Roles[id])).ToList();
        Assert.NotEmpty(wronglyListed);
        Assert.DoesNotContain(wronglyListed, candidates.Contains);
    }
}
