using CsCheck;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public class NearDuplicateTests
{
    private const string Text = "The lanterns along the harbour will be lit tonight at eight, bring friends and something warm to drink";

    private static MinHash Sign(string text) => NearDuplicate.Sign(TextNormaliser.Normalise(text));

    [Theory]
    [InlineData("the LANTERNS along the harbour will be lit tonight at eight; bring friends and something warm to drink!!")]
    [InlineData("@someone The lanterns along the harbour will be lit tonight at eight, bring friends and something warm to drink https://t.example/x7Kq2")]
    [InlineData("The lanterns along the hаrbour will be lit tonight at eight, bring friends and something warm to drink")]
    public void Case_links_mentions_and_look_alikes_make_no_difference(string variant)
    {
        Assert.True(Sign(Text).Similarity(Sign(variant)) >= 0.95);
        Assert.True(NearDuplicate.SameSketch(Sign(Text).Sketch(), Sign(variant).Sketch()));
    }

    [Fact]
    public void A_few_other_words_are_still_nearly_the_same_and_share_a_band()
    {
        var variant = Sign(Text + " #now");
        Assert.True(Sign(Text).Similarity(variant) >= NearDuplicate.SameText);
        Assert.NotEmpty(Keys(Sign(Text)).Intersect(Keys(variant)));
    }

    [Fact]
    public void Unrelated_texts_are_not()
    {
        var other = Sign("Tomorrow the market by the river opens early because of the rain that was forecast for noon");
        Assert.True(Sign(Text).Similarity(other) < 0.3);
        Assert.False(NearDuplicate.SameSketch(Sign(Text).Sketch(), other.Sketch()));
    }

    [Fact]
    public void The_estimate_is_close_to_the_true_similarity() =>
        Gen.Select(Gen.OneOf("ember", "river", "stone", "cloud", "maple", "tower", "noon").Array[12, 30], Gen.Int[0, 11]).Sample((words, cut) =>
        {
            var (left, right) = (string.Join(' ', words), string.Join(' ', words.Skip(cut)));
            Assert.InRange(Sign(left).Similarity(Sign(right)) - Jaccard(left, right), -0.35, 0.35);
        });

    [Fact]
    public void Similarity_is_the_share_of_equal_places() => Gen.UInt[0, 3].Array[MinHash.Size].Select(Gen.UInt[0, 3].Array[MinHash.Size]).Sample((left, right) =>
        Assert.Equal(left.Zip(right).Count(pair => pair.First == pair.Second) / 64.0, new MinHash(left).Similarity(new MinHash(right))));

    [Fact]
    public void An_empty_text_has_nothing_to_compare() =>
        Assert.Equal(0, NearDuplicate.Sign(TextNormaliser.Normalise("https://only.example/link @one"), new uint[MinHash.Size]));

    [Fact]
    public void A_signature_has_64_places() => Assert.Throws<ArgumentException>(() => new MinHash(new uint[3]));

    private static ulong[] Keys(MinHash signature)
    {
        var keys = new ulong[MinHash.Bands];
        signature.BandKeys(keys);
        return keys;
    }

    private static double Jaccard(string left, string right)
    {
        static HashSet<string> Shingles(string text) => [.. Enumerable.Range(0, text.Length - 3).Select(i => text.Substring(i, 4))];
        return Shingles(left).Intersect(Shingles(right)).Count() / (double)Shingles(left).Union(Shingles(right)).Count();
    }
}
