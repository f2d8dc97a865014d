namespace ModerationHub.Features.Demo.Story;

/// <param name="Now">Where the history ends and the live part begins.</param>
/// <param name="AttackAt">When the attack day's surge begins.</param>
/// <param name="History">Everything before <paramref name="Now"/>, ordered by time.</param>
/// <param name="Live">What happens from then on, ordered by time.</param>
/// <param name="Roles">The ground truth by account id.</param>
/// <param name="Listed">Accounts on the volunteers' list; half of them are ordinary people.</param>
/// <param name="Continues">Returner's account id → the suspended account that it continues.</param>
public sealed record DemoStory(
    ulong Seed,
    DateTimeOffset Now,
    DateTimeOffset AttackAt,
    IReadOnlyList<StoryEvent> History,
    IReadOnlyList<StoryEvent> Live,
    IReadOnlyDictionary<string, DemoRole> Roles,
    IReadOnlySet<string> Listed,
    IReadOnlyDictionary<string, string> Continues)
{
    public IEnumerable<StoryEvent> Events => History.Concat(Live);
}
