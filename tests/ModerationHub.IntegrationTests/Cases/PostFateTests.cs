using ModerationHub.Domain.People;
using ModerationHub.Domain.Posts;
using ModerationHub.Features.Accounts;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

/// <summary>What the platform said about posts, and what a key does not learn.</summary>
public sealed class PostFateTests(TestCluster cluster)
{
    [Fact]
    public async Task A_deleted_post_stays_in_the_case_and_says_when_it_went()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        var id = await world.CaseAsync(account: "acct");
        var moderator = await world.PersonAsync(Role.Moderator);
        Task<CaseFile> ReadAsync() => world.Run<ReadCase, CaseFile>(moderator, (read, token) => read.HandleAsync(new(id), token));
        var before = await ReadAsync();
        Assert.All(before.Posts, post => Assert.Null(post.DeletedAt));
        var (gone, now) = (before.Posts[0], world.Time.GetUtcNow());
        await using (var db = world.Owner())
        {
            foreach (var (kind, hours) in new[] { (PostEventKind.Deleted, 1), (PostEventKind.Deleted, 2), (PostEventKind.Edited, -2), (PostEventKind.Edited, -1) })
                db.PostEvents.Add(new PostEvent { PlatformId = ReviewWorld.Platform, AccountId = "acct", PostId = gone.Id, Kind = kind, At = now.AddHours(hours), ReceivedAt = now });
            await db.SaveChangesAsync(ReviewWorld.Cancellation);
        }
        var after = (await ReadAsync()).Posts.Single(post => post.Id == gone.Id);
        Assert.Equal((gone.Text, now.AddHours(1), now.AddHours(-1)), (after.Text, after.DeletedAt, after.EditedAt));
        Assert.Single((await ReadAsync()).Posts, post => post.DeletedAt is not null);
    }

    [Fact]
    public async Task A_report_says_how_often_decisions_agreed_with_its_reporter_to_people_alone()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        var id = await world.CaseAsync();
        await world.ExecuteAsync("update reporters set reports = 9, upheld = 7, rejected = 1");
        var file = await world.Run<ReadCase, CaseFile>(await world.PersonAsync(Role.Moderator), (read, token) => read.HandleAsync(new(id), token));

        var standing = Assert.Single(file.Reports).Standing;
        Assert.Equal((Detection.Signals.ReportVoice.Proven, 7, 8), (standing!.Voice, standing.Upheld, standing.Decided));
        Assert.DoesNotContain("upheld", ReviewWorld.Json(file.Reports), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_decided_in_the_sealed_lane_is_told_to_trained_reviewers_alone()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        var (lead, trained) = (await world.PersonAsync(Role.Lead), await world.PersonAsync(Role.Lead, sealedLane: true));
        var first = await world.CaseAsync(account: "acct");
        await world.DecideForGoodAsync(lead, first);
        var second = await world.CaseAsync(account: "acct");
        async Task<int> ToldAsync(Actor actor) => (await world.Run<ReadCase, CaseFile>(actor, (read, token) => read.HandleAsync(new(second), token))).Decisions.Count;
        Assert.Equal(1, await ToldAsync(lead));
        await world.ExecuteAsync($"update cases set lane = 'sealed', queue_id = 'sealed' where id = '{first}'");

        Assert.Equal((0, 1), (await ToldAsync(lead), await ToldAsync(trained)));
        Assert.Empty((await world.Run<ReadAccount, AccountFile>(lead, (read, token) => read.HandleAsync(new("acct"), token))).Decisions);
    }

    [Fact]
    public async Task A_key_does_not_learn_who_is_on_the_list_of_known_voices()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        var id = await world.CaseAsync(account: "acct");
        await using (var db = world.Owner())
        {
            db.Cases.Single(c => c.Id == id).Explanation = """[{"detector": "standing", "kind": "context", "share": -0.2, "evidence": "x", "post_ids": []}, {"detector": "terms", "kind": "content", "share": 1, "evidence": "y", "post_ids": []}]""";
            await db.SaveChangesAsync(ReviewWorld.Cancellation);
        }
        async Task<string> DetectorsAsync(Actor actor) => string.Join(',', (await world.Run<ReadCase, CaseFile>(actor, (read, token) => read.HandleAsync(new(id), token))).Explanation.Select(part => part.Detector));
        Assert.Equal("standing,terms", await DetectorsAsync(await world.PersonAsync(Role.Moderator)));
        Assert.Equal("terms", await DetectorsAsync(Actor.Machine(ReviewWorld.Platform)));
    }

    [Fact]
    public async Task The_account_page_lists_what_was_kept_of_an_erasure_and_why()
    {
        await using var world = await ReviewWorld.CreateAsync(cluster);
        var id = await world.CaseAsync(account: "acct");
        await using (var db = world.Owner())
        {
            db.ErasureRequests.Add(new() { PlatformId = ReviewWorld.Platform, AccountId = "acct", PostId = "", At = world.Time.GetUtcNow(), ReceivedAt = world.Time.GetUtcNow(), NextCheckAt = world.Time.GetUtcNow(), State = Domain.Erasure.ErasureState.Partly, Retained = $$"""[{"what": "post:p", "reason": "open_case", "reference": "{{id}}"}]""" });
            await db.SaveChangesAsync(ReviewWorld.Cancellation);
        }
        var lead = await world.PersonAsync(Role.Lead);
        var file = await world.Run<ReadAccount, AccountFile>(lead, (read, token) => read.HandleAsync(new("acct"), token));
        var kept = Assert.Single(Assert.Single(file.Erasures).Retained);
        Assert.Equal((Domain.Erasure.RetentionReason.OpenCase, id), (kept.Reason, kept.Reference));
    }
}
