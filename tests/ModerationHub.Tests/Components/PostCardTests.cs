using Bunit;
using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Tests.Components;

public class PostCardTests : ConsoleTest
{
    static PostView Post(string text, params Highlight[] highlights) => new("p1", text, "ar", Now, 1) { Highlights = highlights };

    [Fact]
    public void Markup_in_a_post_stays_text()
    {
        const string text = "<script>alert(1)</script> <img src=x onerror=alert(1)> &amp; done";
        var card = Render<PostCard>(p => p.Add(c => c.Post, Post(text, new Highlight(2, 6, "<b>term</b>"))));

        Assert.Equal(text, card.Find(".text").TextContent);
        Assert.Empty(card.FindAll("script, img"));
        Assert.Equal("<b>term</b>", card.Find("mark").GetAttribute("title"));
        Assert.Equal("Marked for: <b>term</b>", card.Find(".visually-hidden").TextContent);
    }

    [Fact]
    public void Text_carries_its_language_and_finds_its_own_direction()
    {
        var text = Render<PostCard>(p => p.Add(c => c.Post, Post("نص"))).Find(".text");

        Assert.Equal(("auto", "ar"), (text.GetAttribute("dir"), text.GetAttribute("lang")));
    }

    [Fact]
    public void Links_are_text_and_cannot_be_clicked()
    {
        var post = Post("x") with { Links = [new LinkView("javascript:alert(1)", "torch.example")] };
        var card = Render<PostCard>(p => p.Add(c => c.Post, post));

        Assert.Empty(card.FindAll("a"));
        Assert.Contains("torch.example", card.Find(".links").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_bank_says_of_a_picture_is_text_and_shows_no_pixel()
    {
        var post = Post("x") with { Media = [new MediaView("m1", "image", null)], KnownMedia = ["Shows an image that the bank “<b>Emblems</b>” labels “Banner” (7 of 256 bits differ)."] };
        var card = Render<PostCard>(p => p.Add(c => c.Post, post));

        Assert.Equal(post.KnownMedia[0], card.Find(".known").TextContent);
        Assert.Empty(card.FindAll("img, b"));
    }

    [Fact]
    public void The_exhibit_button_gives_out_the_post()
    {
        string? chosen = null;
        var card = Render<PostCard>(p => p.Add(c => c.Post, Post("x")).Add(c => c.OnToggleExhibit, id => chosen = id));

        card.Find(".pick").Click();

        Assert.Equal("p1", chosen);
    }

    [Theory]
    [InlineData("abcdef", 2, 2, "ab[cd]ef")]
    [InlineData("abcdef", -3, 5, "[ab]cdef")]
    [InlineData("abcdef", 4, 99, "abcd[ef]")]
    [InlineData("abcdef", 9, 2, "abcdef")]
    [InlineData("abcdef", 2, 0, "abcdef")]
    [InlineData("a🔥b", 2, 1, "a[🔥]b")]
    [InlineData("abc", 1, int.MaxValue, "a[bc]")]
    public void A_span_never_loses_a_letter(string text, int start, int length, string expected) =>
        Assert.Equal(expected, Show(TextParts.Of(text, [new Highlight(start, length, "t")])));

    [Fact]
    public void Overlapping_spans_are_drawn_once() =>
        Assert.Equal("a[bcd][e]f", Show(TextParts.Of("abcdef", [new Highlight(3, 2, "t"), new Highlight(1, 3, "t")])));

    static string Show(IEnumerable<TextPart> parts) => string.Concat(parts.Select(part => part.Reason is null ? part.Text : $"[{part.Text}]"));
}
