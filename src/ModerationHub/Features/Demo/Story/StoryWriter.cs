namespace ModerationHub.Features.Demo.Story;

/// <summary>Collects what happens; the chapters write in any order, the end sorts by time.</summary>
sealed class StoryWriter(StoryRandom random)
{
    readonly List<StoryEvent> _events = [];
    readonly List<DemoPost> _groupPosts = [];

    /// <summary>The group's own posts so far, for those who quote, answer or report them.</summary>
    public IReadOnlyList<DemoPost> GroupPosts => _groupPosts;

    public void Account(DateTimeOffset at, DemoAccount account) => _events.Add(new AccountSeen(at.Rounded(), account));

    public DemoPost Post(Persona author, DateTimeOffset at, string text, string? client = null,
        DemoPost? answers = null, DemoPost? quotes = null, string? language = null)
    {
        var post = new DemoPost
        {
            Id = random.Code(16),
            AccountId = author.Id,
            CreatedAt = at.Rounded(),
            Text = text,
            Language = language ?? author.Grammar.Language,
            Client = client ?? author.Client,
            InReplyTo = answers?.Id,
            QuoteOf = quotes?.Id,
            Mentions = answers is null ? null : [answers.AccountId],
        };
        _events.Add(new PostMade(post.CreatedAt, post));
        return post;
    }

    public void GroupPost(Persona author, DateTimeOffset at, string text) => _groupPosts.Add(Post(author, at, text));

    /// <summary>A post of the group that was there before <paramref name="at"/>, if there was one.</summary>
    public DemoPost? GroupPostBefore(DateTimeOffset at, StoryRandom chooser)
    {
        for (var i = 0; i < 8 && _groupPosts.Count > 0; i++)
            if (chooser.Pick(_groupPosts) is var post && post.CreatedAt < at) return post;
        return null;
    }

    public void Follow(string follower, string followed, DateTimeOffset at) =>
        _events.Add(new FollowMade(at.Rounded(), new DemoFollow { FollowerId = follower, FollowedId = followed, At = at.Rounded() }));

    public void Report(string reporter, string kind, string account, string reason, DateTimeOffset at,
        string? comment = null, string? post = null) =>
        _events.Add(new ReportMade(at.Rounded(), new DemoReport
        {
            Id = random.Code(14),
            AccountId = account,
            PostId = post,
            ReporterId = reporter,
            ReporterKind = kind,
            Reason = reason,
            Comment = comment,
            At = at.Rounded(),
        }));

    public IReadOnlyList<StoryEvent> Ordered() => [.. _events.OrderBy(happened => happened.At)];
}
