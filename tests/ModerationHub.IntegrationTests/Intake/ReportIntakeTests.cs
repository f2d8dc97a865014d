
namespace ModerationHub.IntegrationTests.Intake;

public sealed class ReportIntakeTests(IntakeFixture fixture) : IntakeTests(fixture)
{
    static object Report(string id, string account = "a1", string kind = "user", string reporter = "u1") => new
    {
        id, account_id = account, post_id = "p1", reporter_id = reporter, reporter_kind = kind, reason = "threats", comment = "Look", at = "2026-03-01T12:00:00Z",
    };

    [Fact]
    public async Task A_report_counts_once_makes_a_stub_and_leaves_work_for_scoring()
    {
        var first = await Hub.SendAsync("reports", Report("r1"), Report("r2", "a2", "trusted_flagger", "t1"), Report("r3", "a2", "partner", "t1"));
        Assert.Equal(3, first["accepted"]);
        Assert.Equal(2, await Hub.ScalarAsync<long>("select count(*) from accounts where is_stub"));
        Assert.Equal("partner t1,trusted_flagger t1,user u1", await Hub.ScalarAsync<string>("select string_agg(kind || ' ' || id, ',' order by kind, id) from reporters"));
        Assert.Equal("a1,a2", await Hub.ScalarAsync<string>("select string_agg(a, ',' order by a) from post_chunks, unnest(account_ids) a where kind = 'accounts'"));
        var second = await Hub.SendAsync("reports", Report("r1"), Report("r1"));
        Assert.Equal((0, 2), (second["accepted"], second["duplicates"]));
        Assert.Equal(1, await Hub.ScalarAsync<int>("select reports from reporters where kind = 'user' and id = 'u1'"));
        Assert.Equal(2, await Hub.ScalarAsync<long>("select sum(rows) from post_chunks"));
        Assert.Equal(0, await Hub.CountAsync("orders"));
    }

    [Fact]
    public async Task An_authority_opens_an_order_once_and_adds_no_work_for_scoring()
    {
        await Hub.SendAsync("reports", Report("r1", kind: "authority", reporter: "court"));
        await Hub.SendAsync("reports", Report("r1", kind: "authority", reporter: "court"));
        Assert.True(await Hub.ScalarAsync<bool>("""
            select count(*) = 1 and bool_and(report_id = 'r1' and authority = 'court' and account_id = 'a1' and post_id = 'p1' and grounds = 'threats'
                and comment = 'Look' and state = 'received' and platform_id = 7) from orders
            """));
        Assert.Equal(0, await Hub.CountAsync("post_chunks"));
    }

    [Fact]
    public async Task What_is_required_is_demanded()
    {
        var answer = await Hub.SendAsync("reports", new { id = "r1", account_id = "a1", reporter_id = "u", reporter_kind = "user", reason = "x" },
            Report("r2", kind: "neighbour"), Report("r3"));
        Assert.Equal((1, "1:at 2:reporter_kind"), (answer["accepted"], answer.Errors));
    }
}
