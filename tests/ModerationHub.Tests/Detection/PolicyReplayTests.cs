using System.Text.Json;
using CsCheck;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public class PolicyReplayTests
{
    const string Policy = "p";
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    static readonly TermMatcher Live = TermMatcher.Compile([new("1", "bank", Policy, "iron thistle", 0.45), new("2", "bank", Policy, "no gate will hold", 0.7)]);

    // One term came, one went, one weighs more.
    static readonly Term Lantern = new("3", "bank", Policy, "the lantern walks north", 0.9);
    static readonly TermMatcher Draft = TermMatcher.Compile([new("1", "bank", Policy, "iron thistle", 0.8), Lantern]);
    static readonly TermMatcher Added = TermMatcher.Compile([Lantern]);

    static readonly string[] Sayings =
    [
        "Iron thistle over the square tonight", "They say no gate will hold when the river rises", "Old friends, the lantern walks north before the snow",
        "Iron thistle and the lantern walks north, both on one wall", "Bread, rain and a bicycle at the market", "The newspaper reports that \"no gate will hold\" was painted there",
    ];

    static readonly Gen<List<PostInput>> Posts = Gen.Select(Gen.Int[0, Sayings.Length - 1], Gen.Int[0, 2]).List[1, 10].Select(picks => picks
        .Select((pick, i) => new PostInput($"post-{i}", Now.AddMinutes(i), $"{Sayings[pick.Item1]} {i}") { Client = pick.Item2 == 0 ? null : $"app {pick.Item2}" }).ToList());

    [Fact]
    public void Replayed_use_is_what_scoring_under_the_version_would_have_remembered() => Posts.Sample(posts =>
    {
        var (underLive, marked) = Scored(Live, posts);
        var replay = new PolicyReplay(Policy, Live, Draft, Added);
        var use = new ReplayedUse();
        foreach (var post in posts)
            if (replay.UsesAdded(post.Text, [], []) || marked.Contains(post.Id))
                replay.Replay(post, use);

        var (draft, live) = (AccountFeatures.FromJson(underLive.ToJson()), AccountFeatures.FromJson(underLive.ToJson()));
        use.WriteTo(Policy, draft, draft: true);
        use.WriteTo(Policy, live, draft: false);
        Assert.Equal(Said(underLive), Said(live));
        var wanted = Scored(Draft, posts).Features;
        Assert.Equal(Said(wanted), Said(draft));
    });

    [Fact]
    public void New_terms_are_found_in_tags_and_links_beside_the_text()
    {
        var replay = new PolicyReplay(Policy, Live, Draft, TermMatcher.Compile([new("4", "bank", Policy, "#lanternnorth"), new("5", "bank", Policy, "lantern.example")]));
        Assert.False(replay.UsesAdded("Bread and rain", ["market"], ["https://bakery.example/a"]));
        Assert.True(replay.UsesAdded("Bread and rain", ["lanternnorth"], []));
        Assert.True(replay.UsesAdded("Bread and rain", [], ["https://lantern.example/a"]));
        Assert.False(new PolicyReplay(Policy, Live, Live, null).UsesAdded("iron thistle", [], []));
    }

    static (AccountFeatures Features, HashSet<string> Marked) Scored(TermMatcher terms, List<PostInput> posts)
    {
        var features = new AccountFeatures();
        var result = new AccountScorer().Apply(new AccountProfile("a"), features, default, posts.ToArray(), new ScoringContext([new ScoringPolicy(Policy, new RiskParameters())], terms), Now);
        return (features, result.PostSignals.Where(s => s.Detector == "terms").Select(s => s.PostId).ToHashSet());
    }

    static string Said(AccountFeatures features) => features.Policies.TryGetValue(Policy, out var use) ? JsonSerializer.Serialize(use) : "";
}
