using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Detection.Signals;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Banks;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Breaker;
using ModerationHub.Features.Policies.Recounts;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;
using ModerationHub.IntegrationTests.Scoring;
using Npgsql;

namespace ModerationHub.IntegrationTests.Policies;

/// <summary>What goes live counts for accounts that posted before.</summary>
public sealed class RecountTests(TestCluster cluster)
{
    const string Key = PlatformSetupSeeds.ViolentExtremism;
    static readonly TermEntry Lantern = new(TermKind.Phrase, "the lantern walks north", "en", 0.9);
    static readonly Actor Lead = PolicyChangeTests.Person(Role.Lead), Second = PolicyChangeTests.Person(Role.Lead);

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_terms_make_candidates_of_what_was_posted_before_as_if_they_had_been_there()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (host, runner) = await ScoredAsync(world);
        await LiveAsync(world, runner, draft => PolicyChangeTests.PutAsync(runner, draft, Lantern));
        Assert.False(await world.Host().GetRequiredService<RecountRunner>().RunNextAsync(Cancellation), "Hosts still trust what they compiled.");
        await RecountAsync(world);
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        Assert.Equal((2, 6L), (await world.ReadAsync<int>("select policy_version from cases where account_id = 'fan'"), await world.ReadAsync<long>("select evidence_count from cases where account_id = 'fan'")));
        Assert.Equal(6, await world.ReadAsync<long>("select count(*) from case_evidence e join cases c on c.id = e.case_id where c.account_id = 'fan' and e.kind = 'post'"));
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from cases where account_id = 'anna'"));
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from term_hits h join bank_terms t on t.id = h.term_id where t.text = $1", Lantern.Text));

        await using var other = await ScoringWorld.CreateAsync(cluster);
        await other.ExecuteAsync("insert into bank_terms (platform_id, bank_id, id, text, kind, language, weight, threat_to_life) values (7, $1, $2, $3, 'phrase', 'en', 0.9, false)",
            Key, new Guid(9, 0, 0, new byte[8]), Lantern.Text);
        await ScoredAsync(other);
        foreach (var account in new[] { "fan", "supporter", "anna" })
            Assert.Equal(await other.ReadAsync<float>("select risk from account_scores where account_id = $1", account), await world.ReadAsync<float>("select risk from account_scores where account_id = $1", account), 0.001);

        // What is told again says nothing about how much is posted.
        Assert.Equal(await world.ReadAsync<long>("select count(*) from posts"), await world.ReadAsync<long>("select sum(posts)::bigint from term_hits where term_id = $1", Guid.Empty));

