using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public class LanguageProfilesTests
{
    private static readonly LanguageProfiles Profiles = LanguageProfiles.Learn(
        [("en", "the rain in the harbour and the people there"), ("fr", "la pluie dans le port et les gens de la ville"), ("ar", "المطر في الميناء والناس هناك")]);

    [Theory]
    [InlineData("the people and the harbour", "en")]
    [InlineData("les gens dans la ville", "fr")]
    [InlineData("الناس في الميناء", "ar")]
    [InlineData("12 !!", null)]
    [InlineData("", null)]
    public void Detects_what_it_learned(string text, string? language) => Assert.Equal(language, Profiles.Detect(text));

    [Fact]
    public void Only_languages_in_question_are_told()
    {
        Assert.Equal("fr", Profiles.Detect("the people and the harbour", ["ar", "fr"]));
        Assert.Equal("en", Profiles.Detect("the people and the harbour", ["ar", "en"]));
        Assert.Null(Profiles.Detect("the people and the harbour", ["tr"]));
    }

    [Fact]
    public void Nothing_to_learn_from_is_an_error() => Assert.Throws<ArgumentException>(() => LanguageProfiles.Learn([]));
}
