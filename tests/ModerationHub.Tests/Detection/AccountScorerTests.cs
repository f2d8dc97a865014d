using CsCheck;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;

namespace ModerationHub.Tests.Detection;

public class AccountScorerTests
{
    private readonly World world = new();

    [Fact]
    public void A_supporter_crosses_within_six_posts()
    {
        Assert.False(world.Risk(world.Supporting(1)).Crosses);
        Assert.True(world.Risk(world.Supporting(6)).Crosses);
    }

    [Fact]
    public void A_young_bare_supporter_crosses_within_four_posts() => Assert.True(world.Risk(World.Fresh(), default, world.Supporting(4)).Crosses);

    [Fact]
    public void A_supporter_who_uses_them_in_most_posts_crosses() => Assert.True(world.Risk([.. world.Supporting(12), .. world.DailyPosts(8)]).Crosses);

    [Fact]
    public void One_post_with_one_term_does_not_cross_whoever_reports_it()
    {
        var reports = default(ReportTally).With(ReporterKind.TrustedFlagger).With(ReporterKind.Partner).With(ReporterKind.User, 0.9);
        Assert.False(world.Risk(World.Fresh(), reports, world.Post("I saw the ashen banner")).Crosses);
    }

    [Fact]
    public void Ordinary_people_stay_low() => Assert.Equal(RiskBand.Low, world.Risk(world.DailyPosts(40)).Band);

    [Theory]
    [InlineData("Police say the {0} was seen near the bridge, {1} witnesses told our correspondent", "According to officials the {0} claimed it, {1} reported")]
    [InlineData("بحسب مصادر أمنية {0} {1}", "أفادت وكالة أنباء النهر عن {0} {1}")]
    [InlineData("haha the {0} again, {1} clowns 😂", "lol {0} {1} what a joke")]
    [InlineData("هههههه {0} {1}", "مسخرة {0} {1} 😂")]
    [InlineData("Shame on the {0}, {1}", "We condemn {0} {1} and all of it")]
    [InlineData("نرفض {0} {1}", "لا تصدقوا {0} {1}")]
    [InlineData("Selon la presse, {0} {1}", "mdr {0} {1}")]
    [InlineData("{0} propagandası üzerine araştırma {1}", "sözde {0} {1} palyaço")]
    public void Reporting_mockery_and_counter_speech_do_not_cross(string first, string second)
    {
        var risk = world.Risk([.. world.Framed(10, first, second), .. world.DailyPosts(5)]);
        Assert.False(risk.Crosses, $"risk {risk.Risk:0.00}");
        Assert.Contains(risk.Shares, share => share.Kind == EvidenceKind.Exculpatory && share.LogOdds < 0);
    }

    [Theory]
    [InlineData("We stand against the tyrants with the {0} and {1}")]
    [InlineData("{0} against the whole world {1}")]
    [InlineData("Nous sommes les mêmes, {0} {1}")]
    public void Words_of_fight_and_common_words_are_no_excuse(string frame)
    {
        var risk = world.Risk(world.Framed(10, frame));
        Assert.DoesNotContain(risk.Shares, share => share.Kind == EvidenceKind.Exculpatory);
        Assert.True(risk.Crosses);
    }

    [Theory]
    [InlineData("No to the {0} {1}")]
    [InlineData("ضد {0} {1}")]
    [InlineData("против {0} {1}")]
    public void Words_of_rejection_right_before_a_term_are(string frame) =>
        Assert.Contains(world.Risk(world.Framed(10, frame)).Shares, share => share.Kind == EvidenceKind.Exculpatory);

    [Fact]
    public void A_few_uses_among_many_ordinary_posts_do_not_cross() => Assert.False(world.Risk([.. world.DailyPosts(30), .. world.Supporting(4)]).Crosses);

    [Fact]
    public void Declared_press_weighs_against() =>
        Assert.True(world.Risk(World.Ordinary() with { Standing = AccountStanding.Press }, default, world.Supporting(6)).Risk < world.Risk(World.Ordinary("a2"), default, world.Supporting(6)).Risk);

    [Fact]
    public void A_threat_to_life_crosses_at_once_and_no_context_lowers_it()
    {
        var risk = world.Risk(World.Ordinary() with { Standing = AccountStanding.Press | AccountStanding.Verified }, default, world.Post("lol, according to police we burn them at noon haha"));
        Assert.True(risk.Crosses);
        Assert.True(risk.ThreatToLife);
    }

