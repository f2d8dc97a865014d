using ModerationHub.Domain;
using ModerationHub.Domain.Learning;
using ModerationHub.Features.Learning;

namespace ModerationHub.Tests.Learning;

public class LabelledTextTests
{
    static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_newest_word_on_a_text_counts_however_it_is_spelled()
    {
        var texts = LabelledText.Distinct([new("Break the GATES!", true, "en", "a", Start.AddDays(2)), new("break the gates", false, "en", "b", Start), new("…", true, null, "c", Start)]);
        var text = Assert.Single(texts);
        Assert.True(text.Positive);
    }

    [Fact]
    public void The_digest_tells_label_language_and_origin_apart_and_not_the_order_of_arrival()
    {
        LabelledText one = new("bread", true, "en", "a", Start), other = new("soup", false, null, "b", Start);
        var digest = LabelledText.Digest(LabelledText.Distinct([one, other]));
        Assert.Equal(digest, LabelledText.Digest(LabelledText.Distinct([other, one])));
        foreach (var changed in new[] { one with { Positive = false }, one with { Language = "fr" }, one with { Origin = "z" }, one with { Text = "breads" } })
            Assert.NotEqual(digest, LabelledText.Digest(LabelledText.Distinct([changed, other])));
    }

    [Fact]
    public void About_a_quarter_of_the_origins_is_held_back_whole() =>
        Assert.InRange(Enumerable.Range(0, 4_000).Count(i => new LabelledText("x", true, null, $"account-{i}", Start).HeldBack), 900, 1_100);

    [Fact]
    public void What_is_missing_is_counted()
    {
        var stock = new TrainingStock(21, 5, 4, 1, 3, 0);
        Assert.False(stock.Suffices);
        Assert.Equal([new(ShortOf.Negatives, 15), new(ShortOf.NegativeSources, 3), new(ShortOf.HeldBackNegatives, 3)], stock.Missing());
        Assert.True(new TrainingStock(20, 20, 4, 4, 3, 3).Suffices);
        Assert.Equal([new(ShortOf.TrainingPositives, 1), new(ShortOf.TrainingNegatives, 4)], new TrainingStock(40, 20, 4, 4, 37, 20).Missing());
    }

    [Theory]
    [InlineData("text,label,language\n\"a, quoted\",1,ar\nplain,0,\n,1,en\nno label,,en\nodd,maybe,en\n")]
    [InlineData("\uFEFF{\"text\":\"a, quoted\",\"label\":1,\"language\":\"ar\"}\n{\"text\":\"plain\",\"label\":\"0\"}\n{\"text\":7}\n[1]\nnot json\n")]
    public void Csv_and_ndjson_read_alike_and_odd_rows_are_counted(string content)
    {
        var (rows, leftOut) = ReadLabelledFile.Read(content);
        Assert.Equal([new("a, quoted", true, "ar"), new("plain", false, null)], rows);
        Assert.Equal(3, leftOut);
    }

    [Fact]
    public void A_text_that_begins_with_a_hashtag_is_no_comment()
    {
        var (rows, leftOut) = ReadLabelledFile.Read("text,label\n#lantern tonight,1\nplain,0\n");
        Assert.Equal([new("#lantern tonight", true, null), new("plain", false, null)], rows);
        Assert.Equal(0, leftOut);
    }

    [Theory]
    [InlineData("")]
    [InlineData("words,other\n1,2\n")]
    [InlineData("\0\0\u0001")]
    public void A_file_that_is_neither_is_refused(string content) =>
        Assert.Equal(LearningRules.FileUnreadable, Assert.Throws<RuleBrokenException>(() => ReadLabelledFile.Read(content)).Rule);
}
