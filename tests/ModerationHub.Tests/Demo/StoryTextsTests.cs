using ModerationHub.Features.Demo;
using ModerationHub.Features.Demo.Story;
using ModerationHub.Features.Demo.Story.Texts;

namespace ModerationHub.Tests.Demo;

public class StoryTextsTests
{
    // Nations, religions and peoples of the real world, and words of real armed groups: none has a place in an invented story.
    static readonly string[] Real =
    [
        "muslim", "islam", "christian", "jew", "hindu", "buddh", "crusad", "jihad", "caliph", "infidel", "syria", "iraq", "iran",
        "israel", "palestin", "russia", "ukrain", "america", "europe", "kurd", "arab", "shia", "sunni", "africa",
        "مسلم", "إسلام", "مسيح", "يهود", "صليب", "جهاد", "خلافة", "كافر", "كفار", "سوريا", "العراق", "إيران", "أمريكا", "كرد", "شيع",
        "musulman", "chrétien", "juif", "croisade", "syrie", "irak", "amérique", "russe", "kurde",
        "müslüman", "hristiyan", "yahudi", "haçlı", "cihat", "hilafet", "kâfir", "suriye", "amerika", "kürt", "rusya",
    ];

    public static TheoryData<string> Languages => [.. StoryTexts.Languages.Select(grammar => grammar.Language)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_rule_can_be_said_and_names_nothing_real(string language)
    {
        var grammar = StoryTexts.For(language);
        var random = new StoryRandom(5);
        var given = new Dictionary<string, string> { ["videolink"] = "https://thorncast.example/v/x" };
        foreach (var rule in grammar.Rules)
            for (var i = 0; i < 60; i++)
            {
                var text = grammar.Expand(rule, random, given);
                Assert.DoesNotContain('{', text);
                Assert.DoesNotContain('|', text);
                Assert.False(string.IsNullOrWhiteSpace(text));
                foreach (var word in Real) Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase);
            }
    }

    [Fact]
    public void All_languages_have_the_same_rules_where_the_story_asks_for_them()
    {
        string[] asked = ["person", "place", "bio.ordinary", "bio.supporter", "bio.journalist", "bio.mocker", "supporter", "supporter.surge", "wave",
            "video", "payload", "returner.first", "journalist", "journalist.surge", "mocker", "mocker.surge", "surge.ordinary", "surge.mention",
            "reply.ordinary", "app.daily", "report.comment", "spam", .. StoryTexts.Topics.Select(topic => $"ordinary.{topic}")];
        Assert.All(StoryTexts.Languages, grammar => Assert.All(asked, rule => Assert.True(grammar.Has(rule), $"{grammar.Language} {rule}")));
    }

    [Fact]
    public void All_links_lead_to_reserved_example_addresses()
    {
        var story = StoryGenerator.Generate(11, new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
        var hosts = story.Events.OfType<PostMade>()
            .SelectMany(made => made.Post.Text.Split(' ').Where(word => word.StartsWith("http", StringComparison.Ordinal)))
            .Select(link => new Uri(link).Host).Distinct().ToArray();
        Assert.NotEmpty(hosts);
        Assert.All(hosts, host => Assert.EndsWith(".example", host, StringComparison.Ordinal));
    }

    [Fact]
    public void The_bank_says_the_same_in_every_language()
    {
        var counts = DemoPolicies.Terms.Where(term => term.Policy == DemoPolicies.ViolentExtremism && term.Language is not null)
            .GroupBy(term => term.Language).Select(terms => (terms.Count(), Math.Round(terms.Sum(term => term.Strength), 6))).Distinct();
        Assert.Single(counts);
    }

    [Fact]
    public void A_rule_that_is_missing_is_named()
    {
        var grammar = Grammar.Parse("xx", "hello = Good {daytime}");
        var missing = Assert.Throws<KeyNotFoundException>(() => grammar.Expand("hello", new StoryRandom(1)));
        Assert.Contains("daytime", missing.Message, StringComparison.Ordinal);
    }
}
