namespace ModerationHub.Features.Demo.Story;

/// <summary>Somebody of the story: the account, what it really is, and how it usually posts.</summary>
sealed record Persona(DemoAccount Account, DemoRole Role, Grammar Grammar, StoryRandom Random)
{
    public required string Client { get; init; }

    /// <summary>What an ordinary person talks about; nobody talks about everything.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Silent (or unremarkable) until the live part, so that the queue moves while one watches.</summary>
    public bool WakesLive { get; init; }

    public string Id => Account.Id;

    public string Ordinary() => Grammar.Expand($"ordinary.{Random.Pick(Topics)}", Random);

    public string Say(string rule) => Grammar.Expand(rule, Random);
}
