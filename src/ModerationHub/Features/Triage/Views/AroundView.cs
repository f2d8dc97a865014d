using ModerationHub.Features.Cases;

namespace ModerationHub.Features.Triage.Views;

/// <summary>What stands around a post as far as it is known: the answer, the sentence that stood in its way, or neither yet.</summary>
public sealed class AroundView(PostsAround? posts, string? problem)
{
    public static AroundView Asked => new(null, null);

    public PostsAround? Posts => posts;

    public string? Problem => problem;
}
