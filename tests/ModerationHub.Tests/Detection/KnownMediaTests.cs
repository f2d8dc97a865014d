using ModerationHub.Detection.Media;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public sealed class KnownMediaTests : IDisposable
{
    private const string Policy = "violent_groups";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly PdqHash Banner = Hash(1);
    private static readonly PdqHash Parade = Hash(2);

    private readonly KnownMedia known = new();
    private readonly AccountFeatures features = new();
    private int posts;

    public void Dispose() => known.Dispose();

    private static PdqHash Hash(int seed)
    {
        var random = new Random(seed);
        return new((ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64());
    }

    private static PdqHash Off(PdqHash hash, int bits) => hash with { D = hash.D ^ ((1UL << bits) - 1) };

    private static BankedHash Banked(int id, PdqHash? pdq, double weight = 1, bool disputed = false, int? quality = 100, string bank = "emblems", string label = "Thistle banner", string? md5 = null) =>
        new(new Guid(id, 0, 0, [0, 0, 0, 0, 0, 0, 0, (byte)id]), bank, pdq, md5, quality, label, weight, disputed);

    private ScoringContext Context() => new([new(Policy, new RiskParameters()), new("spam", new RiskParameters())], TermMatcher.Compile([]))
    {
        KnownMedia = known,
        HashBanks = new Dictionary<string, HashBank> { ["emblems"] = new("Emblems", [Policy]) },
    };

    [Fact]
    public void Every_entry_that_is_found_is_named_once_and_a_stopped_one_counts_no_more_for_what_was_posted_before()
    {
        known.Put(Banked(1, Banner));
        known.Put(Banked(2, Off(Banner, 5), weight: 0.5));
        Assert.Equal([Banked(1, null).Id.ToString(), Banked(2, null).Id.ToString()], Assert.Single(Score(Post(Banner)).PostSignals).Terms.Order(StringComparer.Ordinal));
        var stopped = new ScoringContext([new(Policy, new RiskParameters())], TermMatcher.Compile([]))
        {
            KnownMedia = known, HashBanks = Context().HashBanks, Stopped = new HashSet<Guid> { Banked(1, null).Id, Banked(2, null).Id },
        };
        var result = new AccountScorer().Apply(new AccountProfile("a1", "kim") { Avatar = Banner }, features, default, [Post(Banner)], stopped, Start.AddDays(9));
        Assert.Empty(result.PostSignals);
        Assert.DoesNotContain(Of(result).Shares, share => share.Detector == "known_media");
        Assert.True(Of(Score(new AccountProfile("a1", "kim"))).Crosses);
    }

    private PostInput Post(PdqHash? pdq, int? quality = null, string? md5 = null, string? repostOf = null) =>
        new($"p{++posts}", Start.AddHours(posts), "Good morning") { Media = [new PostMedia(pdq, md5, quality)], RepostOf = repostOf };

    private ScoreResult Score(params PostInput[] batch) => Score(new AccountProfile("a1", "kim"), batch);

    private ScoreResult Score(AccountProfile profile, params PostInput[] batch) => new AccountScorer().Apply(profile, features, default, batch, Context(), Start.AddDays(9));

    private static RiskExplanation Of(ScoreResult result, string policy = Policy) => result.Risks.Single(r => r.Policy == policy);

    [Fact]
    public void The_evidence_names_bank_label_and_distance()
    {
        known.Put(Banked(1, Banner));
        var result = Score(Post(Off(Banner, 7)));
        var signal = Assert.Single(result.PostSignals);
        Assert.Equal(("known_media", Policy, "p1"), (signal.Detector, signal.Policy, signal.PostId));
        Assert.Equal("Shows an image that the bank “\u2068Emblems\u2069” labels “\u2068Thistle banner\u2069” (7 of 256 bits differ).", signal.Evidence);
        var share = Of(result).Shares.Single(s => s.Detector == "known_media");
        Assert.StartsWith("1 post shows an image", share.Evidence, StringComparison.Ordinal);
        Assert.Equal(["p1"], share.PostIds);
        Assert.True(Of(result).Crosses);
        Assert.DoesNotContain(Of(result, "spam").Shares, s => s.Detector == "known_media");
    }

    [Fact]
    public void Thirty_one_bits_match_and_thirty_two_do_not()
    {
        known.Put(Banked(1, Banner));
        Assert.Single(Score(Post(Off(Banner, 31))).PostSignals);
        Assert.Empty(Score(Post(Off(Banner, 32))).PostSignals);
    }

    [Fact]
    public void A_mirrored_image_is_known_and_says_so()
    {
        known.Put(Banked(1, Banner));
        var result = Score(Post(Off(Banner.Mirrored, 9)));
        Assert.Contains("(9 of 256 bits differ, mirrored)", Assert.Single(result.PostSignals).Evidence, StringComparison.Ordinal);
        Assert.Contains("mirrored", Of(result).Shares.Single(s => s.Detector == "known_media").Evidence, StringComparison.Ordinal);
        // What is near as it is stays so.
        Assert.DoesNotContain("mirrored", Assert.Single(Score(Post(Banner)).PostSignals).Evidence, StringComparison.Ordinal);
        Assert.Empty(known.Find(Banner.Mirrored, null));
    }

    [Fact]
    public void Poor_quality_and_blank_images_match_by_the_file_alone()
    {
        known.Put(Banked(1, Banner, quality: 40));
        known.Put(Banked(2, Parade, md5: "0123456789abcdef0123456789abcdef"));
        known.Put(Banked(3, default(PdqHash)));
        Assert.Empty(Score(Post(Banner), Post(Parade, quality: 49), Post(default(PdqHash))).PostSignals);
        Assert.Contains("the same file", Assert.Single(Score(Post(null, md5: "0123456789abcdef0123456789abcdef")).PostSignals).Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_image_again_adds_nothing_and_another_does()
    {
        known.Put(Banked(1, Banner, 0.5));
        known.Put(Banked(2, Off(Banner, 3), 0.5, label: "Banner, small"));
        known.Put(Banked(3, Parade, 0.5));
        var once = Of(Score(Post(Banner))).Risk;
        var again = Of(Score(Post(Off(Banner, 2)), Post(Off(Banner, 3)))).Risk;
        Assert.Equal(once, again, 6);
        Assert.True(Of(Score(Post(Parade))).Risk > once);
    }

    [Fact]
    public void A_dispute_counts_little_and_a_label_taken_back_counts_no_more()
    {
        known.Put(Banked(1, Banner));
        var agreed = Of(Score(Post(Banner)));
        known.Put(Banked(1, Banner, disputed: true));
        var disputed = Of(Score());
        Assert.True(disputed.Risk < 0.15 && disputed.Risk < agreed.Risk);
        Assert.Contains("sources dispute the label", disputed.Shares.Single(s => s.Detector == "known_media").Evidence, StringComparison.Ordinal);
        known.Remove(Banked(1, Banner).Key);
        Assert.DoesNotContain(Of(Score(Post(Banner))).Shares, s => s.Detector == "known_media");
        known.Put(Banked(1, Banner));
        Assert.True(Of(Score()).Risk >= agreed.Risk - 1e-9);
    }

    [Fact]
    public void Passing_on_counts_less_than_posting()
    {
        known.Put(Banked(1, Banner));
        var passedOn = Of(Score(Post(Banner, repostOf: "x"))).Risk;
        Assert.InRange(passedOn, 0.1, Of(Score(Post(Banner))).Risk - 0.1);
    }

    [Fact]
    public void A_label_that_comes_or_goes_later_counts_for_a_picture_that_was_looked_up_before()
    {
        var profile = new AccountProfile("a1", "kim") { Avatar = Banner };
        known.Put(Banked(2, Parade));
        Assert.DoesNotContain(Of(Score(profile)).Shares, s => s.Detector == "known_media");
        known.Put(Banked(1, Off(Banner, 4)));
        Assert.Contains(Of(Score(profile)).Shares, s => s.Detector == "known_media");
        Assert.DoesNotContain(Of(Score(profile with { Avatar = Hash(9) })).Shares, s => s.Detector == "known_media");
        known.Remove(Banked(1, Banner).Key);
        Assert.DoesNotContain(Of(Score(profile)).Shares, s => s.Detector == "known_media");
    }

    [Fact]
    public void The_profiles_picture_counts_without_a_post()
    {
        known.Put(Banked(1, Banner));
        var share = Of(Score(new AccountProfile("a1", "kim") { Avatar = Off(Banner, 4) })).Shares.Single(s => s.Detector == "known_media");
        Assert.Equal("The account's picture is an image that the bank “\u2068Emblems\u2069” labels “\u2068Thistle banner\u2069” (4 of 256 bits differ).", share.Evidence);
    }

    [Fact]
    public void A_bank_that_serves_no_policy_tells_nothing()
    {
        known.Put(Banked(1, Banner, bank: "elsewhere"));
        Assert.Empty(Score(Post(Banner)).PostSignals);
    }

    [Fact]
    public void What_is_remembered_stays_small_and_survives_storing()
    {
        for (var i = 1; i <= 60; i++) known.Put(Banked(i, Hash(i)));
        var before = Of(Score([.. Enumerable.Range(1, 60).Select(i => Post(Hash(i)))]));
        var json = features.ToJson();
        Assert.InRange(json.Length, 0, 2048);
        var after = new AccountScorer().Apply(new AccountProfile("a1", "kim"), AccountFeatures.FromJson(json), default, [], Context(), Start.AddDays(9));
        Assert.Equal(before.Risk, Of(after).Risk, 9);
        Assert.Contains("60 posts show", Of(after).Shares.Single(s => s.Detector == "known_media").Evidence, StringComparison.Ordinal);
    }
}
