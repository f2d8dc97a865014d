using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

/// <summary>How accounts post, vanish, follow, link and approach others.</summary>
public class BehaviourTests
{
    private static readonly string[] Daily = ["The market opens early", "Coffee with my sister", "صباح الخير يا أصدقاء", "It rains again", "Who watches the match tonight"];

    private readonly AccountScorer scorer = new();

    private static ScoringContext Context(LinkBank? links = null) => new(
        [new(World.Violent, new()), new(World.Spam, new(), ConductAlone: true)],
        TermMatcher.Compile([new Term("t1", "slogans", World.Violent, "ashen banner", 0.6), new Term("t2", "slogans", World.Violent, "ash will rise", 0.6)]), links: links);

    private ScoreResult Score(ScoringContext context, AccountProfile profile, params PostInput[] posts) =>
        scorer.Apply(profile, new AccountFeatures(), default, posts, context, World.Start.AddDays(30));

    /// <summary>Everyday posts, the first of which uses one of the group's words.</summary>
    private static PostInput[] At(IEnumerable<double> minutes) => [.. minutes.Select((minute, i) =>
        new PostInput($"p{i}", World.Start.AddMinutes(minute), i == 0 ? "I saw the ashen banner" : $"{Daily[i % Daily.Length]} {i}"))];

    private static Signal? Of(ScoreResult result, string detector) => result.Signals.Where(signal => signal.Detector == detector).MaxBy(signal => signal.Strength);

    private static void StaysBelow(ScoreResult result) => Assert.All(result.Risks, risk => Assert.False(risk.Crosses));

    /// <summary>Minutes of somebody who sleeps, pauses and comes back at no fixed time.</summary>
    private static IEnumerable<double> Human(int days)
    {
        var random = new Random(11);
        for (var day = 0; day < days; day++)
            foreach (var minute in Enumerable.Range(0, 9).Select(_ => 420 + (random.NextDouble() * 900)).Order())
                yield return (day * 1440) + minute;
    }

    [Fact]
    public void Even_intervals_are_told_and_never_suffice()
    {
        var result = Score(Context(), World.Fresh(), At(Enumerable.Range(0, 40).Select(i => i * 30.0)));
        Assert.Contains("30 minutes", Of(result, "posting_rhythm")!.Evidence, StringComparison.Ordinal);
        Assert.Equal(EvidenceKind.Circumstance, Of(result, "posting_rhythm")!.Kind);
        StaysBelow(result);
    }

    [Fact]
    public void A_clock_that_says_nothing_amiss_is_left_alone() =>
        Assert.Null(Of(Score(Context(), World.Fresh(), [.. At(Enumerable.Range(0, 60).Select(i => i * 60.0)).Skip(1)]), "posting_rhythm"));

    [Fact]
    public void Posts_faster_than_a_hand_are_told()
    {
        var result = Score(Context(), World.Ordinary(), At(Enumerable.Range(0, 60).Select(i => ((i / 2) * (i / 2) * 5.0) + (i % 2 / 60.0))));
        Assert.Contains("within 3 seconds", Of(result, "posting_rhythm")!.Evidence, StringComparison.Ordinal);
        StaysBelow(result);
    }

    [Fact]
    public void Days_without_sleep_are_told()
    {
        var random = new Random(3);
        var minute = 0.0;
        var result = Score(Context(), World.Ordinary(), At(Enumerable.Range(0, 260).Select(_ => minute += 5 + (random.NextDouble() * 40))));
        Assert.Contains("without a pause", Of(result, "posting_rhythm")!.Evidence, StringComparison.Ordinal);
        StaysBelow(result);
    }

    [Fact]
    public void People_who_sleep_have_no_such_rhythm() => Assert.Null(Of(Score(Context(), World.Ordinary(), At(Human(20))), "posting_rhythm"));

    [Fact]
    public void A_rhythm_goes_on_over_batches_and_serialisation()
    {
        var posts = At(Enumerable.Range(0, 40).Select(i => i * 30.0));
        var features = new AccountFeatures();
        foreach (var post in posts)
            features = AccountFeatures.FromJson(scorer.Apply(World.Ordinary(), features, default, [post], Context(), World.Start).Features.ToJson());
        var whole = Score(Context(), World.Ordinary(), posts).Features;
        Assert.Equal((whole.Rhythm!.Intervals, whole.Rhythm.Mean, whole.Rhythm.Variance, whole.Rhythm.LongestAwake),
            (features.Rhythm!.Intervals, features.Rhythm.Mean, features.Rhythm.Variance, features.Rhythm.LongestAwake));
    }

    [Theory]
    [InlineData(8, 2, true)]
    [InlineData(3, 1, false)]
    public void Posts_that_vanish_are_told_when_they_are_many(int deleted, int edited, bool told)
    {
        var result = Score(Context(), World.Fresh() with { Ends = new PostEnds(deleted, edited) }, At(Human(3)));
        Assert.Equal(told, Of(result, "vanishing_posts") is not null);
        StaysBelow(result);
    }

