using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Features.Intake.Events;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.IntegrationTests.Intake;

public sealed class EventIntakeTests(IntakeFixture fixture) : IntakeTests(fixture)
{
    static object Event(string kind, string? post = "p1", string account = "a1", string at = "2026-03-01T12:05:00Z") => new { kind, account_id = account, post_id = post, at };

    [Fact]
    public async Task What_became_of_a_post_is_kept_beside_it_once()
    {
        await Hub.SendAsync("posts", Post("p1"));
        await Hub.ExecuteAsync("delete from post_chunks");
        var first = await Hub.SendAsync("events", Event("post_deleted"), Event("post_edited", at: "2026-03-01T12:01:00Z"), Event("post_deleted", "unknown"));
        Assert.Equal((3, 0), (first["accepted"], first["duplicates"]));
        var second = await Hub.SendAsync("events", Event("post_deleted"), Event("post_deleted"), Event("post_edited", at: "2026-03-01T12:02:00Z"));
        Assert.Equal((1, 2), (second["accepted"], second["duplicates"]));
        Assert.Equal("deleted p1 300,edited p1 60,edited p1 120,deleted unknown -", await Hub.ScalarAsync<string>(
            "select string_agg(kind || ' ' || post_id || ' ' || coalesce(seconds_after::text, '-'), ',' order by post_id, kind, at) from post_events where platform_id = 7"));
        Assert.Equal("Bread is ready", await Hub.ScalarAsync<string>("select text from posts where id = 'p1'"));
        Assert.Equal("a1", await Hub.ScalarAsync<string>("select string_agg(distinct a, ',') from post_chunks, unnest(account_ids) a"));
    }

    [Fact]
    public async Task Rows_that_lack_something_are_named_and_do_not_stop_their_neighbours()
    {
        var answer = await Hub.SendAsync("events", Event("post_deleted", post: null), Event("post_vanished"), new { kind = "erasure_requested", at = "2026-03-01T12:00:00Z" },
            Event("post_deleted", at: "yesterday"), Event("post_edited"), new { kind = "account_suspended", account_id = "a9", at = "2026-03-01T12:00:00Z" });
        Assert.Equal((2, "1:post_id 2:kind 3:account_id 4:at"), (answer["accepted"], answer.Errors));
        Assert.Equal("suspended", await Hub.ScalarAsync<string>("select state from accounts where id = 'a9'"));
    }

    [Fact]
    public async Task What_the_platform_tells_again_or_late_does_not_turn_the_state_back()
    {
        await Hub.SendAsync("events", Event("account_suspended", null, at: "2026-03-01T12:00:00Z"));
        await Hub.SendAsync("events", Event("account_restored", null, at: "2026-03-02T12:00:00Z"));
        var again = await Hub.SendAsync("events", Event("account_suspended", null, at: "2026-03-01T12:00:00Z"));
        Assert.Equal((0, 1), (again["accepted"], again["duplicates"]));
        var late = await Hub.SendAsync("events", Event("account_suspended", null, at: "2026-03-01T18:00:00Z"));
        Assert.Equal((0, 1), (late["accepted"], late["duplicates"]));
        Assert.Equal("active", await Hub.ScalarAsync<string>("select state from accounts where id = 'a1'"));
        await Hub.SendAsync("events", Event("account_suspended", null, at: "2026-03-03T12:00:00Z"));
        Assert.Equal("suspended", await Hub.ScalarAsync<string>("select state from accounts where id = 'a1'"));
    }

    [Fact]
    public async Task An_erasure_takes_the_personal_text_and_leaves_the_keys()
    {
        await Hub.SendAsync("accounts", new { id = "a1", handle = "baker", bio = "I bake", email_hash = "h", device_hashes = new[] { "d" } }, new { id = "a2", handle = "other" });
        await Hub.SendAsync("posts", Post("p1"), Post("p2", "a2"));
        var asked = await Hub.SendAsync("events", Event("erasure_requested", post: null), Event("erasure_requested", post: null));
        Assert.Equal((1, 1), (asked["accepted"], asked["duplicates"]));
        var audited = await AuditedAsync();
        await EraseAsync();
        Assert.True(await Hub.ScalarAsync<bool>("select handle is null and bio is null and email_hash is null and device_hashes = '{}' from accounts where id = 'a1'"));
        Assert.Equal("p1:,p2:Bread is ready", await Hub.ScalarAsync<string>("select string_agg(id || ':' || text, ',' order by id) from posts"));
        Assert.Equal("other", await Hub.ScalarAsync<string>("select handle from accounts where id = 'a2'"));
        Assert.Equal("done []", await Hub.ScalarAsync<string>("select state || ' ' || retained::text from erasure_requests"));
        Assert.Equal(audited + 1, await AuditedAsync());
        Assert.Equal((0, 1), await AgainAsync());
    }

