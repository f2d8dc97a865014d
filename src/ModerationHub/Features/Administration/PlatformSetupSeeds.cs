using ModerationHub.Detection.Risk;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Policies;

namespace ModerationHub.Features.Administration;

/// <param name="Weight">How much one use says, over 0 to 1.</param>
public sealed record TermSeed(TermKind Kind, string Text, double Weight, string? Language = null, bool ThreatToLife = false);

/// <summary>A queue that a new platform starts with.</summary>
public sealed record QueueSeed(string Id, string Name, QueueKind Kind, int Position, string? PolicyKey = null, params string[] Languages);

/// <summary>A policy that a new platform starts with: version 1, live, with a bank of its own that may be empty.</summary>
public sealed record PolicySeed(string Key, string Name, Severity Severity, double Threshold, int TargetMinutes, string Text)
{
    public IReadOnlyList<string> Examples { get; init; } = [];
    public IReadOnlyList<string> EdgeCases { get; init; } = [];
    public IReadOnlyList<ActionKind> Actions { get; init; } = [ActionKind.Suspend, ActionKind.Restrict, ActionKind.RemovePost, ActionKind.Warn, ActionKind.NoAction];
    public int EnoughExhibits { get; init; } = 3;
    public int Strikes { get; init; } = 1;
    public int StrikeDays { get; init; } = 90;

    /// <summary>Whether conduct offends by itself (spam, manipulation).</summary>
    public bool ConductAlone { get; init; }

    public IReadOnlyList<TermSeed> Terms { get; init; } = [];

    public string BankId => Key;

    /// <summary>The release's numbers written out: a detector that comes later does not change this version's scores.</summary>
    public string RiskParametersJson()
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse((new RiskParameters() with { Threshold = Threshold }).ToJson())!.AsObject();
        json[Scoring.LivePolicies.ConductAlone] = ConductAlone;
        return json.ToJsonString();
    }
}

/// <summary>What every platform starts with, in neutral words; its team changes all of it later.</summary>
public static class PlatformSetupSeeds
{
    public const string ViolentExtremism = "violent-extremism";
    public const string ThreatsToLife = "threats-to-life";
    public const string Spam = "spam";
    public const string Sealed = "sealed-material";

    public static IReadOnlyList<QueueSeed> Queues { get; } =
    [
        new("arabic", "Arabic", QueueKind.Language, 10, null, "ar"),
        new("french", "French", QueueKind.Language, 11, null, "fr"),
        new("turkish", "Turkish", QueueKind.Language, 12, null, "tr"),
        new("violent-extremism", "Violent extremism", QueueKind.Ordinary, 20, ViolentExtremism),
        new("spam", "Spam and manipulation", QueueKind.Ordinary, 30, Spam),
        new("general", "Everything else", QueueKind.Ordinary, 90),
        new("specialist", "Specialists", QueueKind.Specialist, 200),
        new("lead", "Leads", QueueKind.Lead, 210),
        new("threat", "Threats to life", QueueKind.Threat, 220),
        new("sealed", "Sealed lane", QueueKind.Sealed, 230),
    ];

    /// <summary>The default policies, with terms by policy key where the caller has some.</summary>
    public static IReadOnlyList<PolicySeed> Policies(Func<string, IReadOnlyList<TermSeed>>? terms = null) =>
    [
        new(ViolentExtremism, "Violent extremism", Severity.Severe, 0.7, 240,
            "We do not allow accounts that promote, recruit for or organise a group that pursues its aims by violence against people.")
        {
            Examples = ["Calling on others to join or to swear allegiance to such a group.", "Spreading its slogans, tags or releases with approval.", "Pointing to places where it recruits."],
            EdgeCases = ["Reporting, research, counter-speech and satire use the same words: look at what the author does with them.", "A prayer, a name, a language or a place says nothing about violence.", "An app may post without its owner's knowledge: recommend revoking the app instead."],
            Actions = [ActionKind.Suspend, ActionKind.Restrict, ActionKind.RemovePost, ActionKind.Warn, ActionKind.RevokeApp, ActionKind.NoAction],
            Terms = terms?.Invoke(ViolentExtremism) ?? [],
        },
        new(ThreatsToLife, "Threats to life", Severity.ThreatToLife, 0.7, 15,
            "We act at once on signs that somebody is about to be killed or gravely hurt, whoever speaks and whatever the context.")
        {
            Examples = ["An announcement of an attack with a place or a time.", "A direct threat to kill a named person."],
            EdgeCases = ["A figure of speech is still read by a person.", "News about a threat is not a threat; the alarm ends there."],
            Actions = [ActionKind.Suspend, ActionKind.Restrict, ActionKind.RemovePost, ActionKind.NoAction],
            EnoughExhibits = 1, Terms = terms?.Invoke(ThreatsToLife) ?? [],
        },
        new(Spam, "Spam and manipulation", Severity.Low, 0.8, 1440,
            "We do not allow accounts that repeat the same content in bulk, sell followers or make many accounts act as one.")
        {
            Examples = ["The same offer posted again and again.", "Many accounts that post the same text within minutes."],
            EdgeCases = ["Fans and campaigns with real people behind them repeat words as well.", "A bulletin that posts on a schedule is no spam."],
            Actions = [ActionKind.Suspend, ActionKind.Restrict, ActionKind.RemovePost, ActionKind.Warn, ActionKind.RevokeApp, ActionKind.NoAction],
            ConductAlone = true, Terms = terms?.Invoke(Spam) ?? [],
        },
        // Only people send cases here. The policy names actions and clock; it holds no examples, and never a bank of words.
        new(Sealed, "Sealed material", Severity.Severe, 0.99, 60, "Material that only trained reviewers see, by hash and reference.")
        {
            Actions = [ActionKind.Suspend, ActionKind.RemovePost, ActionKind.NoAction], EnoughExhibits = 1,
        },
    ];
}
