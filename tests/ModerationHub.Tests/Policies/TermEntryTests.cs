using ModerationHub.Domain;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies;

namespace ModerationHub.Tests.Policies;

public class TermEntryTests
{
    [Theory]
    [InlineData(TermKind.Phrase, "", "term_empty")]
    [InlineData(TermKind.Phrase, "   ", "term_empty")]
    [InlineData(TermKind.Phrase, "x", "term_one_letter")]
    [InlineData(TermKind.Phrase, "وـــ", "term_one_letter")]
    [InlineData(TermKind.Phrase, "…!", "term_nothing_left")]
    [InlineData(TermKind.Phrase, "two\nlines", "term_control_characters")]
    [InlineData(TermKind.Hashtag, "two words", "term_hashtag")]
    [InlineData(TermKind.Hashtag, "#", "term_hashtag")]
    [InlineData(TermKind.Domain, "https://thistle-press.example/x", "term_domain")]
    [InlineData(TermKind.Domain, "localhost", "term_domain")]
    public void A_bad_entry_is_named(TermKind kind, string text, string rule) =>
        Assert.Equal(rule, Assert.Throws<RuleBrokenException>(() => new TermEntry(kind, text, null, 0.5).Checked()).Rule.Code);

    [Theory, InlineData(0), InlineData(-0.1), InlineData(1.01), InlineData(double.NaN)]
    public void A_strength_outside_its_range_is_refused(double weight) =>
        Assert.Equal("term_weight", Assert.Throws<RuleBrokenException>(() => new TermEntry(TermKind.Phrase, "iron thistle", null, weight).Checked()).Rule.Code);

    [Theory, InlineData("english"), InlineData("e"), InlineData("en-GB"), InlineData("<b>")]
    public void A_language_is_a_short_tag(string language) =>
        Assert.Equal("term_language", Assert.Throws<RuleBrokenException>(() => new TermEntry(TermKind.Phrase, "iron thistle", language, 0.5).Checked()).Rule.Code);

    [Fact]
    public void Half_a_sign_is_refused() =>
        Assert.Equal("term_control_characters", Assert.Throws<RuleBrokenException>(() => new TermEntry(TermKind.Phrase, $"half {'\ud83d'} a sign", null, 0.5).Checked()).Rule.Code);

    [Fact]
    public void A_good_entry_is_stored_trimmed_and_in_one_spelling()
    {
        Assert.Equal(new TermEntry(TermKind.Phrase, "الشوكة تعلو", "ar", 0.7), new TermEntry(TermKind.Phrase, "  الشوكة تعلو ", " AR ", 0.7).Checked());
        Assert.Equal("الشوكة_تعلو", new TermEntry(TermKind.Hashtag, "#الشوكة_تعلو", null, 0.7).Checked().Text);
        Assert.Equal("thistle-press.example", new TermEntry(TermKind.Domain, "Thistle-Press.example", "", 1).Checked().Text);
        Assert.Null(new TermEntry(TermKind.Phrase, "iron thistle", "  ", 1).Checked().Language);
    }
}