    [Fact]
    public async Task What_an_open_case_needs_stays_with_its_reason_until_the_case_is_closed()
    {
        await Hub.SendAsync("posts", Post("p1", "a1"), Post("p2", "a1"));
        await CaseAsync("open");
        await Hub.SendAsync("events", Event("erasure_requested", post: null));
        await EraseAsync();
        Assert.Equal("Bread is ready", await CopyAsync());
        Assert.Equal("", await Hub.ScalarAsync<string>("select string_agg(text, '') from posts"));
        Assert.Equal("partly post:p1 open_case", await StateAsync());
        await Hub.ExecuteAsync("update cases set state = 'decided'; update erasure_requests set next_check_at = now()");
        await EraseAsync();
        Assert.Equal("", await CopyAsync());
        Assert.Equal("done - -", await StateAsync());
    }

    [Fact]
    public async Task A_decision_that_stands_keeps_its_copies_and_an_open_order_keeps_everything()
    {
        await Hub.SendAsync("posts", Post("p1", "a1"));
        await CaseAsync("decided");
        await Hub.ExecuteAsync("""
            set session_replication_role = replica;
            with d as (
                insert into decisions (platform_id, id, case_id, account_id, policy_key, policy_version, reason, exhibits, decided_by, decided_as, decided_at, undo_until, state, account_state_before)
                select 7, gen_random_uuid(), id, 'a1', 'p', 1, 'r', '{}', gen_random_uuid(), 'Reviewer', now(), now(), 'final', 'active' from cases returning id)
            insert into decision_actions (platform_id, decision_id, ordinal, kind, territories, enforcement) select 7, id, 0, 'suspend', '{}', 'pending' from d;
            reset session_replication_role
            """);
        await Hub.SendAsync("events", Event("erasure_requested", post: null));
        await EraseAsync();
        Assert.Equal("Bread is ready", await CopyAsync());
        Assert.Equal("partly post:p1 standing_decision", await StateAsync());
        Assert.Equal("", await Hub.ScalarAsync<string>("select text from posts"));

        await Hub.SendAsync("accounts", new { id = "a3", handle = "miller" });
        await Hub.SendAsync("posts", Post("p3", "a3"));
        await Hub.SendAsync("reports", new { id = "o1", account_id = "a3", reporter_id = "court", reporter_kind = "authority", reason = "x", at = "2026-03-01T12:00:00Z" });
        await Hub.SendAsync("events", Event("erasure_requested", post: null, account: "a3"));
        await EraseAsync();
        Assert.Equal("Bread is ready", await Hub.ScalarAsync<string>("select text from posts where id = 'p3'"));
        Assert.Equal("account open_order", await Hub.ScalarAsync<string>("select (retained -> 0 ->> 'what') || ' ' || (retained -> 0 ->> 'reason') from erasure_requests where account_id = 'a3'"));
        Assert.Equal("miller", await Hub.ScalarAsync<string>("select handle from accounts where id = 'a3'"));

        await Hub.ExecuteAsync("update orders set state = 'fulfilled'; update erasure_requests set next_check_at = now()");
        await EraseAsync();
        Assert.Equal("", await Hub.ScalarAsync<string>("select text from posts where id = 'p3'"));
        Assert.True(await Hub.ScalarAsync<bool>("select handle is null from accounts where id = 'a3'"));
        Assert.Equal("done", await Hub.ScalarAsync<string>("select state from erasure_requests where account_id = 'a3'"));
    }

