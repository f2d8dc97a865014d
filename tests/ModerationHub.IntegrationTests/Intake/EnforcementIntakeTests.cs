
namespace ModerationHub.IntegrationTests.Intake;

public sealed class EnforcementIntakeTests(IntakeFixture fixture) : IntakeTests(fixture)
{
    [Fact]
    public async Task The_newest_word_on_a_decision_counts_and_each_change_is_audited()
    {
        var decision = await DecideAsync();
        object Word(string state, string at, string? detail = null) => new { decision_id = decision, state, at, detail };
        var first = await Hub.SendAsync("enforcements", Word("failed", "2026-03-01T12:00:00Z", "busy"), new { decision_id = Guid.CreateVersion7(), state = "applied", at = "2026-03-01T12:00:00Z" });
        Assert.Equal((1, 0, 1, "2:decision_id"), (first["accepted"], first["duplicates"], first["rejected"], first.Errors));
        var second = await Hub.SendAsync("enforcements", Word("applied", "2026-03-01T12:05:00Z"));
        Assert.Equal(1, second["accepted"]);
        var late = await Hub.SendAsync("enforcements", Word("failed", "2026-03-01T12:00:00Z", "busy"), Word("applied", "2026-03-01T12:05:00Z"));
        Assert.Equal((0, 2), (late["accepted"], late["duplicates"]));
        Assert.True(await Hub.ScalarAsync<bool>("select bool_and(enforcement = 'applied' and enforcement_at = '2026-03-01T12:05:00Z' and enforcement_detail is null) from decision_actions"));
        Assert.Equal(2, await Hub.ScalarAsync<long>("select count(*) from audit_entries where action = 'decision.enforced' and subject_id = $1", decision.ToString()));
    }

    [Fact]
    public async Task A_platform_cannot_speak_of_another_platforms_decision()
    {
        var decision = await DecideAsync();
        var other = await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake");
        var answer = await Hub.SendBytesAsync("enforcements",
            System.Text.Encoding.UTF8.GetBytes(IntakeHost.Ndjson(new { decision_id = decision, state = "refused", at = "2026-03-01T12:00:00Z" })), key: other.Key);
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("pending", await Hub.ScalarAsync<string>("select min(enforcement) from decision_actions"));
    }

    async Task<Guid> DecideAsync()
    {
        await Hub.SendAsync("accounts", new { id = "a1" });
        var id = Guid.CreateVersion7();
        await Hub.ScalarAsync<bool>("""
            with no_keys as (select set_config('session_replication_role', 'replica', true)),
            d as (insert into decisions (platform_id, id, case_id, account_id, policy_key, policy_version, reason, exhibits, decided_by, decided_as,
                decided_at, undo_until, state, account_state_before)
                select 7, $1, $1, 'a1', 'p', 1, 'r', '{}', $1, 'Reviewer', now(), now(), 'pending', 'active' from no_keys returning id),
            a as (insert into decision_actions (platform_id, decision_id, ordinal, kind, territories, enforcement)
                select 7, d.id, n, 'suspend', '{}', 'pending' from d, generate_series(0, 1) n returning 1)
            select count(*) = 2 from a
            """, id);
        return id;
    }
}
