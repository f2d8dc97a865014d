namespace ModerationHub.Features.Demo.Story;

/// <summary>
/// Tells the demo's story from a seed: same seed and time, same story to the last byte. No clock, no network.
/// The group, its land and its words are invented; nobody in it is real.
/// </summary>
public static class StoryGenerator
{
    /// <param name="seed">Changes names, handles, texts, times and who does what.</param>
    /// <param name="now">Fourteen days of history end here; the live part follows in real seconds.</param>
    public static DemoStory Generate(ulong seed, DateTimeOffset now)
    {
        now = now.Rounded();
        var random = new StoryRandom(seed).Fork("story");
        var cast = Cast.Create(random.Fork("cast"), now);
        var writer = new StoryWriter(random.Fork("ids"));
        new History(cast, writer, random.Fork("history"), now).Write();
        var live = new LivePart(cast, writer, random.Fork("live"), now);
        live.Write();
        var listed = new Reports(cast, writer, random.Fork("reports"), now).Write();
        var events = writer.Ordered();
        return new DemoStory(
            seed,
            now,
            live.AttackAt,
            [.. events.Where(happened => happened.At < now)],
            [.. events.Where(happened => happened.At >= now)],
            cast.All.ToDictionary(persona => persona.Id, persona => persona.Role),
            listed,
            cast.Continues.ToDictionary(pair => pair.Key, pair => pair.Value.Id));
    }
}
