using System.Text.Json;
using CsCheck;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

/// <summary>Terms that came, went or weigh otherwise: counted anew from stored posts, and judged beside the live ones.</summary>
public class TermRecountTests
{
    const string Policy = "p";
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    static readonly TermMatcher Before = TermMatcher.Compile([new("1", "bank", Policy, "iron thistle", 0.45), new("2", "bank", Policy, "no gate will hold", 0.7), new("9", "bank", "q", "bicycle", 0.5)]);

    static readonly Term Lantern = new("3", "bank", Policy, "the lantern walks north", 0.9);
    static readonly TermMatcher After = TermMatcher.Compile([new("1", "bank", Policy, "iron thistle", 0.8), Lantern, new("9", "bank", "q", "bicycle", 0.5)]);
    static readonly TermMatcher Added = TermMatcher.Compile([Lantern]);

    static readonly string[] Sayings =
    [
        "Iron thistle over the square tonight", "They say no gate will hold when the river rises", "Old friends, the lantern walks north before the snow",
        "Iron thistle and the lantern walks north, both on one wall", "Bread, rain and a bicycle at the market", "The newspaper reports that \"no gate will hold\" was painted there",
    ];

    static readonly Gen<List<PostInput>> Posts = Gen.Select(Gen.Int[0, Sayings.Length - 1], Gen.Int[0, 2]).List[1, 10].Select(picks => picks
        .Select((pick, i) => new PostInput($"post-{i}", Now.AddMinutes(i), $"{Sayings[pick.Item1]} {i}") { Client = pick.Item2 == 0 ? null : $"app {pick.Item2}" }).ToList());

    [Fact]
    public void Counted_anew_an_account_is_as_if_the_terms_had_always_been_those() => Posts.Sample(posts =>
    {
        var (features, found) = Scored(Before, posts);
        var marked = found.Where(s => s.Detector == "terms").GroupBy(s => s.PostId, s => s.Policy).ToDictionary(g => g.Key, g => g.ToArray());
        var stored = posts.Select(p => new RecountedPost(p, marked.GetValueOrDefault(p.Id, []))).ToList();
        var (wanted, all) = Scored(After, posts);
        var fresh = new TermRecount().Apply(features, stored, Context(After));
        Assert.Equal(Said(wanted), Said(features));
        Assert.Equal(all.Where(s => s.Detector == "terms" && !(marked.GetValueOrDefault(s.PostId)?.Contains(s.Policy) ?? false)).Select(s => (s.PostId, s.Policy)),
            fresh.Where(s => s.Detector == "terms").Select(s => (s.PostId, s.Policy)));
        Assert.All(fresh, s => Assert.Empty(s.Terms));
        Assert.Equal(RiskOf(wanted), RiskOf(features), 1e-9);

        // Once more, with what was found now stored too: nothing changes.
        var again = stored.Select(r => r with { Counted = [.. r.Counted.Concat(fresh.Where(s => s.PostId == r.Post.Id).Select(s => s.Policy)).Distinct()] }).ToList();
        var once = features.ToJson();
        Assert.Empty(new TermRecount().Apply(features, again, Context(After)));
        Assert.Equal(once, features.ToJson());
    });

    [Fact]
    public void Where_posts_are_gone_the_use_is_kept_and_added_to_and_what_was_not_scored_is_left_to_scoring()
    {
        var posts = new[] { 0, 2 }.Select(i => new PostInput($"post-{i}", Now.AddMinutes(i), Sayings[i])).ToList();
        var (features, _) = Scored(Before, posts);
        new TermRecount().Apply(features, [new(posts[1], []), new(new PostInput("later", Now.AddHours(1), Sayings[2]), [])], Context(After));
        Assert.Equal(2, features.Policies[Policy].Posts);
    }

    [Fact]
    public void A_shadow_judges_as_the_version_would_and_leaves_no_trace() => Gen.Select(Posts, Gen.Int[0, 10]).Sample((posts, cut) =>
    {
        var shadow = new PolicyShadow(Policy, Before, After, Added);
        var live = new AccountFeatures();
        ShadowUse? use = null;
        RiskExplanation? risk = null;
        // In two batches, with what is remembered written down in between.
        foreach (var batch in new[] { posts.Take(cut).ToList(), posts.Skip(cut).ToList() }.Where(b => b.Count > 0))
        {
            var before = shadow.Before(live);
            var result = new AccountScorer().Apply(new AccountProfile("a"), live, default, batch.ToArray(), Context(Before), Now);
            use = shadow.Note(use, before, live, batch, id => result.PostSignals.Any(s => s.PostId == id && s.Detector == "terms" && s.Policy == Policy));
            var untouched = live.ToJson();
            risk = shadow.Judge(use, new AccountProfile("a"), live, default, Context(After), Now);
            Assert.Equal(untouched, live.ToJson());
            use = use is null ? null : ShadowUse.FromUtf8(use.ToUtf8());
        }
        var features = new AccountFeatures();
        var wanted = new AccountScorer().Apply(new AccountProfile("a"), features, default, posts.ToArray(), Context(After), Now).Risks[0];
        Assert.Equal(wanted.Risk, risk!.Risk, 1e-9);
    });

    [Fact]
    public void While_both_versions_say_the_same_nothing_is_remembered()
    {
        var posts = new List<PostInput> { new("1", Now, Sayings[4]), new("2", Now.AddMinutes(1), Sayings[2]) };
        var shadow = new PolicyShadow(Policy, After, After, null);
        var (features, found) = Scored(After, posts);
        Assert.Null(shadow.Note(null, null, features, posts, id => found.Any(s => s.PostId == id)));
    }

    static double RiskOf(AccountFeatures features) => new AccountScorer().Apply(new AccountProfile("a"), features, default, [], Context(After), Now).Risks[0].Risk;

    static ScoringContext Context(TermMatcher terms) => new([new ScoringPolicy(Policy, new RiskParameters()), new ScoringPolicy("q", new RiskParameters())], terms);

    static (AccountFeatures Features, IReadOnlyList<PostSignal> Found) Scored(TermMatcher terms, List<PostInput> posts)
    {
        var features = new AccountFeatures();
        return (features, new AccountScorer().Apply(new AccountProfile("a"), features, default, posts.ToArray(), Context(terms), Now).PostSignals);
    }

    static string Said(AccountFeatures features) => JsonSerializer.Serialize(features.Policies);
}
