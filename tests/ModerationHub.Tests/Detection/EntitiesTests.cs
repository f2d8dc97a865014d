using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public class EntitiesTests
{
    [Fact]
    public void Takes_tags_links_and_mentions_of_any_script()
    {
        var found = Entities.Extract("Tonight #Lantern_Night and #ليلة_الفوانيس with @kim_7: https://lantern.example/a?b=1#c, (http://x.example/ü). #2016 mail me@x.example ＃光");
        Assert.Equal(["Lantern_Night", "ليلة_الفوانيس", "光"], found.Hashtags);
        Assert.Equal(["https://lantern.example/a?b=1#c", "http://x.example/ü"], found.Urls);
        Assert.Equal(["kim_7"], found.Mentions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# @ http:// https://")]
    [InlineData("word#tag")]
    public void Takes_nothing_where_there_is_nothing(string text)
    {
        var found = Entities.Extract(text);
        Assert.Empty(found.Hashtags);
        Assert.Empty(found.Urls);
        Assert.Empty(found.Mentions);
    }

    [Fact]
    public void Takes_each_once_and_at_most_64() =>
        Assert.Equal(64, Entities.Extract(string.Join(' ', Enumerable.Range(0, 200).Select(i => $"#t{i} #T{i}"))).Hashtags.Count);
}
