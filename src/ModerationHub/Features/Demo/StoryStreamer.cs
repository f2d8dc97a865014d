using ModerationHub.Features.Demo.Story;
using ModerationHub.Features.Intake.Import;

namespace ModerationHub.Features.Demo;

/// <summary>Tells a story to a hub through its public API, as any platform would.</summary>
public sealed class StoryStreamer(IntakeClient client, TimeProvider time)
{
    const int BatchRows = 2000;
    static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);
    static readonly string[] Order = ["accounts", "follows", "posts", "reports"];

    /// <summary>All of the past in bulk: who there is, then who follows whom, then what was said and reported.</summary>
    public async Task TellHistoryAsync(DemoStory story, CancellationToken cancel)
    {
        foreach (var resource in Order)
            foreach (var batch in story.History.Where(happened => happened.Resource == resource).Chunk(BatchRows))
                await SendAsync(resource, batch, cancel);
    }

    /// <summary>Plays the live part in its own time divided by <paramref name="pace"/>; each event happens when it is sent.</summary>
    /// <param name="from">Index in <see cref="DemoStory.Live"/> to go on from.</param>
    /// <param name="told">Called after each answer with the index that comes next.</param>
    public async Task PlayAsync(DemoStory story, double pace, int from, Func<int, Task> told, CancellationToken cancel)
    {
        if (from >= story.Live.Count) return;
        var started = time.GetTimestamp();
        var opening = from == 0 ? story.Now : story.Live[from].At;
        var next = from;
        while (next < story.Live.Count)
        {
            var position = opening + time.GetElapsedTime(started) * pace;
            var due = next;
            while (due < story.Live.Count && story.Live[due].At <= position && due - next < BatchRows) due++;
            if (due > next)
            {
                // The attack's clock is the story's, the post's clock is the world's.
                var shift = time.GetUtcNow() - position;
                var events = story.Live.Skip(next).Take(due - next).Select(happened => happened.MovedTo((happened.At + shift).Rounded())).ToArray();
                foreach (var resource in Order)
                    if (events.Where(happened => happened.Resource == resource).ToArray() is { Length: > 0 } batch)
                        await SendAsync(resource, batch, cancel);
                await told(next = due);
            }
            if (next < story.Live.Count) await WaitAsync(story.Live[next].At - opening, pace, started, cancel);
        }
    }

    async Task WaitAsync(TimeSpan offset, double pace, long started, CancellationToken cancel)
    {
        var wait = offset / pace - time.GetElapsedTime(started);
        await Task.Delay(wait > Beat ? wait : Beat, time, cancel);
    }

    async Task SendAsync(string resource, IReadOnlyList<StoryEvent> events, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        foreach (var happened in events)
        {
            body.Write(happened.ToJson());
            body.WriteByte((byte)'\n');
        }
        await client.SendAsync(resource, body.GetBuffer().AsMemory(0, (int)body.Length), cancel);
    }
}