    [Theory]
    [InlineData(64, 30, true)]
    [InlineData(64, 6, false)]
    [InlineData(4, 4, false)]
    public void Whom_an_account_follows_supports_little_and_never_suffices(int looked, int suspended, bool told)
    {
        var result = Score(Context(), World.Fresh() with { Circle = new Circle(looked, suspended) }, At(Human(3)));
        Assert.Equal(told, Of(result, "suspended_circle") is not null);
        StaysBelow(result);
    }

    private static readonly LinkBank Bank = LinkBank.Compile(
    [
        new("l1", "outlets", World.Violent, "ember-press.example", 0.8), new("l2", "outlets", World.Violent, "https://share.example/u/ember", 0.8),
    ]);

    private static PostInput[] Linking(int count, string frame) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var url = i % 2 == 0 ? $"https://news.ember-press.example/{i}?utm_source=x" : $"https://www.share.example/u/ember/{i}";
        return new PostInput($"p{i}", World.Start.AddMinutes(i * (61 + i)), string.Format(System.Globalization.CultureInfo.InvariantCulture, frame, url)) { Urls = [url] };
    })];

    [Fact]
    public void Spreading_banked_links_crosses_and_names_the_link()
    {
        var result = Score(Context(Bank), World.Ordinary(), Linking(12, "Everybody read this {0}"));
        Assert.Contains(result.Risks, risk => risk.Policy == World.Violent && risk.Crosses);
        Assert.Contains("news.ember-press.example", result.PostSignals[0].Evidence, StringComparison.Ordinal);
        Assert.Equal("https://news.ember-press.example/0?utm_source=x".Length, Assert.Single(result.PostSignals[0].Highlights).Length);
    }

    [Theory]
    [InlineData("Police say this page {0} spreads it, our correspondent reports")]
    [InlineData("Do not join them, lies by liars: {0}")]
    [InlineData("بحسب مصادر أمنية هذا الموقع {0}")]
    public void Reporting_on_a_link_does_not_cross(string frame) => StaysBelow(Score(Context(Bank), World.Ordinary(), Linking(12, frame)));

    [Fact]
    public void One_link_among_many_posts_and_the_same_link_again_say_little()
    {
        StaysBelow(Score(Context(Bank), World.Ordinary(), [.. At(Human(5)), .. Linking(1, "Look {0}")]));
        var once = Score(Context(Bank), World.Ordinary(), Linking(1, "Look {0}"));
        var same = Linking(1, "Look {0}")[0];
        var often = Score(Context(Bank), World.Ordinary(), [.. Enumerable.Range(0, 20).Select(i => same with { Id = $"q{i}", CreatedAt = World.Start.AddHours(i * i) })]);
        Assert.Equal(Of(once, "links")!.Strength, Of(often, "links")!.Strength, 9);
        StaysBelow(often);
    }

    [Fact]
    public void A_profile_that_links_to_what_a_bank_lists_says_so()
    {
        ScoreResult With(string? url) => Score(Context(Bank), World.Ordinary() with { Url = url }, At(Human(9)));
        var listed = Of(With("https://WWW.ember-press.example/join?x=1"), "links")!;
        Assert.StartsWith("The profile links to ", listed.Evidence, StringComparison.Ordinal);
        Assert.Contains("ember-press.example", listed.Evidence, StringComparison.Ordinal);
        Assert.True(With("https://ember-press.example").Risks[0].Risk > With(null).Risks[0].Risk);
        Assert.Null(Of(With("https://harbour.example"), "links"));
        Assert.Null(Of(With("no address at all"), "links"));
    }

    [Fact]
    public void Shortened_links_only_support()
    {
        var posts = Enumerable.Range(0, 15).Select(i => new PostInput($"p{i}", World.Start.AddMinutes(i * (50 + i)), $"{Daily[i % 5]} https://bit.ly/a{i}")).ToArray();
        var result = Score(Context(Bank), World.Fresh(), posts);
        Assert.Equal(EvidenceKind.Circumstance, Of(result, "shortened_links")!.Kind);
        StaysBelow(result);
    }

    private static PostInput[] Approaching(int count, string text, bool follows = false, bool young = true) => [.. Enumerable.Range(0, count).Select(i =>
        new PostInput($"p{i}", World.Start.AddMinutes(i * (55 + i)), $"{text} {i}") { Contacts = [new Contact($"young{i}", young, follows)] })];

    [Fact]
    public void Inviting_young_strangers_is_conduct_only_beside_the_groups_words()
    {
        var plain = Score(Context(), World.Fresh(), Approaching(12, "You are not alone, write to me privately"));
        Assert.All(plain.Signals.Where(signal => signal.Detector == "outreach"), signal => Assert.Equal(EvidenceKind.Circumstance, signal.Kind));
        StaysBelow(plain);
        var speaking = Score(Context(), World.Fresh(), Approaching(12, "The ashen banner waits, ash will rise, تواصل معي على الخاص"));
        var signal = Assert.Single(speaking.Signals, signal => signal is { Detector: "outreach", Kind: EvidenceKind.Conduct });
        Assert.Equal(World.Violent, signal.Policy);
        Assert.Contains("12", signal.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Followers_grown_accounts_and_words_without_invitation_make_no_outreach()
    {
        Assert.Null(Of(Score(Context(), World.Fresh(), Approaching(12, "Write to me privately", follows: true)), "outreach"));
        Assert.Null(Of(Score(Context(), World.Fresh(), Approaching(12, "Write to me privately", young: false)), "outreach"));
        Assert.Null(Of(Score(Context(), World.Fresh(), Approaching(12, "Welcome here, the market opens early")), "outreach"));
        var same = Approaching(12, "Write to me privately").Select(post => post with { Contacts = [new Contact("sister", true, false)] }).ToArray();
        Assert.Null(Of(Score(Context(), World.Fresh(), same), "outreach"));
    }

    [Fact]
    public void Whoever_was_sought_out_is_a_possible_victim_and_it_never_raises()
    {
        var context = Context();
        scorer.Apply(World.Fresh("recruiter"), new AccountFeatures(), default, Approaching(12, "Join our channel https://t.me/x"), context, World.Start);
        var contacted = scorer.Apply(World.Fresh("young11"), new AccountFeatures(), default, At(Human(2)), context, World.Start);
        Assert.Equal(EvidenceKind.Exculpatory, Of(contacted, "sought_out")!.Kind);
        var other = scorer.Apply(World.Fresh("else"), new AccountFeatures(), default, At(Human(2)), context, World.Start);
        Assert.Null(Of(other, "sought_out"));
        Assert.True(contacted.Risks[0].Risk <= other.Risks[0].Risk);
    }

    [Fact]
    public void What_came_by_a_stopped_link_counts_no_more_and_what_came_by_others_does()
    {
        var (broad, other) = (new LinkEntry(new Guid(1, 0, 0, new byte[8]).ToString(), "outlets", World.Violent, "broad.example", 0.9), new LinkEntry(new Guid(2, 0, 0, new byte[8]).ToString(), "outlets", World.Violent, "other.example", 0.9));
        PostInput[] posts = [.. Enumerable.Range(0, 12).Select(i => new PostInput($"p{i}", World.Start.AddMinutes(i * 50), $"{Daily[i % 5]} {i} https://{(i < 8 ? "broad" : "other")}.example/{i}"))];
        ScoringContext Banked(params Guid[] stopped) => new([new(World.Violent, new RiskParameters())], TermMatcher.Compile([]), links: LinkBank.Compile([broad, other])) { Stopped = stopped.ToHashSet() };
        var features = new AccountFeatures();
        double? After(ScoringContext context, PostInput[] batch) => scorer.Apply(World.Fresh(), features, default, batch, context, World.Start.AddDays(3)).Signals.SingleOrDefault(s => s.Detector == "links")?.Strength;

        var all = After(Banked(), posts);
        Assert.Equal(broad.Id, Assert.Single(scorer.Apply(World.Fresh(), new AccountFeatures(), default, [posts[0]], Banked(), World.Start).PostSignals).Terms.Single());
        var left = After(Banked(Guid.Parse(broad.Id)), []);
        Assert.InRange(left!.Value, 0.1, all!.Value - 0.1);
        Assert.Null(After(Banked(Guid.Parse(broad.Id), Guid.Parse(other.Id)), []));
        Assert.Equal(all, After(Banked(), []));
    }

    [Fact]
    public void Links_and_outreach_add_little_to_what_is_remembered()
    {
        PostInput Long(PostInput post) => post with { Id = post.Id.PadLeft(32, '0') };
        var plain = Score(Context(Bank), World.Fresh(), [.. At(Human(9)).Select(Long)]).Features.ToUtf8().Length;
        var links = Linking(60, "Write to me privately and read {0}").Select((post, i) => Long(post) with { Contacts = [new Contact($"young{i}", true, false)] });
        var all = Score(Context(Bank), World.Fresh(), [.. At(Human(9)).Select(Long), .. links]).Features;
        Assert.True(all.Outreach!.Invited >= 50 && all.Links![World.Violent].Links.Count == 10);
        Assert.InRange(all.ToUtf8().Length - plain, 200, 1024);
    }

    [Fact]
    public void All_of_it_together_without_content_stays_below_every_threshold()
    {
        var posts = Enumerable.Range(0, 80).Select(i => new PostInput($"p{i}", World.Start.AddMinutes(i * 60), $"{Daily[i % 5]} {i} https://bit.ly/a{i} write to me privately")
        {
            Contacts = [new Contact($"young{i}", true, false)],
        }).ToArray();
        var reports = ReportTally.Of(Enumerable.Range(0, 300).Select(i => new ReportMade(ReporterKind.User, $"u{i}", World.Start.AddDays(i))));
        var result = scorer.Apply(World.Fresh() with { Ends = new PostEnds(40, 20), Circle = new Circle(64, 64) }, new AccountFeatures(), reports, posts, Context(Bank), World.Start.AddDays(9));
        Assert.True(result.Signals.Select(signal => signal.Detector).Distinct().Count() >= 6);
        StaysBelow(result);
    }
}
