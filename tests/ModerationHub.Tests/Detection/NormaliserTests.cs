using CsCheck;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public class NormaliserTests
{
    private const string Alphabet = "abcdeABZ 0134579@#$!.-_:/\n\t\u0640\u064B\u0651\u200B\u200C\u200D\u00AD\uFEFFاأإآىيیکكةهہرماد٣۴" +
        "асеорнпиВНКйёαονηΗΡςΩéñüßæıİłøÅﷺﬁ①²½가がカ\u3099\u0301\u0308中国\uD835\uDC00\uD83D\uDE02\uD83C\uDD70\uD800\uDC00";

    private static readonly Gen<string> Text = Gen.Frequency(
        (6, Gen.OneOf(Alphabet.ToCharArray()).Array[0, 40].Select(chars => new string(chars))),
        (2, Gen.Char.Array[0, 30].Select(chars => new string(chars))),
        (2, Gen.OneOf("a s h e n  b a n n e r", "а s h е n", "b4nn3r", "#Ashen_Banner", "14ab3c", "x y z", "1 2 3 4", "@user", "рот", "a@b", " ").Array[0, 6].Select(string.Concat)));

    [Fact]
    public void Normalising_twice_changes_nothing() => Text.Sample(text =>
    {
        var once = TextNormaliser.Normalise(text).ToString();
        Assert.Equal(once, TextNormaliser.Normalise(once).ToString());
    }, iter: 20_000);

    [Fact]
    public void Every_unit_of_the_basic_plane_folds_to_something_stable()
    {
        for (var code = 0; code < 65536; code++)
        {
            var once = TextNormaliser.Normalise($"x {(char)code} y").ToString();
            var twice = TextNormaliser.Normalise(once).ToString();
            if (once != twice) Assert.Fail($"U+{code:X4}: '{once}' became '{twice}'");
        }
    }

    [Fact]
    public void The_map_points_into_the_original_in_order() => Text.Sample(text =>
    {
        var normalised = TextNormaliser.Normalise(text);
        var last = 0;
        for (var i = 0; i < normalised.Length; i++)
        {
            var span = normalised.Original(i, 1);
            Assert.InRange(span.Start, last, text.Length);
            Assert.InRange(span.End, span.Start, text.Length);
            if (normalised.Span[i] != ' ') Assert.True(span.Length > 0);
            last = span.Start;
        }
    }, iter: 10_000);

    [Fact]
    public void What_the_map_marks_normalises_to_what_was_found() => Text.Sample(text =>
    {
        var original = $"lantern {text} , Àshen Bánner , {text}";
        var normalised = TextNormaliser.Normalise(original);
        var at = normalised.ToString().IndexOf("ashen banner", StringComparison.Ordinal);
        Assert.True(at >= 0);
        var span = normalised.Original(at, "ashen banner".Length);
        Assert.Equal("ashen banner", TextNormaliser.Normalise(original.Substring(span.Start, span.Length)).ToString());
    }, iter: 2_000);

    [Theory]
    [InlineData("ÀSHEN  Bánner!", "ashen banner")]
    [InlineData("ashen\u200Bban\u00ADner", "ashenbanner")]
    [InlineData("ＡＳＨＥＮ ①", "ashen 1")]
    [InlineData("𝐀𝐬𝐡𝐞𝐧 🅰🅱", "ashen ab")]
    [InlineData("b4nn3r of 4shen 2016", "banner of ashen 2016")]
    [InlineData("covid19 mp3 24", "covid19 mp3 24")]
    [InlineData("b@nner $tand", "banner stand")]
    [InlineData("a s h e n", "ashen")]
    [InlineData("a.s.h.e.n", "ashen")]
    [InlineData("a s h e n   b a n n e r", "ashen banner")]
    [InlineData("I am a friend", "i am a friend")]
    [InlineData("Straße İstanbul ılık", "strasse istanbul ilik")]
    [InlineData("#Ashen_Banner @some_one", "#ashen banner @some one")]
    [InlineData("٣٤ ۵", "34 5")]
    public void Latin_forms(string text, string expected) => Assert.Equal(expected, TextNormaliser.Normalise(text).ToString());

    [Theory]
    [InlineData("رَايَةُ الرَّمَادِ", "رايه الرماد")]
    [InlineData("رايـــــة الرمــاد", "رايه الرماد")]
    [InlineData("أإآٱ", "اااا")]
    [InlineData("على مستوى", "علي مستوي")]
    [InlineData("کتابی", "كتابي")]
    [InlineData("ہمارا کتاب", "همارا كتاب")]
    [InlineData("ﺭﺍﻳﺔ", "رايه")]
    [InlineData("مؤمن سئل", "مومن سيل")]
    [InlineData("می\u200Cخواهم", "ميخواهم")]
    public void Arabic_forms(string text, string expected) => Assert.Equal(expected, TextNormaliser.Normalise(text).ToString());

    [Theory]
    [InlineData("аshеn", "ashen")]
    [InlineData("join the АЅНЕ", "join the ashe")]
    [InlineData("Αshεn", "ashen")]
    [InlineData("рот и нос", "рот и нос")]
    [InlineData("хороший кот", "хорошии кот")]
    [InlineData("city of кот и собака", "city of кот и собака")]
    public void Look_alikes_fold_only_where_they_pose_as_Latin(string text, string expected) =>
        Assert.Equal(expected, TextNormaliser.Normalise(text).ToString());

    [Fact]
    public void A_highlight_covers_the_marks_of_its_letters()
    {
        const string text = "قال: رَايَةُ الرَّمَادِ.";
        var normalised = TextNormaliser.Normalise(text);
        var span = normalised.Original(normalised.ToString().IndexOf("رايه", StringComparison.Ordinal), 4);
        Assert.Equal("رَايَةُ", text.Substring(span.Start, span.Length));
    }

    [Fact]
    public void A_reused_buffer_gives_the_same_as_a_new_one() => Gen.Select(Text, Text).Sample((first, second) =>
    {
        var buffer = TextNormaliser.Normalise(first);
        TextNormaliser.Normalise(second, buffer);
        Assert.Equal(TextNormaliser.Normalise(second).ToString(), buffer.ToString());
    });

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    public void The_map_refuses_what_lies_outside(int start, int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TextNormaliser.Normalise("ashen").Original(start, length));
}
