using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Detection.Risk;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Live;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Scoring;

public sealed class RaiseCandidatesTests(TestCluster cluster)
{
    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_supporter_becomes_one_case_with_its_evidence_frozen()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1", language: "ar", followers: 2_000);
        await world.ReportAsync("acc-1", "u-1", "user");
        await world.ReportAsync("acc-1", "ministry", "authority");
        await world.PostsAsync(ScoringWorld.Supporter("acc-1").Concat(ScoringWorld.Harmless("acc-1", 4)));
        var host = world.Host();
        List<LiveEvent> heard = [];
        using var listening = host.GetRequiredService<LiveFeed>().Subscribe(heard.Add);

        Assert.Equal(1, await ScoringWorld.DrainAsync(host));

        Assert.Equal("open/ordinary/violent-extremism/violent-extremism/en/8", await world.ReadAsync<string>(
            "select concat_ws('/', state, lane, policy_key, queue_id, language, evidence_count) from cases"));
        Assert.Equal("post=8,profile=1,report=1", await world.ReadAsync<string>(
            "select string_agg(kind || '=' || n, ',' order by kind) from (select kind, count(*) n from case_evidence group by kind) e"));
        var post = JsonSerializer.Deserialize<PostEvidence>(await world.ReadAsync<string>(
            "select payload::text from case_evidence where key = 'post:acc-1-0'"), Operation.Json)!;
        Assert.Equal(ScoringWorld.Violating[0], post.Text);
        var signal = Assert.Single(post.Signals, s => s.Detector == "terms");
        Assert.Equal("take the thorn oath", post.Text.Substring(signal.Spans[0], signal.Spans[1]));
        var explanation = JsonSerializer.Deserialize<ExplanationPart[]>(await world.ReadAsync<string>("select explanation::text from cases"), Operation.Json)!;
        Assert.Equal("terms", explanation[0].Detector);
        Assert.Equal("content", explanation[0].Kind);
        Assert.Equal(1, explanation.Where(p => p.Share > 0).Sum(p => p.Share), 0.01);
        Assert.Equal("case.opened", await world.ReadAsync<string>("select action from audit_entries"));
        Assert.Equal("opened", await world.ReadAsync<string>("select kind from case_events"));
        var raised = Assert.Single(heard);
        Assert.Equal((LiveKind.CandidateRaised, ScoringWorld.Platform), (raised.Kind, raised.PlatformId));
        Assert.Equal(raised.Id, await world.ReadAsync<Guid>("select id from live_events"));
    }

    [Fact]
    public async Task A_cases_id_is_of_the_moment_when_it_was_opened()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        world.Time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(7);
        await world.AccountAsync("acc-1");
        await world.PostsAsync(ScoringWorld.Supporter("acc-1"));
        Assert.Equal(1, await ScoringWorld.DrainAsync(world.Host()));

        var id = await world.ReadAsync<Guid>("select id from cases");
        var at = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(id.ToString("N")[..12], System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(at.UtcDateTime, await world.ReadAsync<DateTime>("select date_trunc('milliseconds', opened_at) from cases"));
    }

    [Fact]
    public async Task Each_policy_under_which_the_risk_is_not_ordinary_keeps_its_own_explanation()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        await world.PostsAsync(ScoringWorld.Supporter("acc-1").Append(new("bell", "acc-1", "Hear it: the bell tolls at the mill at noon", ScoringWorld.Start.AddHours(2))));
        await ScoringWorld.DrainAsync(world.Host());

        Assert.Equal("threats-to-life", await world.ReadAsync<string>("select policy_key from account_scores"));
        var other = Assert.Single(JsonSerializer.Deserialize<OtherRisk[]>(await world.ReadAsync<string>("select other_risks::text from account_scores"), Operation.Json)!);
        Assert.Equal(("violent-extremism", 1), (other.Policy, other.Version));
        Assert.True(other.Risk > 0.7);
        Assert.Equal("terms", other.Explanation[0].Detector);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("und")]
    public async Task A_language_that_the_platform_leaves_out_is_told_by_the_words(string? said)
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1", language: "ar");
        // What was scored before is read again when the case opens.
        var host = world.Host();
        foreach (var post in ScoringWorld.Supporter("acc-1"))
        {
            await world.PostsAsync([post with { Language = said }]);
            await ScoringWorld.DrainAsync(host);
        }
        Assert.Equal("en", await world.ReadAsync<string>("select language from cases"));
        Assert.Equal("en", await world.ReadAsync<string>("select string_agg(distinct payload->>'language', ',') from case_evidence where kind = 'post'"));
        Assert.Equal("en", await world.ReadAsync<string>("select convert_from(features, 'UTF8')::jsonb->>'g' from account_scores"));
        // Posts stay as the platform told them.
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from posts where language = 'en'"));
    }

    [Fact]
    public async Task Many_batches_at_once_make_one_case_an_account()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var accounts = Enumerable.Range(0, 12).Select(i => $"acc-{i}").ToArray();
        foreach (var account in accounts)
            await world.AccountAsync(account);
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 16; i++)
                await world.PostsAsync(accounts.Select(a => ScoringWorld.Supporter(a, i, 1).Single()));
        }, Cancellation);
        var hosts = new[] { world.Host(), world.Host() };
        while (!writing.IsCompleted)
            await Task.WhenAll(hosts.SelectMany(h => new[] { h, h }).Select(h => Task.Run(() => ScoringWorld.DrainAsync(h), Cancellation)));
        await writing;
        await ScoringWorld.DrainAsync(hosts[0]);

        Assert.Equal(12L, await world.ReadAsync<long>("select count(*) from cases"));
        Assert.Equal(12L, await world.ReadAsync<long>("select count(*) from cases where evidence_count = 16"));
        Assert.Equal(12L, await world.ReadAsync<long>("select count(*) from audit_entries where action = 'case.opened'"));
        Assert.Equal(12L * 16, await world.ReadAsync<long>("select count(*) from case_evidence where kind = 'post'"));
    }

    [Fact]
    public async Task Reports_alone_never_make_a_candidate()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        for (var i = 0; i < 300; i++)
            await world.ReportAsync("acc-1", $"u-{i}", i < 280 ? "user" : i < 290 ? "trusted_flagger" : "partner");
        await world.PostsAsync(ScoringWorld.Harmless("acc-1", 20));
        await world.LookAgainAsync("acc-1");

        Assert.Equal(0, await ScoringWorld.DrainAsync(world.Host()));

        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from cases"));
        Assert.True(await world.ReadAsync<float>("select risk from account_scores") > 0.02f, "The reports should show, if faintly.");
    }

    [Fact]
    public async Task New_evidence_goes_to_the_open_case_even_while_somebody_works_on_it()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", count: 5));
        await ScoringWorld.DrainAsync(host);
        var rank = await world.ReadAsync<double>("select rank from cases");
        await world.ExecuteAsync("update cases set state = 'claimed', claimed_by = $1, claimed_until = $2", Guid.CreateVersion7(ScoringWorld.Start), ScoringWorld.Start.AddDays(1));
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", from: 5, count: 3));

        Assert.Equal(0, await ScoringWorld.DrainAsync(host));

        Assert.Equal("claimed/8", await world.ReadAsync<string>("select concat_ws('/', state, evidence_count) from cases"));
        Assert.True(await world.ReadAsync<double>("select rank from cases") > rank, "More evidence ranks higher.");
        Assert.Equal(8L, await world.ReadAsync<long>("select count(*) from case_evidence where kind = 'post'"));
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from live_events where kind = 'candidate_changed'"));
    }

    [Theory, InlineData("open"), InlineData("claimed")]
    public async Task A_case_whose_policy_is_not_live_any_more_keeps_policy_risk_and_rank(string state)
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        await world.PostsAsync(ScoringWorld.Supporter("acc-1"));
        await ScoringWorld.DrainAsync(world.Host());
        if (state == "claimed")
            await world.ExecuteAsync("update cases set state = 'claimed', claimed_by = $1, claimed_until = $2", Guid.CreateVersion7(ScoringWorld.Start), ScoringWorld.Start.AddDays(1));
        Task<string> CaseAsync() => world.ReadAsync<string>("select concat_ws('/', state, policy_key, policy_version, risk, rank, priority, explanation, evidence_count) from cases");
        var before = await CaseAsync();
        await world.ExecuteAsync("update policy_versions set state = 'retired' where policy_key = 'violent-extremism'");
        await world.ReportAsync("acc-1", "u-1", "user");
        await world.LookAgainAsync("acc-1");

        await ScoringWorld.DrainAsync(world.Host());

        Assert.Equal(before, await CaseAsync());
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from case_evidence where kind = 'report'"));
    }

    [Fact]
    public async Task A_decided_account_returns_only_with_evidence_that_the_decision_did_not_see()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", count: 6));
        await ScoringWorld.DrainAsync(host);
        await world.ExecuteAsync("update cases set state = 'decided'");

        await world.PostsAsync(ScoringWorld.Harmless("acc-1", 3));
        await world.LookAgainAsync("acc-1");
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));

        await world.PostsAsync(ScoringWorld.Supporter("acc-1", from: 6, count: 1));
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        Assert.Equal(2L, await world.ReadAsync<long>("select count(*) from cases"));

        await world.ExecuteAsync("update cases set state = 'decided'");
        await world.ExecuteAsync("update accounts set state = 'suspended'");
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", from: 7, count: 1));
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
    }

    [Theory]
    [InlineData("url", "https://thistle-press.example/join")]
    [InlineData("avatar_pdq", "f162eb9daab170c0567fe3632d9a5548c5612982dd5e374a7424ebbc8a835c95")]
    public async Task A_decided_account_returns_once_when_its_profile_shows_what_a_bank_lists(string column, string value)
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.BankProfilesAsync();
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1"));
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        await world.ExecuteAsync("update cases set state = 'decided'");

        await world.ExecuteAsync($"update accounts set {column} = $1", value);
        await world.LookAgainAsync("acc-1");
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        Assert.Equal(9L, await world.ReadAsync<long>("select evidence_count from cases where state <> 'decided'"));

        // What that decision saw does not come back, whichever host looks.
        await world.ExecuteAsync("update cases set state = 'decided'");
        await world.LookAgainAsync("acc-1");
        Assert.Equal(0, await ScoringWorld.DrainAsync(world.Host()));
    }

    [Fact]
    public async Task A_threat_to_life_opens_in_the_threat_lane_with_an_alarm_and_a_way_back()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        await world.PostsAsync(ScoringWorld.Harmless("acc-1", 40).Append(Threat("acc-1")));
        await world.ExecuteAsync("insert into webhook_endpoints (platform_id, id, url, protected_secret, active, created_at) values ($1, $2, 'https://platform.test/hook', 'x', true, $3)",
            ScoringWorld.Platform, Guid.CreateVersion7(ScoringWorld.Start), ScoringWorld.Start);

        Assert.Equal(1, await ScoringWorld.DrainAsync(world.Host()));

        Assert.Equal("escalated/threat/9/threat/threats-to-life", await world.ReadAsync<string>("select concat_ws('/', state, lane, band, queue_id, policy_key) from cases"));
        Assert.Equal("threat_to_life/on_call/threat/general", await world.ReadAsync<string>("select concat_ws('/', e.kind, owner, e.queue_id, origin_queue_id) from escalations e join cases c on c.escalation_id = e.id"));
        Assert.Equal("alarm_raised,candidate_raised", await world.ReadAsync<string>("select string_agg(kind, ',' order by kind) from live_events"));
        Assert.Equal("escalation.raised/pending/acc-1", await world.ReadAsync<string>("select concat_ws('/', event, state, account_id) from webhook_deliveries"));
        var told = JsonDocument.Parse(await world.ReadAsync<string>("select payload::text from webhook_deliveries")).RootElement;
        var data = told.GetProperty("data");
        Assert.Equal(await world.ReadAsync<Guid>("select id from webhook_deliveries"), told.GetProperty("delivery_id").GetGuid());
        Assert.Equal(await world.ReadAsync<string>("select concat_ws('/', 'threat_to_life', id, case_id, owner) from escalations"),
            $"{data.GetProperty("kind").GetString()}/{data.GetProperty("escalation_id").GetGuid()}/{data.GetProperty("case_id").GetGuid()}/{data.GetProperty("owner").GetString()}");
        Assert.Equal("case.escalated,case.opened", await world.ReadAsync<string>("select string_agg(action, ',' order by action) from audit_entries"));
    }

    [Fact]
    public async Task Neither_a_high_threshold_nor_what_was_learned_silences_a_threat_to_life()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        await world.ExecuteAsync("update policy_versions set threshold = 0.95 where policy_key = 'threats-to-life'");
        await world.ExecuteAsync("""
            insert into risk_versions (platform_id, policy_key, version, state, policy_version, weights, settings, decisions, violations, measured,
                log_loss_before, log_loss_after, calibration_error, through, input_digest, learned_at)
            values ($1, 'threats-to-life', 1, 'in_force', 1, $2::text::jsonb, '{}', 10, 0, 10, 1, 1, 0, 1, 'x', $3)
            """, ScoringWorld.Platform, new LearnedWeights(-1.5, new Dictionary<string, double> { ["threat_to_life"] = 0.25 }).ToJson(), ScoringWorld.Start);
        await world.PostsAsync(ScoringWorld.Harmless("acc-1", 40).Append(Threat("acc-1")));

        Assert.Equal(1, await ScoringWorld.DrainAsync(world.Host()));

        Assert.Equal("escalated/threat/9/1", await world.ReadAsync<string>("select concat_ws('/', state, lane, band, risk_version) from cases"));
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from live_events where kind = 'alarm_raised'"));
        Assert.True(await world.ReadAsync<bool>("select risk > 0.95 from account_scores"));
        Assert.Equal("One post uses a term that threatens life. That alone makes a case, whatever the policy's threshold is.",
            await world.ReadAsync<string>("select part ->> 'evidence' from cases, jsonb_array_elements(explanation) part where part ->> 'detector' = 'threat_to_life'"));
    }

    [Fact]
    public async Task A_threat_to_life_takes_an_open_case_from_whoever_has_it()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", count: 6));
        await ScoringWorld.DrainAsync(host);
        await world.ExecuteAsync("update cases set state = 'claimed', claimed_by = $1, claimed_until = $2", Guid.CreateVersion7(ScoringWorld.Start), ScoringWorld.Start.AddDays(1));
        await world.PostsAsync([Threat("acc-1")]);
        await ScoringWorld.DrainAsync(host);

        Assert.Equal("escalated/threat/9/threat", await world.ReadAsync<string>("select concat_ws('/', state, lane, band, queue_id, claimed_by) from cases"));
        Assert.Equal("violent-extremism", await world.ReadAsync<string>("select origin_queue_id from escalations"));

        // A second one changes nothing: the alarm sounds already.
        await world.PostsAsync([Threat("acc-1") with { Id = "again", CreatedAt = ScoringWorld.Start.AddHours(3) }]);
        await ScoringWorld.DrainAsync(host);
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from escalations"));
    }

    [Fact]
    public async Task While_a_decision_can_be_undone_a_threat_to_life_still_raises_its_alarm_and_other_evidence_waits()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", count: 6));
        await ScoringWorld.DrainAsync(host);
        await world.ExecuteAsync("update cases set state = 'decided'");
        await using (var owner = await world.OwnerConnectionAsync())
        {
            await using var decide = new Npgsql.NpgsqlCommand("""
                set session_replication_role = replica;
                insert into decisions (platform_id, id, case_id, account_id, policy_key, policy_version, reason, exhibits, decided_by, decided_as, decided_at, undo_until, state, account_state_before)
                select platform_id, gen_random_uuid(), id, account_id, policy_key, policy_version, 'r', '{}', gen_random_uuid(), 'heron', now(), now() + interval '1 day', 'pending', 'active' from cases;
                reset session_replication_role
                """, owner);
            await decide.ExecuteNonQueryAsync(Cancellation);
        }

        await world.PostsAsync(ScoringWorld.Supporter("acc-1", from: 6, count: 1));
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));

        // Suspended for good by that very decision, of which nobody heard yet.
        await world.ExecuteAsync("update accounts set state = 'suspended'");
        await world.PostsAsync([Threat("acc-1")]);
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        Assert.Equal("decided,escalated", await world.ReadAsync<string>("select string_agg(state, ',' order by state) from cases"));
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from live_events where kind = 'alarm_raised'"));

        // It is final: what waited is looked at.
        await world.ExecuteAsync("delete from escalations");
        await world.ExecuteAsync("delete from cases where state = 'escalated'");
        await world.ExecuteAsync("update accounts set state = 'active'");
        await world.ExecuteAsync("update decisions set state = 'final'");
        await world.LookAgainAsync("acc-1");
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
    }

    [Fact]
    public async Task Evidence_of_a_case_at_work_makes_room_too_from_a_bound_on()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", count: 5));
        await ScoringWorld.DrainAsync(host);
        await world.ExecuteAsync("""
            insert into case_evidence (platform_id, case_id, key, kind, payload, weight, at)
            select platform_id, id, k || ':x-' || n, k, '{}', case n when 7 then 0.9 else 0.01 end, $1 from cases, generate_series(1, 600) n, unnest(array['post', 'report']) k
            """, ScoringWorld.Start);
        await world.ExecuteAsync("update cases set state = 'claimed', claimed_by = $1, claimed_until = $2", Guid.CreateVersion7(ScoringWorld.Start), ScoringWorld.Start.AddDays(1));
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", from: 5, count: 1));
        await ScoringWorld.DrainAsync(host);

        Assert.Equal("post=500,profile=1,report=200", await world.ReadAsync<string>(
            "select string_agg(kind || '=' || n, ',' order by kind) from (select kind, count(*) n from case_evidence group by kind) e"));
        Assert.Equal(8L, await world.ReadAsync<long>("select count(*) from case_evidence where kind <> 'profile' and weight > 0.01"));
    }

    [Fact]
    public async Task A_sealed_case_gets_no_copies()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", count: 5));
        await ScoringWorld.DrainAsync(host);
        await world.ExecuteAsync("update cases set lane = 'sealed', queue_id = 'sealed'");
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", from: 5, count: 2).Append(Threat("acc-1")));
        await ScoringWorld.DrainAsync(host);

        Assert.Equal("sealed/sealed/8", await world.ReadAsync<string>("select concat_ws('/', lane, queue_id, evidence_count) from cases"));
        Assert.Equal(5L, await world.ReadAsync<long>("select count(*) from case_evidence where kind = 'post'"));
    }

    [Fact]
    public async Task A_threat_to_life_in_a_sealed_case_sounds_where_the_case_lies()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", count: 5));
        await ScoringWorld.DrainAsync(host);
        await world.ExecuteAsync("""
            insert into escalations (platform_id, id, case_id, kind, sealed, queue_id, owner, deadline_at, origin_queue_id, reason, raised_by, raised_at, level)
            select platform_id, gen_random_uuid(), id, 'sealed_lane', true, 'sealed', 'trained_reviewers', $1, queue_id, 'Of this kind.', gen_random_uuid(), $2, 0 from cases
            """, ScoringWorld.Start.AddHours(9), ScoringWorld.Start);
        await world.ExecuteAsync("""
            update cases c set lane = 'sealed', queue_id = 'sealed', band = 7, escalation_id = e.id, state = 'claimed', claimed_by = $1, claimed_until = $2 from escalations e
            """, Guid.CreateVersion7(ScoringWorld.Start), ScoringWorld.Start.AddDays(1));
        await world.ExecuteAsync("insert into webhook_endpoints (platform_id, id, url, protected_secret, active, created_at) values ($1, $2, 'https://platform.test/hook', 'x', true, $3)",
            ScoringWorld.Platform, Guid.CreateVersion7(ScoringWorld.Start), ScoringWorld.Start);
        await world.ExecuteAsync("delete from live_events");
        await world.ExecuteAsync("delete from case_events");

        await world.PostsAsync([Threat("acc-1")]);
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));

        Assert.Equal("escalated/sealed/9/sealed", await world.ReadAsync<string>("select concat_ws('/', state, lane, band, queue_id, claimed_by) from cases"));
        Assert.Equal("threat_to_life/t/sealed/on_call/violent-extremism", await world.ReadAsync<string>(
            "select concat_ws('/', e.kind, e.sealed, e.queue_id, owner, origin_queue_id) from escalations e join cases c on c.escalation_id = e.id where e.closed_at is null"));
        Assert.Equal("superseded", await world.ReadAsync<string>("select outcome from escalations where kind = 'sealed_lane'"));
        Assert.Equal("alarm_raised/sealed,candidate_changed/sealed", await world.ReadAsync<string>("select string_agg(kind || '/' || queue_id, ',' order by kind) from live_events"));
        Assert.Equal("escalated/threat_to_life", await world.ReadAsync<string>("select string_agg(kind || '/' || detail, ',') from case_events"));
        var told = JsonDocument.Parse(await world.ReadAsync<string>("select payload::text from webhook_deliveries")).RootElement.GetProperty("data");
        Assert.Equal(("threat_to_life", true), (told.GetProperty("kind").GetString(), told.GetProperty("sealed").GetBoolean()));
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from audit_entries where action = 'case.escalated'"));
        Assert.Equal(5L, await world.ReadAsync<long>("select count(*) from case_evidence where kind = 'post'"));

        // Raised is raised: while it sounds, and once somebody has answered.
        await world.ExecuteAsync("update escalations set acknowledged_by = $1, acknowledged_at = $2 where closed_at is null", Guid.CreateVersion7(ScoringWorld.Start), ScoringWorld.Start);
        await world.PostsAsync([Threat("acc-1") with { Id = "again", CreatedAt = ScoringWorld.Start.AddHours(3) }]);
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
        Assert.Equal(2L, await world.ReadAsync<long>("select count(*) from escalations"));
    }

    [Fact]
    public async Task A_decision_that_commits_meanwhile_is_seen()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("acc-1");
        var host = world.Host();
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", count: 5));
        await ScoringWorld.DrainAsync(host);
        await world.PostsAsync(ScoringWorld.Supporter("acc-1", from: 5, count: 1));
        Task<int> draining;
        await using (var reviewer = await world.OwnerConnectionAsync())
        {
            await using var decision = await reviewer.BeginTransactionAsync(Cancellation);
            await using (var decide = new Npgsql.NpgsqlCommand("update cases set state = 'decided'", reviewer, decision))
                await decide.ExecuteNonQueryAsync(Cancellation);
            draining = Task.Run(() => ScoringWorld.DrainAsync(host), Cancellation);
            while (!await world.ReadAsync<bool>("select count(*) > 0 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and usename = 'hub_app'"))
                await Task.Yield();
            await decision.CommitAsync(Cancellation);
        }

        // The decision saw five posts; the sixth brings the account back as a case of its own.
        Assert.Equal(1, await draining);
        Assert.Equal("decided/5,open/6", await world.ReadAsync<string>("select string_agg(state || '/' || evidence_count, ',' order by state) from cases"));
    }

    static TestPost Threat(string account) =>
        new($"{account}-t", account, "Remember it, the bell tolls at the mill at noon", ScoringWorld.Start.AddHours(2));
}