    [Fact]
    public void Reports_and_circumstances_never_cross_by_themselves() =>
        Gen.Select(Gen.Int[0, 500], Gen.Double[0, 1], Gen.Int[0, 50], Gen.Int[0, 50], Gen.Int[0, 200], Gen.Int[0, 2_000]).Sample((users, reliability, flaggers, partners, authorities, listed) =>
        {
            var reports = new ReportTally(users, users * reliability * reliability, flaggers, partners, authorities, listed);
            Assert.All(new World().Score(World.Fresh(), new(), reports, [.. new World().DailyPosts(3)]).Risks, risk => Assert.False(risk.Crosses));
        }, iter: 300);

    [Fact]
    public void A_mass_list_adds_next_to_nothing_and_an_authority_nothing()
    {
        var none = world.Risk(World.Ordinary(), default, world.Post("the ashen banner"));
        var listed = world.Risk(World.Ordinary("a2"), new ReportTally(0, 0, 0, 0, 0, 5_000), world.Post("the ashen banner"));
        var authority = world.Risk(World.Ordinary("a3"), new ReportTally(0, 0, 0, 0, 40, 0), world.Post("the ashen banner"));
        Assert.InRange(listed.LogOdds - none.LogOdds, 0, 0.1);
        Assert.Equal(none.LogOdds, authority.LogOdds);
    }

    [Fact]
    public void Repeating_the_usual_mix_a_hundred_times_does_not_raise_the_risk() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[1, 6]).Sample((own, framed, daily) =>
        {
            var place = new World();
            PostInput[] mix = [.. place.Supporting(own), .. place.Framed(framed, "haha {0} {1}"), .. place.DailyPosts(daily)];
            var features = new AccountFeatures();
            var once = place.Score(World.Ordinary(), features, default, mix).Risks;
            IReadOnlyList<RiskExplanation> later = once;
            for (var round = 1; round <= 100; round++)
                later = place.Score(World.Ordinary(), features, default,
                    [.. mix.Select(post => post with { Id = $"{post.Id}r{round}", CreatedAt = post.CreatedAt.AddHours(round * mix.Length) })]).Risks;
            Assert.All(once.Zip(later), pair => Assert.InRange(pair.Second.Risk, 0, pair.First.Risk + 1e-9));
        }, iter: 20);

    [Fact]
    public void The_same_inputs_give_the_same_results_whole_or_in_pieces()
    {
        var other = new World();
        PostInput[] posts = [.. world.Supporting(5), .. world.DailyPosts(4)];
        var whole = world.Score(World.Ordinary(), new(), default, posts);
        AccountFeatures features = new();
        ScoreResult? last = null;
        foreach (var post in posts)
            last = other.Score(World.Ordinary(), AccountFeatures.FromUtf8(features.ToUtf8()) is var read ? features = read : features, default, post);
        Assert.Equal(whole.Features.ToJson(), last!.Features.ToJson());
        Assert.Equal(whole.Risks[0].LogOdds, last.Risks[0].LogOdds, 12);
    }

    [Fact]
    public void Post_signals_mark_the_original_text()
    {
        const string text = "Up with the A\u0301SHEN_Bаnner!";
        var found = Assert.Single(world.Score(World.Ordinary(), new(), default, world.Post(text)).PostSignals);
        var mark = Assert.Single(found.Highlights);
        Assert.Equal("A\u0301SHEN_Bаnner", text.Substring(mark.Start, mark.Length));
        Assert.Equal("s0", mark.TermId);
    }

    [Fact]
    public void Tags_given_beside_the_text_count() =>
        Assert.Single(world.Score(World.Ordinary(), new(), default, world.Post("tonight") with { Hashtags = ["EmberDawn"] }).PostSignals);

    [Fact]
    public void Features_stay_under_two_kilobytes()
    {
        AccountFeatures features = new();
        var id = 0;
        foreach (var post in world.Supporting(400))
            world.Score(World.Ordinary(), features, default, post with { Id = $"a-rather-long-post-id-{++id:0000000000}", Client = $"app number {id % 9}", Text = post.Text + " " + new string((char)('a' + id % 26), 40) });
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(features.ToJson()), 1, 2048);
    }
}
