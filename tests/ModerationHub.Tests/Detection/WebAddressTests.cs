using ModerationHub.Detection.Text;

namespace ModerationHub.Tests.Detection;

public class WebAddressTests
{
    [Theory]
    [InlineData("https://WWW.Example.org/", "example.org")]
    [InlineData("example.org", "example.org")]
    [InlineData("http://m.example.org:80/a/b/?utm_source=x&id=7#top", "example.org/a/b?id=7")]
    [InlineData("https://example.org/a/../b/", "example.org/b")]
    [InlineData("https://bücher.example/ä", "xn--bcher-kva.example/%C3%A4")]
    [InlineData("https://m.me/x", "m.me/x")]
    public void Addresses_are_compared_in_one_form(string link, string form) => Assert.Equal(form, WebAddress.Of(link)!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("ftp://example.org/x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("localhost")]
    [InlineData("http://")]
    [InlineData("https://exa mple.org")]
    [InlineData("http://\ud800.example")]
    public void What_is_no_web_address_is_none(string link) => Assert.Null(WebAddress.Of(link));

    [Theory]
    [InlineData("https://press.example/x", true)]
    [InlineData("https://a.b.press.example", true)]
    [InlineData("https://notpress.example", false)]
    [InlineData("https://press.example.other.test/", false)]
    [InlineData("https://share.example/u/ember", true)]
    [InlineData("https://share.example/u/ember/7?x=1", true)]
    [InlineData("https://share.example/u/embers", false)]
    [InlineData("https://share.example/", false)]
    public void A_domain_stands_for_all_below_it_and_an_address_for_what_continues_it(string link, bool found)
    {
        var bank = LinkBank.Compile([new("1", "b", "p", "press.example", 0.5), new("2", "b", "p", "share.example/u/ember", 0.5), new("3", "b", "p", "com", 0.5)]);
        var entries = new List<LinkEntry>();
        bank.Find(WebAddress.Of(link)!, entries);
        Assert.Equal(found, entries.Count == 1);
    }

    [Fact]
    public void Each_policy_gets_its_most_specific_entry()
    {
        var bank = LinkBank.Compile([new("wide", "b", "p", "share.example", 0.2), new("close", "b", "p", "share.example/u/ember", 0.9), new("other", "b", "q", "share.example", 0.3)]);
        var entries = new List<LinkEntry>();
        bank.Find(WebAddress.Of("https://share.example/u/ember/1")!, entries);
        Assert.Equal(["close", "other"], entries.Select(entry => entry.Id));
    }

    [Fact]
    public void Shorteners_and_private_channels_are_known()
    {
        Assert.True(WebAddress.Of("https://bit.ly/x")!.IsShortened);
        Assert.True(WebAddress.Of("t.me/x")!.IsPrivateChannel);
        Assert.False(WebAddress.Of("https://press.example/bit.ly")!.IsShortened);
    }
}
