using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Posts;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

/// <summary>What stands around an evidence post: parents, quotes and replies, with account and time; the reading is on the record.</summary>
public sealed class AroundTests(TestCluster cluster) : ReviewTests(cluster)
{
    Task<PostsAround> AroundAsync(Actor actor, Guid caseId, string post) => World.Run<ReadAround, PostsAround>(actor, (h, t) => h.HandleAsync(new(caseId, post), t));

    async Task<Guid> CaseWithAsync(PostEvidence post, string queue = "ordinary", string? account = null)
    {
        var id = await World.CaseAsync(queue, account: account);
        await using var db = World.Owner();
        db.CaseEvidence.Add(new CaseEvidence { PlatformId = ReviewWorld.Platform, CaseId = id, Key = EvidenceKey.Post(post.Id), Kind = EvidenceKind.Post, Payload = ReviewWorld.Json(post), Weight = 2, At = post.CreatedAt });
        await db.SaveChangesAsync(Cancellation);
        return id;
    }

    async Task PostsAsync(params (string Id, string Account, int Minute, string? Answers)[] posts)
    {
        await using var db = World.Owner();
        foreach (var account in posts.Select(p => p.Account).Distinct())
            if (!await db.Accounts.AnyAsync(a => a.Id == account, Cancellation))
                db.Accounts.Add(new Account { PlatformId = ReviewWorld.Platform, Id = account, Bucket = AccountBucket.Of(account), Handle = "h-" + account, FirstSeenAt = World.Time.GetUtcNow(), UpdatedAt = World.Time.GetUtcNow() });
        foreach (var (id, account, minute, answers) in posts)
            db.Posts.Add(new Post { PlatformId = ReviewWorld.Platform, Id = id, AccountId = account, CreatedAt = At(minute), Text = $"text of {id}", Language = "en", InReplyTo = answers });
        await db.SaveChangesAsync(Cancellation);
    }

    DateTimeOffset At(int minute) => World.Time.GetUtcNow().AddMinutes(minute);

    PostEvidence Evidence(string? answers = null, string? quotes = null) =>
        new() { Id = "mine", CreatedAt = At(0), Text = "take the thorn oath", InReplyTo = answers, QuoteOf = quotes };

    [Fact]
    public async Task The_post_it_answers_the_one_it_quotes_and_the_replies_come_with_account_and_time()
    {
        await PostsAsync(("parent", "asker", -30, null), ("quoted", "other", -60 * 24 * 20, null), ("late", "b", 20, "mine"), ("early", "a", 10, "mine"),
            ("elsewhere", "a", 12, "parent"), ("too-late", "a", 60 * 24 * 8, "mine"));
        var id = await CaseWithAsync(Evidence("parent", "quoted"));
        var around = await AroundAsync(await World.PersonAsync(Role.Moderator), id, "mine");

        Assert.Equal(("asker", "h-asker", At(-30), "text of parent"), (around.Answers!.Post!.AccountId, around.Answers.Post.Handle, around.Answers.Post.CreatedAt, around.Answers.Post.Text));
        Assert.Equal("quoted", around.Quotes!.Post!.Id);
        Assert.Equal(["early", "late"], around.Replies.Select(r => r.Id));
        Assert.False(around.MoreReplies || around.Cut);
    }

    [Fact]
    public async Task A_post_that_is_not_here_is_named_and_one_that_answers_none_names_none()
    {
        var id = await CaseWithAsync(Evidence("gone"));
        var around = await AroundAsync(await World.PersonAsync(Role.Moderator), id, "mine");
        Assert.Equal(("gone", null), (around.Answers!.Id, around.Answers.Post));
        Assert.Null(around.Quotes);
        Assert.Empty(around.Replies);
    }

    [Fact]
    public async Task The_reading_is_recorded_and_nobody_reads_around_what_they_may_not_see()
    {
        var id = await CaseWithAsync(Evidence());
        var moderator = await World.PersonAsync(Role.Moderator);
        await AroundAsync(moderator, id, "mine");
        await using (var db = World.Owner())
            Assert.Equal((moderator.UserId, "mine"), await db.AuditReads.Where(r => r.SubjectKind == "post_around").Select(r => new ValueTuple<Guid?, string>(r.ActorId, r.SubjectId)).SingleAsync(Cancellation));

        Assert.Equal(CaseRules.NoSuchPost, await ReviewWorld.BrokenAsync(() => AroundAsync(moderator, id, "another")));
        var french = await World.PersonAsync(Role.Moderator, languages: ["ar"]);
        await Assert.ThrowsAsync<NotPermittedException>(() => AroundAsync(french, id, "mine"));
        var admin = await World.PersonAsync(Role.Admin);
        await Assert.ThrowsAsync<NotPermittedException>(() => AroundAsync(admin, id, "mine"));
    }

    [Fact]
    public async Task The_words_of_an_account_with_a_sealed_case_stay_sealed()
    {
        await PostsAsync(("parent", "hidden", -5, null));
        var sealedCase = await World.CaseAsync("sealed", account: "hidden");
        await World.ExecuteAsync($"update cases set lane = 'sealed' where id = '{sealedCase}'");
        var id = await CaseWithAsync(Evidence("parent"));
        var around = await AroundAsync(await World.PersonAsync(Role.Moderator), id, "mine");
        Assert.Equal(("hidden", null), (around.Answers!.Post!.AccountId, around.Answers.Post.Text));
    }
}
