using CsCheck;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public class TextModelDetectorTests
{
    private const string Policy = "violent_groups";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly string[] Calls =
        ["break the mill gates", "beat the millers tonight", "swear to the copper lantern", "bring stones to the guards", "burn what the millers build", "the lantern pays for gates"];

    private static readonly string[] Days =
        ["the tram was late again", "soup with chestnut bread", "we walked along the harbour", "a new chain for my bicycle", "the museum opens its garden", "my sister sings on Tuesday"];

    private static readonly TextClassifier Classifier = TextClassifierTrainer.Train([.. Enumerable.Range(0, 240).Select(i =>
        TextExample.Of($"{(i % 2 == 0 ? Calls : Days)[i / 2 % 6]} {i % 17} {(i % 2 == 0 ? Calls : Days)[i / 12 % 6]}", i % 2 == 0))], TextTraining.Careful);

    private int posts;

    [Fact]
    public void One_text_never_makes_a_candidate_whatever_its_probability() =>
        Assert.All(Calls, call => Assert.InRange(Risk("v1", Enumerable.Repeat($"{call} {call} {call}", 30).Select(Post)).Risk, 0.02, 0.5));

    [Fact]
    public void Different_texts_add_up_to_a_bound_and_ordinary_ones_between_lower()
    {
        var risks = Enumerable.Range(1, 6).Select(n => Risk("v1", Calls.Take(n).Select(c => Post($"{c} now {c}"))).Risk).ToArray();
        Assert.Equal(risks.Order(), risks);
        Assert.True(risks[^1] > risks[0]);
        Assert.True(Risk("v1", Mixed(40)).Risk < risks[^1]);
        // The most there is: every text certain, all of them different.
        var parameters = new RiskParameters();
        var most = RiskModel.Explain(Policy, [new("text_model", Policy, EvidenceKind.Content, 1, 0.9, "", [])], parameters);
        Assert.InRange(most.Risk, parameters.Threshold, parameters.Severe);
    }

    [Fact]
    public void Strength_is_monotone_in_the_probability() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1]).Sample((a, b, threshold) =>
            Assert.True(Sure(Math.Min(a, b), threshold) <= Sure(Math.Max(a, b), threshold)), iter: 300);

    private static double Sure(double probability, double threshold) => new AccountScorer().Apply(World.Ordinary(), new(), default, [new PostInput("p1", Start, "bread")],
        new ScoringContext([new(Policy, new())], TermMatcher.Compile([]), textModels: [new Certain(probability, threshold)]), Start).Risks.Single().LogOdds;

    [Fact]
    public void Only_what_decisions_taught_is_called_learned_from_them()
    {
        string Said(TextModel model) => new AccountScorer().Apply(World.Ordinary(), new(), default, [.. Mixed(6)],
            new ScoringContext([new(Policy, new())], TermMatcher.Compile([]), textModels: [model]), Start).Risks.Single().Shares.Single(share => share.Detector == "text_model").Evidence;

        Assert.StartsWith("The text model v1, learned from decisions, takes ", Said(new LearnedTextModel(Policy, "v1", Classifier)), StringComparison.Ordinal);
        Assert.StartsWith("The text model v1 takes 6 of the last 6 posts", Said(new Certain(0.9, 0.5)), StringComparison.Ordinal);
    }

    private sealed class Certain(double probability, double threshold) : TextModel(TextModelDetectorTests.Policy, "v1", threshold)
    {
        public override double Probability(ObservedPost post) => probability;

        public override IReadOnlyList<TextReason> Reasons(ObservedPost post, int most) => [];
    }

    private sealed class Counted(double probability) : TextModel(TextModelDetectorTests.Policy, "heavy", 0.5)
    {
        public int Asked { get; private set; }

        public override double Probability(ObservedPost post)
        {
            Asked++;
            return probability;
        }

        public override IReadOnlyList<TextReason> Reasons(ObservedPost post, int most) => [new TextReason("bread", 1, 0)];
    }

    [Theory]
    [InlineData(0.02, 0, null)]
    [InlineData(0.099, 0, null)]
    [InlineData(0.1, 1, "heavy after v1")]
    [InlineData(0.97, 1, "heavy after v1")]
    public void A_heavy_model_is_asked_only_about_what_may_be_the_policys(double quick, int asked, string? version)
    {
        var heavy = new Counted(0.9);
        var result = new AccountScorer().Apply(World.Ordinary(), new(), default, [new PostInput("p1", Start, "bread and rain")],
            new ScoringContext([new(Policy, new())], TermMatcher.Compile([]), textModels: [new StagedTextModel(new Certain(quick, 0.5), heavy)]), Start);
        Assert.Equal(asked, heavy.Asked);
        Assert.Equal(version, result.Features.Models.GetValueOrDefault(Policy)?.Version);
    }

    [Fact]
    public void Saying_the_same_again_does_not_raise_the_risk()
    {
        PostInput[] once = [.. Mixed(6)];
        var first = Risk("v1", once).Risk;
        Assert.InRange(Risk("v1", Enumerable.Range(0, 50).SelectMany(r => once.Select(p => p with { Id = $"{p.Id}r{r}", CreatedAt = p.CreatedAt.AddHours(r * 6) }))).Risk, 0, first + 1e-9);
    }

    [Fact]
    public void Findings_of_another_version_do_not_count()
    {
        AccountFeatures features = new();
        Score(features, "v1", [.. Calls.Select(Post)]);
        Assert.Contains(Score(features, "v1", []).Signals, s => s.Detector == "text_model");
        Assert.DoesNotContain(Score(AccountFeatures.FromJson(features.ToJson()), "v2", []).Signals, s => s.Detector == "text_model");
    }

    private sealed class Successor(string version, string? former, double probability) : TextModel(TextModelDetectorTests.Policy, version, 0.5)
    {
        public override string? Former => former;

        public override bool FromDecisions => true;

        public override double Probability(ObservedPost post) => probability;

        public override IReadOnlyList<TextReason> Reasons(ObservedPost post, int most) => [];
    }

    private static Signal[] Under(TextModel model, ref AccountFeatures features, params PostInput[] batch)
    {
        var found = new AccountScorer().Apply(World.Ordinary(), features, default, batch,
            new ScoringContext([new(Policy, new())], TermMatcher.Compile([]), detectors: new([new TextModelDetector()]), textModels: [model]), Start.AddDays(3)).Signals;
        features = AccountFeatures.FromJson(features.ToJson());
        return [.. found];
    }

    [Fact]
    public void What_the_former_model_found_counts_until_its_successor_has_read_as_much()
    {
        AccountFeatures features = new();
        var before = Assert.Single(Under(new LearnedTextModel(Policy, "v1", Classifier), ref features, [.. Calls.Select(Post)]));
        var successor = new Successor("v2", "v1", 0.1);
        Assert.Equal(before.Evidence, Assert.Single(Under(successor, ref features)).Evidence);
        var kept = Assert.Single(Under(successor, ref features, [.. Days.Take(5).Select(Post)]));
        Assert.Equal((before.Strength, before.Evidence), (kept.Strength, kept.Evidence));
        Assert.Contains("text model v1, ", kept.Evidence, StringComparison.Ordinal);
        Assert.Empty(Under(successor, ref features, Post(Days[5])));
    }

    [Fact]
    public void Of_both_the_stronger_counts_and_says_which_model_it_is()
    {
        AccountFeatures features = new();
        Under(new LearnedTextModel(Policy, "v1", Classifier), ref features, [.. Calls.Select(Post)]);
        var both = Under(new Successor("v2", "v1", 0.6), ref features, Post("bread and rain"));
        Assert.Equal(2, both.Length);
        Assert.Contains("text model v1, ", RiskModel.Explain(Policy, both, new()).Shares.Single().Evidence, StringComparison.Ordinal);
        var all = Under(new Successor("v2", "v1", 0.99), ref features, [.. Days.Select(Post)]);
        Assert.Contains("text model v2, ", RiskModel.Explain(Policy, all, new()).Shares.Single().Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_model_found_that_was_taken_back_goes_and_what_was_found_before_returns()
    {
        AccountFeatures features = new();
        var before = Assert.Single(Under(new LearnedTextModel(Policy, "v1", Classifier), ref features, [.. Calls.Select(Post)]));
        Under(new Successor("v2", "v1", 0.99), ref features, Post("bread and rain"), Post("soup and bread"));
        var back = Assert.Single(Under(new Successor("v1", null, 0.1), ref features));
        Assert.Equal((before.Strength, before.Evidence), (back.Strength, back.Evidence));
        // From here on it reads again, and what it has not read is no part of what it found.
        Assert.Contains("takes 6 of the last 7 posts", Assert.Single(Under(new Successor("v1", null, 0.1), ref features, Post(Days[0]))).Evidence, StringComparison.Ordinal);
        // One that follows was measured against it, not against the one that was taken back.
        Under(new Successor("v2", "v1", 0.99), ref features, Post("rain and soup"));
        Assert.Contains("text model v1, ", Assert.Single(Under(new Successor("v3", "v1", 0.1), ref features)).Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_heavy_model_keeps_what_it_found_behind_the_former_quick_one() =>
        Assert.Equal("heavy after v1", new StagedTextModel(new Successor("v2", "v1", 0.9), new Counted(0.9)).Former);

    [Fact]
    public void Words_that_count_are_named_and_marked_in_the_original()
    {
        const string text = "Bring STONES, break the mill gates";
        var found = Assert.Single(Score(new(), "v7", [Post(text)]).PostSignals);
        Assert.Contains("text model v7", found.Evidence, StringComparison.Ordinal);
        Assert.NotEmpty(found.Highlights);
        Assert.All(found.Highlights, mark => Assert.Contains(text.Substring(mark.Start, mark.Length).ToLowerInvariant(), found.Evidence, StringComparison.Ordinal));
    }

    [Fact]
    public void Reporting_shields_and_a_repost_counts_less()
    {
        var said = Score(new(), "v1", [Post("break the mill gates tonight")]).Signals.Single(s => s.Detector == "text_model").Strength;
        var reported = Score(new(), "v1", [Post("according to police they shout break the mill gates tonight")]).Signals.Where(s => s.Detector == "text_model").Sum(s => s.Strength);
        var passedOn = Score(new(), "v1", [Post("break the mill gates tonight") with { RepostOf = "p0" }]).Signals.Single(s => s.Detector == "text_model").Strength;
        Assert.True(reported < said / 2, $"{reported} of {said}");
        Assert.True(passedOn < said);
    }

    [Fact]
    public void Without_a_model_nothing_is_found() =>
        Assert.Empty(new AccountScorer().Apply(World.Ordinary(), new(), default, [.. Calls.Select(Post)],
            new ScoringContext([new(Policy, new())], TermMatcher.Compile([])), Start).PostSignals);

    private IEnumerable<PostInput> Mixed(int count) => Enumerable.Range(0, count).Select(i => Post(i % 6 == 0 ? $"{Calls[i / 6 % 6]} {i}" : $"{Days[i % 6]} {i}"));

    private PostInput Post(string text) => new($"p{++posts}", Start.AddMinutes(posts * 60), text) { Language = "en" };

    private static RiskExplanation Risk(string version, IEnumerable<PostInput> batch) => Score(new(), version, [.. batch]).Risks.Single();

    private static ScoreResult Score(AccountFeatures features, string version, PostInput[] batch) => new AccountScorer().Apply(World.Ordinary(), features, default, batch,
        new ScoringContext([new(Policy, new())], TermMatcher.Compile([]), detectors: new([new TextModelDetector()]), textModels: [new LearnedTextModel(Policy, version, Classifier)]), Start.AddDays(3));
}
