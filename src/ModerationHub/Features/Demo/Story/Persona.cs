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

    public string Ordinary() => Say($"ordinary.{Random.Pick(Topics)}");

    public string Say(string rule, IReadOnlyDictionary<string, string>? given = null)
    {
        var text = Grammar.Expand(rule, Random, given);
        if (!char.IsLower(text[0])) return text;
        return (text[0] == 'i' && Grammar.Language == "tr" ? 'İ' : char.ToUpperInvariant(text[0])) + text[1..];
    }
}
