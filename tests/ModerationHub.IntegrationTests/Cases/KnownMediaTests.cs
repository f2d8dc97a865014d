using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Posts;
using ModerationHub.Domain.Scoring;
using ModerationHub.Features.Accounts;
using ModerationHub.Features.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

public sealed class KnownMediaTests(TestCluster cluster) : ReviewTests(cluster)
{
    const string Evidence = "Shows an image that the bank “Emblems” labels “Thistle banner” (4 of 256 bits differ).";
    const string Worn = "The account's picture is an image that the bank “Emblems” labels “Thistle banner” (2 of 256 bits differ).";

    async Task<string> ShowAsync()
    {
        var id = await World.CaseAsync();
        var account = (await World.CaseOfAsync(id)).AccountId;
        var now = World.Time.GetUtcNow();
        await using var db = World.Owner();
        foreach (var post in new[] { "plain", "shown" })
            db.Posts.Add(new Post { PlatformId = ReviewWorld.Platform, Id = post, CreatedAt = now, AccountId = account, Text = "Good morning" });
        foreach (var (detector, evidence) in new[] { ("known_media", Evidence), ("terms", "Uses something else.") })
            db.PostSignals.Add(new PostSignal
            {
                PlatformId = ReviewWorld.Platform, PostCreatedAt = now, PostId = "shown", Detector = detector, PolicyKey = ReviewWorld.Policy, AccountId = account,
                Strength = 1, Confidence = 0.9, Evidence = evidence,
            });
        db.AccountScores.Add(new AccountScore
        {
            PlatformId = ReviewWorld.Platform, AccountId = account, Bucket = 1, Risk = 0.9, UpdatedAt = now,
            Explanation = ReviewWorld.Json(new[] { new ExplanationPart("terms", "content", 0.2, "Words.", []), new ExplanationPart("known_media", "content", 0.8, Worn, []) }),
        });
        await db.SaveChangesAsync(Cancellation);
        return account;
    }

    [Fact]
    public async Task The_account_page_names_the_images_that_a_bank_knows()
    {
        var account = await ShowAsync();
        var moderator = await World.PersonAsync(Role.Moderator);
        var file = await World.Run<ReadAccount, AccountFile>(moderator, (h, t) => h.HandleAsync(new(account), t));
        Assert.Equal([Worn], file.KnownMedia);
        Assert.Equal([Evidence], file.Posts.Single(p => p.Id == "shown").KnownMedia);
        Assert.Empty(file.Posts.Single(p => p.Id == "plain").KnownMedia);
    }

    [Fact]
    public async Task The_account_page_reads_on_to_the_oldest_post_and_counts_the_days()
    {
        var account = await ShowAsync();
        var now = World.Time.GetUtcNow();
        await using (var db = World.Owner())
        {
            for (var i = 0; i < 70; i++)
                // Some at the same moment: the order goes on by their ids.
                db.Posts.Add(new Post { PlatformId = ReviewWorld.Platform, Id = $"older-{i:00}", CreatedAt = now.AddDays(-1 - i / 30), AccountId = account, Text = "x", Media = i == 69 ? """[{"id": "m", "type": "image"}]""" : null });
            await db.SaveChangesAsync(Cancellation);
        }
        var moderator = await World.PersonAsync(Role.Moderator);
        var file = await World.Run<ReadAccount, AccountFile>(moderator, (h, t) => h.HandleAsync(new(account), t));
        var rest = await World.Run<ReadAccountPosts, AccountPostPage>(moderator, (h, t) => h.HandleAsync(new(account, file.Posts[^1].CreatedAt, file.Posts[^1].Id), t));

        Assert.Equal((50, true, 22, false), (file.Posts.Count, file.MorePosts, rest.Posts.Count, rest.More));
        Assert.Equal(72, file.Posts.Concat(rest.Posts).Select(p => p.Id).Distinct().Count());
        Assert.Equal("m", Assert.Single(file.Posts.Concat(rest.Posts), p => p.Media.Count > 0).Media[0].Id);
        Assert.Equal([10, 30, 30, 2], file.Activity.Select(day => day.Posts));
        Assert.Null(file.Risk);
    }

    [Fact]
    public async Task A_sealed_case_hides_them()
    {
        var account = await ShowAsync();
        await using var db = World.Owner();
        await db.Database.ExecuteSqlAsync($"update cases set lane = 'sealed' where account_id = {account}", Cancellation);
        var file = await World.Run<ReadAccount, AccountFile>(await World.PersonAsync(Role.Moderator), (h, t) => h.HandleAsync(new(account), t));
        Assert.Empty(file.KnownMedia);
        Assert.Empty(file.Posts);
        Assert.Empty(file.Activity);
        Assert.Empty((await World.Run<ReadAccountPosts, AccountPostPage>(await World.PersonAsync(Role.Moderator), (h, t) => h.HandleAsync(new(account, World.Time.GetUtcNow().AddDays(1), "x"), t))).Posts);
    }
}
