using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

/// <summary>A platform with an invented group, its bank and people who talk about it.</summary>
internal sealed class World
{
    internal const string Violent = "violent_groups";
    internal const string Spam = "manipulation";
    internal static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly string[] Slogans =
    [
        "ashen banner", "ash will rise", "march of embers", "#emberdawn", "keepers of the cinder", "cinder oath", "راية الرماد", "فجر الجمر",
    ];

    private static readonly string[] Daily =
    [
        "The market by the river opens early today", "Coffee with my sister this afternoon", "صباح الخير يا أصدقاء كيف حالكم اليوم",
        "Match tonight, who is watching with me", "It rains again and the tram is late", "Ich backe heute einen Kuchen mit Äpfeln", "اللهم ارحم جدتي واغفر لها",
    ];

    internal ScoringContext Context { get; }

    private readonly AccountScorer scorer = new();
    private int posts;

    internal World(RiskParameters? parameters = null) => Context = new(
        [new(Violent, parameters ?? new()), new(Spam, new(), ConductAlone: true)],
        TermMatcher.Compile([
            .. Slogans.Select((text, i) => new Term($"s{i}", "slogans", Violent, text, 0.6)),
            new Term("threat", "threats", Violent, "burn them at noon", 0.9, ThreatToLife: true),
        ]));

    internal static AccountProfile Ordinary(string id = "a1") => new(id, "kim_river")
    {
        DisplayName = "Kim", Bio = "Rivers and trams", CreatedAt = Start.AddYears(-3), HasAvatar = true, Followers = 120,
    };

    internal static AccountProfile Fresh(string id = "a1") => new(id, "user84629") { CreatedAt = Start.AddHours(-5), HasAvatar = false, Followers = 0 };

    /// <summary>A post about an hour after the one before, at no fixed minute, as people write.</summary>
    internal PostInput Post(string text, string? client = null) => new($"p{++posts}", Start.AddHours(posts).AddMinutes(posts * 23 % 41), text) { Client = client };

    internal PostInput[] DailyPosts(int count) => [.. Enumerable.Range(0, count).Select(i => Post(Daily[i % Daily.Length]))];

    /// <summary>Posts that mean it, each another text with two of the group's slogans.</summary>
    internal PostInput[] Supporting(int count, string? client = null) => [.. Enumerable.Range(0, count).Select(i =>
        Post($"{Openings[i % Openings.Length]} {Slogans[i % Slogans.Length]} {Endings[i * 5 % Endings.Length]} {Slogans[(i + 3) % Slogans.Length]}", client))];

    internal PostInput[] Framed(int count, params string[] frames) => [.. Enumerable.Range(0, count).Select(i =>
        Post(string.Format(System.Globalization.CultureInfo.InvariantCulture, frames[i % frames.Length], Slogans[i % Slogans.Length], Endings[i % Endings.Length])))];

    internal ScoreResult Score(AccountProfile profile, AccountFeatures features, ReportTally reports, params PostInput[] batch) =>
        scorer.Apply(profile, features, reports, batch, Context, Start.AddDays(30));

    internal RiskExplanation Risk(AccountProfile profile, ReportTally reports, params PostInput[] batch) =>
        Score(profile, new AccountFeatures(), reports, batch).Risks.Single(risk => risk.Policy == Violent);

    internal RiskExplanation Risk(params PostInput[] batch) => Risk(Ordinary(), default, batch);

    private static readonly string[] Openings =
        ["We swore it at the gate:", "Brothers and sisters remember", "Nobody stops us now,", "From hill to harbour", "I gave my word to the", "Our night is over and", "Write it on each wall:"];

    private static readonly string[] Endings =
        ["and we go further each night with", "until the last lamp, for", "my house is open to all who carry", "tomorrow all of us carry", "let them hear it,"];
}