        // Handed over again and again, nothing is counted twice.
        var risk = await world.ReadAsync<float>("select risk from account_scores where account_id = 'fan'");
        await AgainAsync(world);
        await AgainAsync(world);
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
        Assert.Equal((risk, 6L), (await world.ReadAsync<float>("select risk from account_scores where account_id = 'fan'"), await world.ReadAsync<long>("select evidence_count from account_scores where account_id = 'fan'")));
    }

    [Fact]
    public async Task A_banked_link_counts_for_what_was_posted_before_as_if_it_had_been_there()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        async Task PostedAsync(ScoringWorld where)
        {
            await where.AccountAsync("linker");
            await where.AccountAsync("anna");
            await where.PostsAsync([.. Enumerable.Range(0, 6).Select(i => new TestPost($"l{i}", "linker", $"Read number {i} of the leaflet, friends: https://lantern.example/leaflet/{i}", ScoringWorld.Start.AddMinutes(i * 11))), .. ScoringWorld.Harmless("anna", 10)]);
        }

        Task<string> BankAsync(OperationRunner by) => by.RunAsync<MakeBank, string>(Lead, (make, token) => make.HandleAsync(new("Outlets", BankKind.Urls, Key), token), Cancellation);
        Task AddAsync(OperationRunner by, string bank, string lines) => by.RunAsync<AddLinks, IReadOnlyList<LineOutcome>>(Lead, (add, token) => add.HandleAsync(new(bank, lines, 0.9), token), Cancellation);
        await PostedAsync(world);
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
        var bank = await BankAsync(runner);
        await AddAsync(runner, bank, "lantern.example");
        Assert.False(await world.Host().GetRequiredService<RecountRunner>().RunNextAsync(Cancellation), "Hosts still trust what they compiled.");
        await RecountAsync(world);
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        Assert.Equal(6, await world.ReadAsync<long>("select count(*) from case_evidence e join cases c on c.id = e.case_id where c.account_id = 'linker' and e.kind = 'post'"));

        await using var other = await ScoringWorld.CreateAsync(cluster);
        var before = other.Host().GetRequiredService<OperationRunner>();
        await AddAsync(before, await BankAsync(before), "lantern.example");
        await PostedAsync(other);
        await ScoringWorld.DrainAsync(other.Host());
        Task<float> RiskAsync(ScoringWorld where) => where.ReadAsync<float>("select risk from account_scores where account_id = 'linker'");
        Assert.Equal(await RiskAsync(other), await RiskAsync(world), 0.001);

        // What was noted is not noted again, whatever the bank learns later.
        var risk = await RiskAsync(world);
        await AddAsync(runner, bank, "lantern.example/leaflet/1\nelsewhere.example");
        await RecountAsync(world);
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
        Assert.Equal((risk, 6L), (await RiskAsync(world), await world.ReadAsync<long>("select evidence_count from account_scores where account_id = 'linker'")));
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from cases where account_id = 'anna'"));
    }

    [Fact]
    public async Task A_banked_image_counts_for_what_was_posted_in_the_last_ninety_days()
    {
        const string Pdq = "f162eb9daab170c0567fe3632d9a5548c5612982dd5e374a7424ebbc8a835c95", Near = "f162eb9daab170c0567fe3632d9a5548c5612982dd5e374a7424ebbc8a835c9a",
            Other = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", Md5 = "0123456789abcdef0123456789abcdef";
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        foreach (var (account, media) in new[] { ("shows", $$"""[{"id": "m1", "type": "image", "pdq": "{{Near}}"}]"""), ("file", $$"""[{"id": "m2", "type": "image", "md5": "{{Md5}}"}]"""), ("other", $$"""[{"id": "m3", "type": "image", "pdq": "{{Other}}"}]""") })
        {
            await world.AccountAsync(account);
            await world.PostsAsync([new TestPost($"p-{account}", account, "Good morning from the quay", ScoringWorld.Start)]);
            await world.ExecuteAsync("update posts set media = $1::jsonb where account_id = $2", media, account);
        }
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
        var bank = await runner.RunAsync<MakeBank, string>(Lead, (make, token) => make.HandleAsync(new("Emblems", BankKind.Hashes, Key), token), Cancellation);
        Task AddAsync(string lines) => runner.RunAsync<AddHashes, IReadOnlyList<LineOutcome>>(Lead, (add, token) => add.HandleAsync(new(bank, lines, "Thistle banner", Severity.Severe), token), Cancellation);
        await AddAsync($"{Pdq} 100\n{Md5}");
        await RecountAsync(world);
        await ScoringWorld.DrainAsync(host);
        Assert.Equal(["file", "shows"], await world.ReadAsync<string[]>("select array_agg(account_id order by account_id) from cases"));
        Assert.Equal("m1", await world.ReadAsync<string>("select payload->'media'->0->>'id' from case_evidence e join cases c on c.id = e.case_id where c.account_id = 'shows' and e.kind = 'post'"));
        var evidence = await world.ReadAsync<long>("select sum(evidence_count)::bigint from account_scores");
        await AddAsync($"{Near} 100");
        await RecountAsync(world);
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
        Assert.Equal(evidence, await world.ReadAsync<long>("select sum(evidence_count)::bigint from account_scores"));

        world.Time.Advance(TimeSpan.FromDays(91));
        await AddAsync($"{Other} 100");
        await RecountAsync(world);
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
        Assert.Equal(evidence, await world.ReadAsync<long>("select sum(evidence_count)::bigint from account_scores"));
    }

    [Fact]
    public async Task Hashes_that_come_all_day_cost_one_recount_in_ten_minutes_and_a_lead_does_not_wait_for_it()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var bank = await runner.RunAsync<MakeBank, string>(Lead, (make, token) => make.HandleAsync(new("Emblems", BankKind.Hashes, Key), token), Cancellation);
        async Task LeaveAsync(TimeSpan patience)
        {
            await using var connection = await world.OwnerConnectionAsync();
            await BankRecounts.LeaveAsync(connection, ScoringWorld.Platform, [bank], world.Time.GetUtcNow(), patience, Cancellation);
        }

        Task<long> LeftAsync() => world.ReadAsync<long>("select count(*) from policy_recounts");
        for (var i = 0; i < 4; i++)
        {
            await LeaveAsync(BankRecounts.Patience);
            world.Time.Advance(TimeSpan.FromMinutes(2));
        }
        Assert.Equal(1, await LeftAsync());
        await LeaveAsync(PlatformContexts.Settled);
        Assert.Equal(2, await LeftAsync());
        // The first begins any moment now: hosts may not know by then what comes now.
        world.Time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromSeconds(3));
        await LeaveAsync(BankRecounts.Patience);
        Assert.Equal(3, await LeftAsync());
        // When scoring was busy for long, whoever begins one does the others as well.
        world.Time.Advance(TimeSpan.FromMinutes(20));
        var source = world.Host().GetRequiredService<NpgsqlDataSource>();
        Assert.NotNull(await RecountLease.TakeAsync(source, Guid.CreateVersion7(world.Time.GetUtcNow()), world.Time.GetUtcNow(), Cancellation));
        Assert.Equal(2, await world.ReadAsync<long>("select count(*) from policy_recounts where finished_at is not null"));
        Assert.Null(await RecountLease.TakeAsync(source, Guid.CreateVersion7(world.Time.GetUtcNow()), world.Time.GetUtcNow(), Cancellation));
    }

    [Fact]
    public async Task Two_recounts_that_meet_in_a_batch_find_a_post_once()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (host, runner) = await ScoredAsync(world);
        await LiveAsync(world, runner, draft => PolicyChangeTests.PutAsync(runner, draft, Lantern));
        await RecountAsync(world);
        await AgainAsync(world);
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        var features = AccountFeatures.FromUtf8(await world.ReadAsync<byte[]>("select features from account_scores where account_id = 'fan'"));
        Assert.Equal((6, 6L), (features.Policies[Key].Posts, features.EvidenceCount));
    }

    [Fact]
    public async Task A_case_whose_terms_went_stays_open_with_its_new_score()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (host, runner) = await ScoredAsync(world);
        var before = await world.ReadAsync<double>("select risk from cases where account_id = 'supporter'");
        await LiveAsync(world, runner, async draft =>
        {
            foreach (var term in (await PolicyChangeTests.FileAsync(runner, draft)).Terms)
                if (term.Text != "iron thistle")
                    await PolicyChangeTests.PutAsync(runner, draft, null, term: term.Id);
        });
        await RecountAsync(world);
        await ScoringWorld.DrainAsync(host);
        Assert.Equal("open", await world.ReadAsync<string>("select state from cases where account_id = 'supporter'"));
        Assert.True(await world.ReadAsync<double>("select risk from cases where account_id = 'supporter'") < before - 0.1);
        Assert.Equal(2, await world.ReadAsync<int>("select policy_version from cases where account_id = 'supporter'"));

        // And back: what the earlier version said is said again.
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await runner.RunAsync<BringBack, int>(Lead, (h, t) => h.HandleAsync(new(Key, 1, "It lost too many"), t), Cancellation);
        await RecountAsync(world);
        await ScoringWorld.DrainAsync(host);
        Assert.Equal(before, await world.ReadAsync<double>("select risk from cases where account_id = 'supporter'"), 0.001);
    }

    [Fact]
    public async Task What_a_decision_has_seen_does_not_come_back_by_a_new_version()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (host, runner) = await ScoredAsync(world);
        var id = new Guid(5, 0, 0, new byte[8]);
        await world.ExecuteAsync("""
            insert into cases (platform_id, id, account_id, queue_id, state, lane, band, rank, priority, policy_key, policy_version, risk, explanation, opened_at, evidence_count, times_reopened, changed_at)
            select platform_id, $1, 'fan', queue_id, 'decided', lane, band, rank, priority, policy_key, policy_version, risk, explanation, opened_at, 0, 0, changed_at from cases limit 1
            """, id);
        await world.ExecuteAsync("""
            insert into decisions (platform_id, id, case_id, account_id, policy_key, policy_version, reason, exhibits, decided_by, decided_as, decided_at, undo_until, state, account_state_before)
            values (7, $1, $1, 'fan', $2, 1, 'r', '{}', $1, 'm', $3, $3, 'final', 'active')
            """, id, Key, world.Time.GetUtcNow());
        // Whom it follows is looked up once there is evidence, and must not make evidence of what was seen.
        for (var i = 0; i < 8; i++)
        {
            await world.AccountAsync($"gone-{i}");
            await world.ExecuteAsync("insert into follows (platform_id, follower_id, followed_id) values (7, 'fan', $1)", $"gone-{i}");
        }
        await world.ExecuteAsync("update accounts set state = 'suspended' where id like 'gone-%'");
        await LiveAsync(world, runner, draft => PolicyChangeTests.PutAsync(runner, draft, Lantern));
        await RecountAsync(world);
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
        Assert.True(await world.ReadAsync<float>("select risk from account_scores where account_id = 'fan'") > 0.7);
        Assert.Equal(0L, await world.ReadAsync<long>("select evidence_count from account_scores where account_id = 'fan'"));
        await world.PostsAsync([new TestPost("fan-new", "fan", "Nobody told me off: the lantern walks north, and we with it", world.Time.GetUtcNow())]);
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
    }

    [Fact]
    public async Task A_term_that_a_lead_takes_out_or_lets_count_again_moves_whoever_used_it()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (host, runner) = await ScoredAsync(world);
        var before = await world.ReadAsync<double>("select risk from cases where account_id = 'supporter'");
        await StopAsync(world, "take the thorn oath");
        await DecideAsync(runner, resume: false);
        await RecountAsync(world);
        await ScoringWorld.DrainAsync(host);
        Assert.True(await world.ReadAsync<double>("select risk from cases where account_id = 'supporter'") < before - 0.01);
        await world.ExecuteAsync("update term_stops set state = 'stopped', decided_at = null");
        await DecideAsync(runner, resume: true);
        await RecountAsync(world);
        await ScoringWorld.DrainAsync(host);
        Assert.Equal(before, await world.ReadAsync<double>("select risk from cases where account_id = 'supporter'"), 0.001);
    }

    [Fact]
    public async Task Accounts_on_their_way_when_the_next_version_goes_live_still_count_the_rules_of_the_one_before()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (_, runner) = await ScoredAsync(world);
        await RulesOfVersionsTests.PublishAsync(runner, RulesOfVersionsTests.Lantern);
        await RecountAsync(world);
        Assert.NotEqual(0, await world.ReadAsync<long>("select count(*) from post_chunks where kind = 'recount'"));
        var next = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, next, Lantern with { Text = "nobody ever says this" });
        await RulesOfVersionsTests.PublishAsync(runner, next);
        world.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, await ScoringWorld.DrainAsync(world.Host()));
        Assert.Equal(3, await world.ReadAsync<int>("select policy_version from cases where account_id = 'fan'"));
    }

    [Fact]
    public async Task One_that_fails_is_tried_again_in_an_hour_and_the_next_one_goes_on()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (_, runner) = await ScoredAsync(world);
        await LiveAsync(world, runner, draft => PolicyChangeTests.PutAsync(runner, draft, Lantern));
        await world.ExecuteAsync("""
            insert into policy_recounts (platform_id, id, policy_key, version, before, due_at, accounts)
            select platform_id, gen_random_uuid(), policy_key, 1, 77, due_at - interval '1 minute', 0 from policy_recounts
            """);
        world.Time.Advance(TimeSpan.FromSeconds(6));
        var recounts = world.Host().GetRequiredService<RecountRunner>();
        Assert.True(await recounts.RunNextAsync(Cancellation));
        Assert.True(await recounts.RunNextAsync(Cancellation));
        Assert.False(await recounts.RunNextAsync(Cancellation));
        Assert.Equal("1 False,2 True", await world.ReadAsync<string>("select string_agg(version || ' ' || initcap((finished_at is not null)::text), ',' order by version) from policy_recounts"));
        Assert.True(await world.ReadAsync<bool>("select lease_until > now() + interval '50 minutes' from policy_recounts where version = 1"));
    }

    [Fact]
    public async Task One_that_fails_again_and_again_is_given_up_says_why_and_a_lead_starts_it_again()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (_, runner) = await ScoredAsync(world);
        await LiveAsync(world, runner, draft => PolicyChangeTests.PutAsync(runner, draft, Lantern));
        await world.ExecuteAsync("update policy_recounts set before = 77");
        world.Time.Advance(TimeSpan.FromSeconds(6));
        Task<IReadOnlyList<GivenUpRecount>> GivenUpAsync() => runner.RunAsync<ReadGivenUpRecounts, IReadOnlyList<GivenUpRecount>>(Lead, (h, t) => h.HandleAsync(t), Cancellation);
        Task RestartAsync(Guid id, Actor? actor = null) => runner.RunAsync<RestartRecount>(actor ?? Lead, (h, t) => h.HandleAsync(new(id), t), Cancellation);
        // Twice it fails, twice its host goes away, and then it fails once more.
        foreach (var goesAway in new[] { false, true, false, true, false })
        {
            Assert.Empty(await GivenUpAsync());
            await world.ExecuteAsync("update policy_recounts set lease_until = now() - interval '1 second'");
            if (goesAway)
                await world.ExecuteAsync("update policy_recounts set runner = gen_random_uuid()");
            else
                Assert.True(await world.Host().GetRequiredService<RecountRunner>().RunNextAsync(Cancellation));
        }
        var given = Assert.Single(await GivenUpAsync());
        Assert.Equal((Key, 2, 0L), (given.PolicyKey, given.Version, given.Accounts));
        Assert.StartsWith("RuleBrokenException: ", given.Error, StringComparison.Ordinal);
        await world.ExecuteAsync("update policy_recounts set lease_until = now() - interval '1 second'");
        Assert.False(await world.Host().GetRequiredService<RecountRunner>().RunNextAsync(Cancellation));

        await Assert.ThrowsAsync<NotPermittedException>(() => RestartAsync(given.Id, PolicyChangeTests.Person(Role.Moderator)));
        Assert.Equal("recount_unknown", (await Assert.ThrowsAsync<RuleBrokenException>(() => RestartAsync(new Guid(5, 0, 0, new byte[8])))).Rule.Code);
        await world.ExecuteAsync("update policy_recounts set before = 1");
        await RestartAsync(given.Id);
        Assert.Empty(await GivenUpAsync());
        await RecountAsync(world);
        Assert.Equal(1, await world.ReadAsync<long>("select count(*) from audit_entries where action = 'policy.recount_restarted'"));
    }

    [Fact]
    public async Task One_whose_hosts_go_away_each_time_is_given_up_too()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (_, runner) = await ScoredAsync(world);
        await LiveAsync(world, runner, draft => PolicyChangeTests.PutAsync(runner, draft, Lantern));
        await world.ExecuteAsync("update policy_recounts set runner = gen_random_uuid(), lease_until = now() - interval '1 second', attempts = $1", Recount.MostAttempts - 1);
        world.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.False(await world.Host().GetRequiredService<RecountRunner>().RunNextAsync(Cancellation));
        Assert.Contains("went away", await world.ReadAsync<string>("select error from policy_recounts where given_up_at is not null"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_living_host_holds_no_other_takes_and_what_a_dead_one_held_it_does()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (_, runner) = await ScoredAsync(world);
        await LiveAsync(world, runner, draft => PolicyChangeTests.PutAsync(runner, draft, Lantern));
        world.Time.Advance(TimeSpan.FromSeconds(6));
        await using var owner = await world.OwnerConnectionAsync();
        await using var hold = await owner.BeginTransactionAsync(Cancellation);
        await using (var command = new NpgsqlCommand("lock table posts in access exclusive mode", owner, hold))
            await command.ExecuteNonQueryAsync(Cancellation);
        // It waits for the posts, longer than any lease; its beat goes on.
        var held = world.Host().GetRequiredService<RecountRunner>().RunNextAsync(Cancellation);
        await UntilAsync(world, "select count(*) > 0 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        await world.ExecuteAsync("update policy_recounts set lease_until = now() + interval '1 minute'");
        world.Time.Advance(TimeSpan.FromSeconds(30));
        await UntilAsync(world, "select lease_until > now() + interval '90 seconds' from policy_recounts");
        Assert.False(await world.Host().GetRequiredService<RecountRunner>().RunNextAsync(Cancellation));
        // Without a beat the lease runs out, and another host takes it; the first one, back from the dead, hands nothing over.
        var first = await world.ReadAsync<Guid>("select runner from policy_recounts");
        await world.ExecuteAsync("update policy_recounts set lease_until = now() - interval '1 second'");
        var taken = world.Host().GetRequiredService<RecountRunner>().RunNextAsync(Cancellation);
        await UntilAsync(world, $"select runner <> '{first}' from policy_recounts");
        await hold.RollbackAsync(Cancellation);
        Assert.True(await held && await taken);
        Assert.Equal(2L, await world.ReadAsync<long>("select accounts from policy_recounts where finished_at is not null and attempts = 0"));
        Assert.Equal(7L, await world.ReadAsync<long>("select sum(rows)::bigint from post_chunks where kind = 'recount'"));
    }

    [Fact]
    public async Task It_is_handed_over_once_whatever_the_hosts_and_goes_on_behind_the_last_batch()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (_, runner) = await ScoredAsync(world);
        // Accounts with a risk worth the name, more than one batch of them and more than may wait for scoring at a time.
        var many = RecountRunner.MostWaiting + 2 * RecountRunner.PerBatch;
        await world.ExecuteAsync($"""
            insert into account_scores (platform_id, account_id, bucket, features, risk, scored_posts, evidence_count, updated_at)
            select 7, 'm' || to_char(i, 'FM00000'), 0, ''::bytea, 0.3, 1, 0, now() from generate_series(1, {many}) i
            """);
        var shown = (await PolicyChangeTests.FileAsync(runner, await PolicyChangeTests.BeginAsync(runner))).Shown;
        await LiveAsync(world, runner, draft => runner.RunAsync<EditDraft>(Lead, (h, t) => h.HandleAsync(new(Key, draft, shown.Row, shown.Content with { Threshold = 0.65 }), t), Cancellation), shown.Version);
        world.Time.Advance(TimeSpan.FromSeconds(6));
        using var kill = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = world.Host().GetRequiredService<RecountRunner>().RunNextAsync(kill.Token);
        await UntilAsync(world, $"select sum(rows) >= {RecountRunner.MostWaiting} from post_chunks");
        Assert.False(await world.Host().GetRequiredService<RecountRunner>().RunNextAsync(Cancellation), "One host has it.");
        Assert.InRange(await world.ReadAsync<long>("select sum(rows) from post_chunks"), RecountRunner.MostWaiting, RecountRunner.MostWaiting + RecountRunner.PerBatch - 1);
        await kill.CancelAsync();
        await running;

        var handed = await world.ReadAsync<long>("select accounts from policy_recounts");
        await world.ExecuteAsync("delete from post_chunks");
        await world.ExecuteAsync("update policy_recounts set lease_until = now() - interval '1 second'");
        Assert.True(await world.Host().GetRequiredService<RecountRunner>().RunNextAsync(Cancellation));
        Assert.Equal(await world.ReadAsync<long>("select accounts from policy_recounts where finished_at is not null") - handed, await world.ReadAsync<long>("select sum(rows) from post_chunks"));
        Assert.Equal(many + 1, await world.ReadAsync<long>("select accounts from policy_recounts"));
        Assert.Equal(1, await world.ReadAsync<long>("select count(*) from policy_recounts"));
    }

    internal static async Task AgainAsync(ScoringWorld world)
    {
        await world.ExecuteAsync("update policy_recounts set finished_at = null, last_account = null, lease_until = null");
        await RecountAsync(world);
    }

    internal static async Task RecountAsync(ScoringWorld world)
    {
        world.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await world.Host().GetRequiredService<RecountRunner>().RunNextAsync(Cancellation));
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from policy_recounts where finished_at is null"));
    }

    /// <summary>A supporter, a fan of other words and somebody harmless, all scored by the live version.</summary>
    static async Task<(ServiceProvider Host, OperationRunner Runner)> ScoredAsync(ScoringWorld world)
    {
        foreach (var account in new[] { "supporter", "fan", "anna" })
            await world.AccountAsync(account);
        await world.PostsAsync([.. ScoringWorld.Supporter("supporter"), .. PolicyChangeTests.Fan("fan", 0), .. ScoringWorld.Harmless("anna", 30)]);
        var host = world.Host();
        await ScoringWorld.DrainAsync(host);
        return (host, host.GetRequiredService<OperationRunner>());
    }

    static async Task LiveAsync(ScoringWorld world, OperationRunner runner, Func<int, Task> change, int? begun = null)
    {
        var draft = begun ?? await PolicyChangeTests.BeginAsync(runner);
        await change(draft);
        await PolicyChangeTests.MoveAsync(runner, draft, DraftMove.Submit);
        await PolicyChangeTests.ReviewAsync(runner, Second, draft);
        await PolicyChangeTests.PublishAsync(runner, draft);
        Assert.Equal(1, await world.ReadAsync<long>("select count(*) from policy_recounts"));
    }

    static Task StopAsync(ScoringWorld world, string text) => world.ExecuteAsync(
        "insert into term_stops (platform_id, id, policy_key, term_id, text, state, stopped_at, since, posts, share, usual_share) select 7, gen_random_uuid(), $1, id, text, 'stopped', $2, $2, 1, 1, 0 from bank_terms where text = $3 and bank_id = $1",
        Key, ScoringWorld.Start, text);

    internal static async Task DecideAsync(OperationRunner runner, bool resume)
    {
        var stop = Assert.Single(await runner.RunAsync<ReadTermStops, IReadOnlyList<StoppedTerm>>(Lead, (h, t) => h.HandleAsync(t), Cancellation));
        await runner.RunAsync<DecideTermStop>(Lead, (h, t) => h.HandleAsync(new(stop.Id, stop.Row, resume, "Looked at it"), t), Cancellation);
    }

    static async Task UntilAsync(ScoringWorld world, string question)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await world.ReadAsync<bool>($"select coalesce(({question}), false)"))
            await tick.WaitForNextTickAsync(Cancellation);
    }
}