    [Theory]
    [InlineData("final", "no_action")]
    [InlineData("overturned", "suspend")]
    public async Task What_was_decided_on_stays_six_months_and_through_appeals_also_where_nothing_was_done(string state, string action)
    {
        await Hub.SendAsync("accounts", new { id = "a1", handle = "baker", device_hashes = new[] { "d" } });
        await Hub.SendAsync("posts", Post("p1"));
        await CaseAsync("decided");
        await Hub.ExecuteAsync($$"""
            set session_replication_role = replica;
            with d as (
                insert into decisions (platform_id, id, case_id, account_id, policy_key, policy_version, reason, exhibits, decided_by, decided_as, decided_at, undo_until, state, account_state_before)
                select 7, gen_random_uuid(), id, 'a1', 'p', 1, 'r', '{}', gen_random_uuid(), 'Reviewer', now() - interval '5 months', now(), '{{state}}', 'active' from cases returning id)
            insert into decision_actions (platform_id, decision_id, ordinal, kind, territories, enforcement) select 7, id, 0, '{{action}}', '{}', 'pending' from d;
            reset session_replication_role
            """);
        await Hub.SendAsync("events", Event("erasure_requested", post: null));
        await EraseAsync();
        Assert.Equal(("Bread is ready", ""), (await CopyAsync(), await Hub.ScalarAsync<string>("select text from posts")));
        Assert.Equal("partly post:p1 recent_decision", await StateAsync());
        // What tells who comes back after a suspension is needed by no decision.
        Assert.True(await Hub.ScalarAsync<bool>("select device_hashes = '{}' from accounts where id = 'a1'"));

        await Hub.ExecuteAsync("""
            update decisions set decided_at = now() - interval '7 months'; update erasure_requests set next_check_at = now();
            set session_replication_role = replica;
            insert into appeals (platform_id, id, external_id, decision_id, account_id, text, at, received_at, state) select 7, gen_random_uuid(), 'x1', id, 'a1', 'I bake', now(), now(), 'open' from decisions;
            reset session_replication_role
            """);
        await EraseAsync();
        Assert.Equal(("Bread is ready", "partly post:p1 open_appeal"), (await CopyAsync(), await StateAsync()));

        await Hub.ExecuteAsync("update appeals set state = 'upheld', answered_at = now(); update erasure_requests set next_check_at = now()");
        await EraseAsync();
        Assert.Equal("", await CopyAsync());
    }

    [Fact]
    public async Task The_words_of_an_appeal_stay_while_its_decision_stands_and_go_with_it()
    {
        await Hub.SendAsync("accounts", new { id = "a1", handle = "baker" });
        await CaseAsync("decided");
        await Hub.ExecuteAsync("""
            set session_replication_role = replica;
            with d as (
                insert into decisions (platform_id, id, case_id, account_id, policy_key, policy_version, reason, exhibits, decided_by, decided_as, decided_at, undo_until, state, account_state_before)
                select 7, gen_random_uuid(), id, 'a1', 'p', 1, 'r', '{}', gen_random_uuid(), 'Reviewer', now(), now(), 'final', 'active' from cases returning id)
            insert into appeals (platform_id, id, external_id, decision_id, account_id, text, at, received_at, state) select 7, gen_random_uuid(), 'x1', id, 'a1', 'I only bake bread', now(), now(), 'open' from d;
            reset session_replication_role
            """);
        await Hub.SendAsync("events", Event("erasure_requested", post: null));
        await EraseAsync();
        Assert.Equal("I only bake bread", await Hub.ScalarAsync<string>("select text from appeals"));
        Assert.Contains("appeal:x1", await Hub.ScalarAsync<string>("select retained::text from erasure_requests"), StringComparison.Ordinal);

        await Hub.ExecuteAsync("update decisions set state = 'overturned'; update erasure_requests set next_check_at = now()");
        await EraseAsync();
        Assert.Equal("", await Hub.ScalarAsync<string>("select text from appeals"));
    }

