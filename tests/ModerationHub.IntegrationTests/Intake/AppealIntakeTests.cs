namespace ModerationHub.IntegrationTests.Intake;

public sealed class AppealIntakeTests(IntakeFixture fixture) : IntakeTests(fixture)
{
    static object Appeal(string id, Guid decision, string text = "I was reporting on it.") => new { id, decision_id = decision, text, language = "en", at = "2026-03-01T12:00:00Z" };

    [Fact]
    public async Task An_appeal_is_taken_once_and_bad_rows_reject_no_neighbour()
    {
        var (first, second) = (await DecideAsync(), await DecideAsync());
        var answer = await Hub.SendAsync("appeals", Appeal("ap-1", first), Appeal("ap-2", Guid.CreateVersion7()), new { id = "ap-3", decision_id = second, at = "2026-03-01T12:00:00Z" },
            Appeal("ap-4", second), Appeal("ap-5", second));
        Assert.Equal((2, 0, 3), (answer["accepted"], answer["duplicates"], answer["rejected"]));
        Assert.Equal("2:decision_id 3:text 5:decision_id", string.Join(' ', answer.Errors.Split(' ').Order(StringComparer.Ordinal)));

        var again = await Hub.SendAsync("appeals", Appeal("ap-1", first, "Other words."), Appeal("ap-1", first));
        Assert.Equal((0, 2, 0), (again["accepted"], again["duplicates"], again["rejected"]));
        Assert.Equal("I was reporting on it.", await Hub.ScalarAsync<string>("select text from appeals where external_id = 'ap-1'"));
        Assert.Equal(1, await Hub.ScalarAsync<long>("select count(*) from audit_entries where action = 'appeal.received' and subject_id = $1", first.ToString()));
    }

    [Fact]
    public async Task Of_two_appeals_of_one_decision_in_one_request_the_first_line_is_taken()
    {
        var decision = await DecideAsync();
        var answer = await Hub.SendAsync("appeals", Appeal("ap-z", decision), Appeal("ap-a", decision));
        Assert.Equal((1, "2:decision_id"), (answer["accepted"], answer.Errors));
        Assert.Equal(1, await Hub.CountAsync("appeals where external_id = 'ap-z'"));
    }

    [Fact]
    public async Task What_a_refused_row_replaces_is_refused_with_it()
    {
        var answer = await Hub.SendAsync("appeals", Appeal("ap-1", await DecideAsync()), Appeal("ap-1", Guid.CreateVersion7()));
        Assert.Equal((System.Net.HttpStatusCode.UnprocessableEntity, 0, 0, 2, "1:decision_id 2:decision_id"),
            (answer.Status, answer["accepted"], answer["duplicates"], answer["rejected"], answer.Errors));
    }

    [Theory]
    [InlineData("state = 'pending'")]
    [InlineData("state = 'overturned'")]
    [InlineData("reverses = id")]
    public async Task What_cannot_be_appealed_is_a_row_error(string why)
    {
        var decision = await DecideAsync();
        await Hub.ScalarAsync<int>($"with u as (update decisions set {why} where id = $1 returning 1) select count(*)::int from u", decision);
        var answer = await Hub.SendAsync("appeals", Appeal($"ap-{decision}", decision));
        Assert.Equal((System.Net.HttpStatusCode.UnprocessableEntity, "1:decision_id"), (answer.Status, answer.Errors));
    }

    [Fact]
    public async Task The_same_appeal_sent_by_many_at_once_is_one()
    {
        var decision = await DecideAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Hub.SendAsync("appeals", Appeal("ap-many", decision))));
        Assert.Equal((1, 7), (answers.Sum(a => a["accepted"]), answers.Sum(a => a["duplicates"])));
    }

    [Fact]
    public async Task A_platform_cannot_appeal_another_platforms_decision()
    {
        var decision = await DecideAsync();
        var other = await Hub.IssueAsync(IntakeHost.OtherPlatform, "intake");
        var answer = await Hub.SendBytesAsync("appeals", System.Text.Encoding.UTF8.GetBytes(IntakeHost.Ndjson(Appeal("ap-other", decision))), key: other.Key);
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, answer.Status);
    }

    /// <summary>A decision that has left for the platform; its case and policy matter to no row here.</summary>
    async Task<Guid> DecideAsync()
    {
        await Hub.SendAsync("accounts", new { id = "a1" });
        var id = Guid.CreateVersion7();
        await Hub.ScalarAsync<bool>("""
            with no_keys as (select set_config('session_replication_role', 'replica', true)),
            d as (insert into decisions (platform_id, id, case_id, account_id, policy_key, policy_version, reason, exhibits, decided_by, decided_as,
                decided_at, undo_until, state, account_state_before)
                select 7, $1, $1, 'a1', 'p', 1, 'r', '{}', $1, 'Reviewer', now(), now(), 'final', 'active' from no_keys returning id),
            a as (insert into decision_actions (platform_id, decision_id, ordinal, kind, territories, enforcement)
                select 7, d.id, 0, 'suspend', '{}', 'pending' from d returning 1)
            select count(*) = 1 from a
            """, id);
        return id;
    }
}
