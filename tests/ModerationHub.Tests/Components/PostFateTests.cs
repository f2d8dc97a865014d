using Bunit;
using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Tests.Components;

public class PostFateTests : ConsoleTest
{
    [Fact]
    public void A_post_says_when_it_was_deleted_or_edited_on_the_platform()
    {
        var post = new PostView("p1", "Bread is ready", "en", Now, 1);
        Assert.DoesNotContain("on the platform", Render<PostCard>(p => p.Add(c => c.Post, post)).Markup, StringComparison.Ordinal);
        var gone = Render<PostCard>(p => p.Add(c => c.Post, post with { DeletedAt = Now, EditedAt = Now })).Markup;
        Assert.Contains("deleted on the platform at", gone, StringComparison.Ordinal);
        Assert.Contains("edited on the platform at", gone, StringComparison.Ordinal);
        Assert.Contains("Bread is ready", gone, StringComparison.Ordinal);
    }
}
