using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Triage;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

/// <summary>What a program of the platform reads with its key.</summary>
public sealed class ReadingTests(TestCluster cluster) : ReviewTests(cluster)
{
    static Guid Id(JsonElement one) => one.GetProperty("id").GetGuid();

    [Fact]
    public async Task The_decision_feed_tells_each_final_decision_once_in_the_order_of_the_numbers_and_a_pending_one_when_its_time_is_over()
    {
        await using var api = await ReadingHost.StartAsync(World);
        var moderator = await World.PersonAsync(Role.Moderator);
        List<Guid> made = [];
        for (var i = 0; i < ReadDecisionFeed.PageSize + 5; i++)
            made.Add((await World.DecideAsync(moderator, await World.CaseAsync(), new ActionRequest(ActionKind.NoAction))).DecisionId);
        var undone = made[50];
        await World.Run<UndoDecision, Guid>(moderator, (undo, token) => undo.HandleAsync(new(undone), token));
        await World.FinaliseAsync();
        var pending = (await World.DecideAsync(moderator, await World.CaseAsync())).DecisionId;

        var (walked, end, pages) = await WalkAsync("");
        Assert.Equal(2, pages);
        Assert.Equal(Enumerable.Range(1, made.Count - 1), walked.Select(d => d.GetProperty("number").GetInt32()));
        Assert.Equal(made.Where(id => id != undone).Order(), walked.Select(Id).Order());
        Assert.Empty((await WalkAsync(end)).Decisions);

        await World.FinaliseAsync();
        Assert.Equal([(pending, made.Count, "final")], (await WalkAsync(end)).Decisions.Select(d => (Id(d), d.GetProperty("number").GetInt32(), d.GetProperty("state").GetString())));

        async Task<(List<JsonElement> Decisions, string Cursor, int Pages)> WalkAsync(string cursor)
        {
            List<JsonElement> all = [];
            for (var pages = 1; ; pages++)
            {
                var page = (await api.GetAsync($"decisions?cursor={cursor}")).Body;
                all.AddRange(page.GetProperty("decisions").EnumerateArray());
                cursor = page.GetProperty("next_cursor").GetString()!;
                if (!page.GetProperty("more").GetBoolean())
                    return (all, cursor, pages);
            }
        }
    }

    [Fact]
    public async Task Cases_come_newest_first_by_state_and_queue_page_by_page_and_sealed_ones_never()
    {
        await using var api = await ReadingHost.StartAsync(World);
        var moderator = await World.PersonAsync(Role.Moderator);
        List<Guid> ids = [];
        for (var i = 0; i < Features.Cases.ListCases.PageSize + 6; i++)
        {
            World.Time.Advance(TimeSpan.FromMilliseconds(1));
            ids.Add(await World.CaseAsync(queue: i < 3 ? "arabic" : "ordinary"));
        }
        var hidden = await World.CaseAsync(queue: "sealed");
        await World.ExecuteAsync($"update cases set lane = 'sealed' where id = '{hidden}'");
        Guid[] claimed = [ids[50], ids[1]];
        foreach (var id in claimed)
            await World.Run<ClaimCase, ClaimedCase>(moderator, (claim, token) => claim.HandleAsync(new(id), token));
        var decided = ids[2];
        await World.DecideAsync(moderator, decided);
        ids.Reverse();
        var open = ids.Except([.. claimed, decided]).ToList();

        Assert.Equal(ids, await WalkAsync(""));
        Assert.Equal(open, await WalkAsync("state=open"));
        Assert.Equal(claimed, await WalkAsync("state=claimed"));
        Assert.Equal([decided], await WalkAsync("state=decided"));
        Assert.Equal(ids.TakeLast(3), await WalkAsync("queue=arabic"));
        Assert.Equal(ids.SkipLast(3), await WalkAsync("queue=ordinary"));
        Assert.Equal([claimed[1]], await WalkAsync("queue=arabic&state=claimed"));
        foreach (var (asked, code) in new[] { ("state=asleep", "invalid_filter"), ("queue=nowhere", "invalid_filter"), ("queue=sealed", "invalid_filter"), ("cursor=x", "invalid_cursor") })
            Assert.Equal((HttpStatusCode.BadRequest, code), await api.GetAsync($"cases?{asked}") is var refused ? (refused.Status, refused.Code) : default);

        async Task<List<Guid>> WalkAsync(string filter)
        {
            List<Guid> all = [];
            for (var cursor = ""; ;)
            {
                var page = (await api.GetAsync($"cases?{filter}&cursor={cursor}")).Body;
                var rows = page.GetProperty("cases").EnumerateArray().Select(Id).ToList();
                all.AddRange(rows);
                if (page.GetProperty("next_cursor") is not { ValueKind: JsonValueKind.String } next)
                    return all;
                Assert.Equal(Features.Cases.ListCases.PageSize, rows.Count);
                cursor = next.GetString()!;
            }
        }
    }

    [Fact]
    public async Task A_case_is_read_whole_with_its_explanation_and_the_reading_is_on_the_record_under_the_keys_name()
    {
        await using var api = await ReadingHost.StartAsync(World);
        var (id, hidden) = (await World.CaseAsync(), await World.CaseAsync(queue: "sealed"));
        await World.ExecuteAsync($"update cases set lane = 'sealed' where id = '{hidden}'");

        var @case = (await api.GetAsync($"cases/{id}")).Body;
        Assert.Equal((id, "open", "ordinary", ReviewWorld.Policy), (Id(@case), @case.GetProperty("state").GetString(), @case.GetProperty("queue_id").GetString(), @case.GetProperty("policy").GetProperty("key").GetString()));
        var posts = @case.GetProperty("posts").EnumerateArray().ToList();
        Assert.Equal(["take the thorn oath", "take the thorn oath"], posts.Select(post => post.GetProperty("text").GetString()));
        Assert.Equal("violence", Assert.Single(@case.GetProperty("reports").EnumerateArray()).GetProperty("reason").GetString());
        var part = Assert.Single(@case.GetProperty("explanation").EnumerateArray());
        Assert.Equal(("terms", "Calls to arms in two posts.", 0.8), (part.GetProperty("detector").GetString(), part.GetProperty("evidence").GetString(), part.GetProperty("share").GetDouble()));
        Assert.Equal(posts.Select(post => post.GetProperty("id").GetString()).Order(), part.GetProperty("post_ids").EnumerateArray().Select(post => post.GetString()).Order());

        foreach (var unknown in new[] { hidden, Guid.CreateVersion7() })
            Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"cases/{unknown}")).Status);
        await using (var db = World.Owner())
        {
            var read = await db.AuditReads.AsNoTracking().SingleAsync(Cancellation);
            Assert.Equal((api.Key.Id, "key:reader", "case", id.ToString()), (read.ActorId, read.Actor, read.SubjectKind, read.SubjectId));
        }
        await World.Get<SealReads>().RunAsync(Cancellation);
        var lines = await World.Get<ExportAudit>().LinesAsync(await World.PersonAsync(Role.Auditor), AuditRange.Parse(null, null), Cancellation).ToListAsync(Cancellation);
        Assert.Equal(1, Assert.Single(lines, line => line.Action == ReadSeal.Action).Payload!["count"]!.GetValue<int>());
        Assert.Null((await World.Get<AuditVerifier>().VerifyAsync(ReviewWorld.Platform, [], Cancellation)).Broken);
    }
}
