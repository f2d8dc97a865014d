using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModerationHub.Features.Demo;
using ModerationHub.Features.Demo.Story;
using ModerationHub.Features.Intake.Import;
using ModerationHub.Tests.Intake.Import;

namespace ModerationHub.Tests.Demo;

public sealed class StoryStreamerTests : IDisposable
{
    static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    readonly FakeTimeProvider _time = new(Start);
    readonly FakeHub _hub = new();
    readonly IntakeClient _client;
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-story-");

    public StoryStreamerTests() => _client = new IntakeClient(new Uri("http://hub.example"), "secret", _time, _hub);

    public void Dispose()
    {
        _client.Dispose();
        _hub.Dispose();
        _folder.Delete(recursive: true);
    }

    DemoStoryService Service() => new(new DemoOptions { Seed = 3, BookmarkFile = Path.Combine(_folder.FullName, "story.json") }, _time, NullLogger<DemoStoryService>.Instance);

    async Task PassTime(Task telling, Func<bool> until)
    {
        while (!telling.IsCompleted && !until())
        {
            _time.Advance(TimeSpan.FromSeconds(0.5));
            await Task.Yield();
        }
    }

    [Fact]
    public async Task The_whole_story_arrives_once_and_every_live_post_has_the_time_of_its_telling()
    {
        var telling = Service().TellAsync(_client, TestContext.Current.CancellationToken);
        await PassTime(telling, () => false);
        await telling;
        var story = StoryGenerator.Generate(3, Start);
        Assert.Equal(story.Events.Count(), _hub.Rows.Count());
        foreach (var resource in new[] { "accounts", "posts", "reports" })
        {
            var sent = _hub.Requests.Where(request => request.Path.EndsWith(resource, StringComparison.Ordinal)).SelectMany(request => request.Rows);
            Assert.Equal(story.Events.Count(happened => happened.Resource == resource), sent.Select(row => FakeHub.Text(row, "id")).Distinct().Count());
        }
        var now = _time.GetUtcNow();
        Assert.All(_hub.Rows.Where(row => row.ContainsKey("text")), row =>
            Assert.True(DateTimeOffset.Parse(FakeHub.Text(row, "created_at"), CultureInfo.InvariantCulture) <= now));
    }

    [Fact]
    public async Task A_story_that_was_interrupted_goes_on_where_it_stopped()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var telling = Service().TellAsync(_client, stop.Token);
        var story = StoryGenerator.Generate(3, Start);
        await PassTime(telling, () => _hub.Rows.Count() > story.History.Count + 300);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => telling);
        var before = _hub.Rows.Count();
        _time.Advance(TimeSpan.FromHours(5));

        var again = Service().TellAsync(_client, TestContext.Current.CancellationToken);
        await PassTime(again, () => false);
        await again;
        var ids = _hub.Rows.Where(row => row.ContainsKey("text")).Select(row => FakeHub.Text(row, "id")).ToArray();
        Assert.Equal(story.Events.OfType<PostMade>().Count(), ids.Distinct().Count());
        Assert.InRange(_hub.Rows.Count(), story.Events.Count(), story.Events.Count() + before - story.History.Count);
        var after = _hub.Requests.Skip(_hub.Requests.Count - 5).SelectMany(request => request.Rows).Where(row => row.ContainsKey("text"));
        Assert.All(after, row => Assert.True(DateTimeOffset.Parse(FakeHub.Text(row, "created_at"), CultureInfo.InvariantCulture) > Start.AddHours(5)));
    }

    [Fact]
    public async Task Twice_the_pace_takes_half_the_time()
    {
        var story = StoryGenerator.Generate(3, Start);
        async Task<TimeSpan> LengthAt(double pace)
        {
            var from = _time.GetUtcNow();
            var playing = new StoryStreamer(_client, _time).PlayAsync(story, pace, 0, _ => Task.CompletedTask, TestContext.Current.CancellationToken);
            await PassTime(playing, () => false);
            await playing;
            return _time.GetUtcNow() - from;
        }
        var once = await LengthAt(1);
        var twice = await LengthAt(2);
        Assert.InRange(twice / once, 0.4, 0.7);
    }
}
