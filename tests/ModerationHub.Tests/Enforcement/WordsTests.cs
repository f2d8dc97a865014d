using ModerationHub.Domain;

namespace ModerationHub.Tests.Enforcement;

public class WordsTests
{
    [Theory, InlineData(null), InlineData(""), InlineData(" \n\t"), InlineData("\u200f\u202e \u200b"), InlineData("\u2067\u2069")]
    public void What_cannot_be_seen_says_nothing(string? text) => Assert.True(Words.AreMissing(text));

    [Theory, InlineData("x"), InlineData("؟"), InlineData("\u200fنعم"), InlineData("👍")]
    public void What_can_be_seen_says_something(string text) => Assert.False(Words.AreMissing(text));
}
