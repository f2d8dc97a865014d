using System.Text;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;
using ModerationHub.Domain.Policies;
using ModerationHub.Domain.Posts;
using ModerationHub.Features.Scoring;

namespace ModerationHub.Tests.Scoring;

public class AccountScoringTests
{
    const string Policy = "p";
    static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Cannot bear one post.</summary>
    sealed class Breaking : Detector
    {
        public override string Key => "breaking";
        public override EvidenceKind Kind => EvidenceKind.Circumstance;
        public override double Weight => 0;

        public override void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found)
        {
            if (post.Post.Id == "bad")
                throw new InvalidOperationException("This one.");
        }
    }

    static PlatformContext Context()
    {
        var policy = new ScoringPolicy(Policy, new RiskParameters());
        var terms = TermMatcher.Compile([new Term("t", "bank", Policy, "the lantern walks north", 0.9)]);
        var scoring = new ScoringContext([policy], terms, detectors: new DetectorSet([.. DetectorSet.Default.All, new Breaking()]),
            links: LinkBank.Compile([new LinkEntry("l", "outlets", Policy, "lantern-press.example", 0.9)]));
        return new PlatformContext(7, "", scoring, new Dictionary<string, LivePolicy> { [Policy] = new(Policy, 1, Severity.High, TimeSpan.FromHours(1), policy) }, [], []);
    }

    static Post Post(string id, string text) => new() { PlatformId = 7, AccountId = "a", Id = id, CreatedAt = Now, Text = text };

    [Fact]
    public void A_post_that_breaks_scoring_is_set_aside_and_takes_no_recount_with_it()
    {
        var features = new AccountFeatures { Posts = 1, FirstAt = Now.AddDays(-1).ToUnixTimeSeconds(), LastAt = Now.AddDays(-1).ToUnixTimeSeconds() };
        var old = new PostInput("old", Now.AddDays(-1), "Old friends, the lantern walks north before the snow");
        var work = new AccountWork("a") { Memory = new() { Features = AccountFeatures.FromJson(features.ToJson()), ScoredPosts = 1 }, Recount = [new(old, [])] };
        work.Posts.AddRange([Post("good", "Bread and rain"), Post("bad", "A kettle")]);
        var scoring = new AccountScoring(Context(), Now, RuleSet.Empty, null);
        scoring.Score(work);
        Assert.Equal([work], scoring.Spoilt);

        scoring.ScoreOneByOne(work, Encoding.UTF8.GetBytes(features.ToJson()));

        Assert.Equal("bad", Assert.Single(scoring.Failures).PostId);
        var scored = Assert.Single(scoring.Scored);
        Assert.Equal((1, 2L, 2), (scored.Memory.Features.Policies[Policy].Posts, scored.Memory.ScoredPosts, scored.Memory.Features.Posts));
        Assert.Contains("old", scored.NewEvidence);
        // The case shows it; what counts posts does not meet it again.
        Assert.Equal(["good", "bad", "old"], work.Shown.Select(p => p.Id));
        Assert.Equal(2, work.Posts.Count);
    }

    [Fact]
    public void Two_stored_posts_of_one_id_are_no_fault()
    {
        PostInput Stored(int days) => new("twice", Now.AddDays(-days), "Read https://lantern-press.example/now") { Urls = ["https://lantern-press.example/now"] };
        var work = new AccountWork("a") { Memory = new() { Features = new AccountFeatures { Posts = 2, FirstAt = Now.AddDays(-9).ToUnixTimeSeconds(), LastAt = Now.AddDays(-8).ToUnixTimeSeconds() }, ScoredPosts = 2 }, Recount = [] };
        work.Banked.AddRange([(new BankedPost(Stored(9), [], []), null), (new BankedPost(Stored(8), [], []), null)]);
        work.Posts.Add(Post("new", "Bread and rain"));
        var scoring = new AccountScoring(Context(), Now, RuleSet.Empty, null);
        scoring.Score(work);
        Assert.Empty(scoring.Spoilt);
        Assert.Contains("twice", Assert.Single(scoring.Scored).NewEvidence);
        Assert.Equal(["new", "twice"], work.Shown.Select(p => p.Id));
    }
}
