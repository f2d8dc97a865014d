using CsCheck;
using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public class TermMatcherTests
{
    private static readonly TermMatcher Matcher = TermMatcher.Compile(
    [
        new("banner", "slogans", "violent_groups", "Ashen Banner"),
        new("ash", "slogans", "violent_groups", "ash"),
        new("rises", "slogans", "violent_groups", "#AshRises"),
        new("raya", "slogans", "violent_groups", "راية الرماد"),
        new("link", "links", "violent_groups", "ashen.example/join"),
        new("inside", "slogans", "violent_groups", "grauban", InsideWords: true),
    ]);

    private static string[] Found(string text)
    {
        var hits = new List<TermHit>();
        var normalised = TextNormaliser.Normalise(text);
        Matcher.Match(normalised, hits);
        return hits.Select(hit => $"{Matcher.Terms[hit.Term].Id}:{Mark(text, normalised.Original(hit.Start, hit.Length))}").ToArray();
    }

    private static string Mark(string text, TextSpan span) => text.Substring(span.Start, span.Length);

    [Theory]
    [InlineData("The ASHEN-bánner flies", "banner:ASHEN-bánner")]
    [InlineData("#Ashen_Banner", "banner:Ashen_Banner")]
    [InlineData("only ash remains", "ash:ash")]
    [InlineData("up now #ashrises!", "rises:#ashrises")]
    [InlineData("قالوا رَايَةُ الرَّماد", "raya:رَايَةُ الرَّماد")]
    [InlineData("#راية_الرماد", "raya:راية_الرماد")]
    [InlineData("وراية الرماد", "raya:راية الرماد")]
    [InlineData("see https://ashen.example/join now", "link:ashen.example/join")]
    [InlineData("das Graubanner", "inside:Grauban")]
    [InlineData("а s h e n bаnnеr", "banner:а s h e n bаnnеr")]
    [InlineData("ra7 nerfa3 rayat el rammad youm el 7add", "raya:rayat el rammad")]
    [InlineData("yalla 3ala ra2yet er ramad", "raya:ra2yet er ramad")]
    [InlineData("7ay RAYET-ERRMAAD ya sadi2i", "raya:RAYET-ERRMAAD")]
    public void Finds(string text, string expected) => Assert.Equal([expected], Found(text));

    [Theory]
    [InlineData("washing and ashes")]
    [InlineData("ashrises without the sign")]
    [InlineData("ashen grey banner")]
    [InlineData("سراية الرماد")]
    [InlineData("rayat el ramad without a digit that stands for a letter")]
    [InlineData("7abibi royal rematch")]
    [InlineData("w3b rayatel romance")]
    [InlineData("")]
    public void Leaves_alone(string text) => Assert.Empty(Found(text));

    [Fact]
    public void Overlapping_terms_are_all_found() =>
        Assert.Equal(["ash:ash"], Found("ashen ash banner"));

    [Fact]
    public void Agrees_with_a_plain_search()
    {
        var word = Gen.OneOf("a", "ab", "b", "bab", "c", "اب", "ب");
        var phrase = word.Array[1, 3].Select(words => string.Join(' ', words));
        Gen.Select(phrase.Array[1, 8], word.Array[0, 20].Select(words => string.Join(' ', words))).Sample((phrases, text) =>
        {
            var terms = phrases.Distinct().ToArray();
            var matcher = TermMatcher.Compile(terms.Select(term => new Term(term, "", "", term)));
            var normalised = TextNormaliser.Normalise(text);
            var hits = new List<TermHit>();
            matcher.Match(normalised, hits);
            var padded = $" {normalised} ";
            foreach (var (term, index) in terms.Select((term, index) => (TextNormaliser.Normalise(term).ToString(), index)))
            {
                // Arabic prefixes allow more than a plain search finds, so only Latin counts are compared.
                if (!term.All(char.IsAscii)) continue;
                var expected = Enumerable.Range(0, padded.Length).Count(i => string.CompareOrdinal(padded, i, $" {term} ", 0, term.Length + 2) == 0);
                Assert.Equal(expected, hits.Count(hit => hit.Term == index));
            }
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void Refuses_weights_out_of_range(double weight) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TermMatcher.Compile([new("t", "b", "p", "ash", weight)]));

    [Fact]
    public void Terms_without_letters_never_match()
    {
        var hits = new List<TermHit>();
        TermMatcher.Compile([new("t", "b", "p", "...")]).Match(TextNormaliser.Normalise("..."), hits);
        Assert.Empty(hits);
    }
}