    [Fact]
    public async Task What_a_batch_still_scores_of_the_account_is_erased_too()
    {
        await Hub.SendAsync("accounts", new { id = "a1", handle = "baker" });
        await Hub.SendAsync("posts", Post("p1"));
        await Hub.SendAsync("events", Event("erasure_requested", post: null));
        await Hub.ExecuteAsync("insert into scoring_shards (platform_id, shard) select 7, generate_series(0, 7) on conflict do nothing");
        await using var connection = new NpgsqlConnection(Database.OwnerConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var batch = await connection.BeginTransactionAsync(Cancellation);
        await using (var score = new NpgsqlCommand("""
            select from scoring_shards where platform_id = 7 for update;
            insert into post_signals (platform_id, post_created_at, post_id, detector, policy_key, account_id, strength, confidence, evidence, spans)
            select platform_id, created_at, id, 'd', 'p', account_id, 1, 1, text, '{}' from posts
            """, connection, batch))
            await score.ExecuteNonQueryAsync(Cancellation);

        var erasing = EraseAsync();
        while (!erasing.IsCompleted && !await Hub.ScalarAsync<bool>("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"))
            await Task.Yield();
        await batch.CommitAsync(Cancellation);
        await erasing;

        Assert.Equal(0, await Hub.CountAsync("post_signals"));
    }

    [Fact]
    public async Task What_the_owner_shows_and_posts_after_the_request_stays()
    {
        await Hub.SendAsync("accounts", new { id = "a1", handle = "baker" });
        await Hub.SendAsync("posts", Post("p1"));
        await Hub.SendAsync("events", Event("erasure_requested", post: null, at: "2026-03-01T12:05:00Z"));
        await EraseAsync();
        await Hub.SendAsync("accounts", new { id = "a1", handle = "miller" });
        await Hub.SendAsync("posts", new { id = "p9", account_id = "a1", created_at = "2026-03-01T13:00:00Z", text = "Bread again" });
        await Hub.ExecuteAsync("update erasure_requests set state = 'partly', next_check_at = now()");
        await EraseAsync();
        Assert.Equal("p1:,p9:Bread again", await Hub.ScalarAsync<string>("select string_agg(id || ':' || text, ',' order by id) from posts"));
        Assert.Equal("miller", await Hub.ScalarAsync<string>("select handle from accounts where id = 'a1'"));
    }

    [Fact]
    public async Task A_request_that_fails_waits_an_hour_and_the_others_are_carried_out()
    {
        await Hub.SendAsync("posts", Post("p1", "a1"), Post("p2", "a2"));
        await Hub.SendAsync("events", Event("erasure_requested", post: null, account: "a1"), Event("erasure_requested", post: null, account: "a2"));
        await Hub.ExecuteAsync("update erasure_requests set next_check_at = next_check_at - interval '1 minute' where account_id = 'a1'");
        await Hub.ExecuteAsync("alter table posts add constraint ck_test check (account_id <> 'a1' or text <> '') not valid");
        try
        {
            await EraseAsync();
        }
        finally
        {
            await Hub.ExecuteAsync("alter table posts drop constraint ck_test");
        }
        Assert.Equal("p1:Bread is ready,p2:", await Hub.ScalarAsync<string>("select string_agg(id || ':' || text, ',' order by id) from posts"));
        Assert.True(await Hub.ScalarAsync<bool>("select next_check_at > now() + interval '50 minutes' from erasure_requests where account_id = 'a1'"));
        await Hub.ExecuteAsync("update erasure_requests set next_check_at = now() where account_id = 'a1'");
        await EraseAsync();
        Assert.Equal("p1:,p2:", await Hub.ScalarAsync<string>("select string_agg(id || ':' || text, ',' order by id) from posts"));
    }

    [Fact]
    public async Task Of_an_account_that_is_preserved_nothing_is_erased_before_its_time()
    {
        await Hub.SendAsync("accounts", new { id = "a1", handle = "baker" });
        await Hub.SendAsync("posts", Post("p1"));
        await CaseAsync("decided");
        await Hub.ExecuteAsync("""
            set session_replication_role = replica;
            insert into escalations (platform_id, id, case_id, kind, queue_id, owner, deadline_at, origin_queue_id, reason, raised_by, raised_at, level, sealed, closed_at, preserved_until)
            select 7, gen_random_uuid(), id, 'sealed_lane', 'q', 'trained_reviewers', now(), 'q', 'r', gen_random_uuid(), now(), 0, true, now(), now() + interval '1 hour' from cases;
            reset session_replication_role
            """);
        await Hub.SendAsync("events", Event("erasure_requested", post: null));
        await EraseAsync();
        Assert.Equal(("Bread is ready", "Bread is ready", "baker"), (await CopyAsync(), await Hub.ScalarAsync<string>("select text from posts"), await Hub.ScalarAsync<string>("select handle from accounts where id = 'a1'")));
        Assert.Equal("partly account preserved", await StateAsync());

        await Hub.ExecuteAsync("update escalations set preserved_until = now() - interval '1 hour'; update erasure_requests set next_check_at = now()");
        await EraseAsync();
        Assert.Equal(("", "", "done - -"), (await CopyAsync(), await Hub.ScalarAsync<string>("select text from posts"), await StateAsync()));
    }

    [Fact]
    public async Task Each_batch_of_a_large_account_goes_on_where_the_one_before_ended_and_nothing_is_left_out()
    {
        await Hub.SendAsync("posts", Post("p1"));
        // Two posts a second, so that a batch ends between two of the same time.
        await Hub.ExecuteAsync($"""
            insert into posts (platform_id, created_at, id, account_id, text, mentions, hashtags, urls)
            select platform_id, timestamptz '2026-03-01T08:00:00Z' + make_interval(secs => i / 2), 'q' || i, account_id, 'Bread', mentions, hashtags, urls
            from posts, generate_series(1, {EraseRequested.BatchPosts * 2 + 10}) i
            """);
        await Hub.SendAsync("events", Event("erasure_requested", post: null));
        Task<EraseRequested.Reached?> NextAsync(EraseRequested.Reached? before) => Hub.Services.GetRequiredService<OperationRunner>()
            .RunAsync<EraseRequested.Step, EraseRequested.Reached?>(Actor.Machine(7), (step, token) => step.HandleAsync(before, token), Cancellation);

        var first = await NextAsync(null);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).AddSeconds(EraseRequested.BatchPosts / 2), first!.Through);
        await Hub.SendAsync("posts", Post("late", at: "2026-03-01T07:00:00Z"));
        // Had it begun anew, it would have ended earlier, with the post that came meanwhile.
        var second = await NextAsync(first);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).AddSeconds(EraseRequested.BatchPosts), second!.Through);
        for (var reached = second; reached is not null;)
            reached = await NextAsync(reached);
        Assert.Equal("", await Hub.ScalarAsync<string>("select string_agg(text, '') from posts"));
        Assert.Equal("done - -", await StateAsync());
    }

    [Fact]
    public async Task A_request_about_one_post_leaves_the_others()
    {
        await Hub.SendAsync("accounts", new { id = "a1", handle = "baker" });
        await Hub.SendAsync("posts", Post("p1"), Post("p2"));
        await Hub.SendAsync("events", Event("erasure_requested"));
        await EraseAsync();
        Assert.Equal("p1:,p2:Bread is ready", await Hub.ScalarAsync<string>("select string_agg(id || ':' || text, ',' order by id) from posts"));
        Assert.Equal("baker", await Hub.ScalarAsync<string>("select handle from accounts where id = 'a1'"));
    }

    Task<long> AuditedAsync() => Hub.ScalarAsync<long>("select count(*) from audit_entries where action = 'erasure.carried_out' and subject_id = 'a1'");

    Task EraseAsync() => Hub.Services.GetRequiredService<EraseRequested>().RunAsync(Cancellation);

    /// <summary>The same posts come in again: nothing of them is known anew.</summary>
    async Task<(int, int)> AgainAsync()
    {
        var again = await Hub.SendAsync("posts", Post("p1"));
        return (again["accepted"], again["duplicates"]);
    }

    // The rows that a case refers to say nothing here.
    Task CaseAsync(string state) => Hub.ExecuteAsync($$"""
        set session_replication_role = replica;
        insert into cases (platform_id, id, account_id, queue_id, state, lane, band, rank, priority, policy_key, policy_version, risk, explanation, opened_at, evidence_count, times_reopened, changed_at)
        values (7, gen_random_uuid(), 'a1', 'q', '{{state}}', 'ordinary', 0, 0, '{}', 'p', 1, 0.9, '[]', now(), 1, 0, now());
        insert into case_evidence (platform_id, case_id, key, kind, payload, weight, at)
        select 7, id, 'post:p1', 'post', '{"id": "p1", "created_at": "2026-03-01T12:00:00Z", "text": "Bread is ready"}', 1, now() from cases;
        reset session_replication_role
        """);

    Task<string> CopyAsync() => Hub.ScalarAsync<string>("select payload ->> 'text' from case_evidence");

    Task<string> StateAsync() => Hub.ScalarAsync<string>(
        "select state || ' ' || coalesce(retained -> 0 ->> 'what', '-') || ' ' || coalesce(retained -> 0 ->> 'reason', '-') from erasure_requests");
}
