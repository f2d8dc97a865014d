using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain.People;
using ModerationHub.Features.Learning.Onnx;
using ModerationHub.Features.Scoring;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Learning;

public sealed class OnnxTests(TestCluster cluster) : IDisposable
{
    const string Text = "Break the GATES for the copper lantern";

    readonly string folder = Directory.CreateTempSubdirectory("hub-onnx-").FullName;

    [Fact]
    public async Task A_model_in_the_folder_takes_the_classifiers_place_and_names_its_words()
    {
        TinyOnnx.Write(Path.Combine(folder, ReviewWorld.Policy), new Dictionary<string, float> { ["break"] = 2, ["gates"] = 3, ["the"] = 0, ["soup"] = -2 });
        await using var world = await WorldAsync(folder);
        await PromotedAsync(world);

        await world.ScoreAsync("caller", Text);
        await world.ScoreAsync("cook", "the soup is warm");

        Assert.Equal("caller", await world.ReadAsync<string>("select string_agg(account_id, ',') from post_signals where detector = 'text_model'"));
        var evidence = await world.ReadAsync<string>("select evidence from post_signals where detector = 'text_model'");
        Assert.StartsWith("The text model onnx ", evidence, StringComparison.Ordinal);
        var spans = await world.ReadAsync<int[]>("select spans from post_signals where detector = 'text_model'");
        Assert.Equal(["GATES", "Break"], spans.Chunk(2).Select(s => Text.Substring(s[0], s[1])));
        Assert.Empty((await HealthAsync(world)).Faults);
        var board = await world.BoardAsync(await world.Review.PersonAsync(Role.Auditor));
        Assert.StartsWith("The text model " + board.Operators!.Version, evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_model_is_one_sentence_and_the_learned_one_stays()
    {
        TinyOnnx.Write(Path.Combine(folder, ReviewWorld.Policy), new Dictionary<string, float> { ["break"] = 2 });
        await File.WriteAllBytesAsync(Path.Combine(folder, ReviewWorld.Policy, "model.onnx"), [1, 2, 3], LearningWorld.Cancellation);
        await using var world = await WorldAsync(folder);
        await PromotedAsync(world);

        await world.ScoreAsync("caller", LearningWorld.ClubText(100));

        Assert.StartsWith("The text model v1 ", await world.ReadAsync<string>("select evidence from post_signals where detector = 'text_model'"), StringComparison.Ordinal);
        var fault = FormattableString.Invariant(Assert.Single((await HealthAsync(world)).Faults));
        Assert.Contains("ONNX model of violent-extremism can't be used", fault, StringComparison.Ordinal);
        Assert.Contains("scoring goes on", fault, StringComparison.Ordinal);
        Assert.Null((await world.BoardAsync(await world.Review.PersonAsync(Role.Auditor))).Operators);
    }

    [Fact]
    public async Task An_absent_folder_is_one_sentence()
    {
        await using var world = await WorldAsync(Path.Combine(folder, "nowhere"));
        await world.ScoreAsync("caller", Text);
        Assert.Equal(1L, await world.ReadAsync<long>("select scored_posts from account_scores"));
        Assert.Contains("does not exist", FormattableString.Invariant(Assert.Single((await HealthAsync(world)).Faults)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_read_is_one_sentence_and_scoring_goes_on()
    {
        await using var world = await WorldAsync(folder, _ => throw new UnauthorizedAccessException("Access to the path is denied."));
        await world.ScoreAsync("caller", Text);
        await world.ScoreAsync("cook", "the soup is warm");
        Assert.Equal(2L, await world.ReadAsync<long>("select sum(scored_posts)::bigint from account_scores"));
        Assert.Contains("can't be read (Access to the path is denied.); scoring goes on", FormattableString.Invariant(Assert.Single((await HealthAsync(world)).Faults)), StringComparison.Ordinal);
    }

    Task<LearningWorld> WorldAsync(string models, Func<string, IEnumerable<string>>? places = null) =>
        LearningWorld.CreateAsync(cluster, services => services.AddSingleton(_ => new OnnxModels(models, places)));

    static async Task PromotedAsync(LearningWorld world)
    {
        var lead = await world.Review.PersonAsync(Role.Lead);
        await world.DecideAsync(await world.Review.PersonAsync(Role.Moderator), 5);
        await world.TrainAsync(lead);
        await world.PromoteAsync(lead, 1);
    }

    static Task<ScoringState> HealthAsync(LearningWorld world) => world.Review.Get<ScoringHealth>().ReadAsync(ReviewWorld.Platform, LearningWorld.Cancellation);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
