using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;
using ModerationHub.IntegrationTests.Scoring;

namespace ModerationHub.IntegrationTests.Policies;

public sealed class BacktestTests(TestCluster cluster)
{
    const string Key = PlatformSetupSeeds.ViolentExtremism;
    static readonly TermEntry Lantern = new(TermKind.Phrase, "the lantern walks north", "en", 0.9);
    static readonly Actor Lead = PolicyChangeTests.Person(Role.Lead);

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_names_who_is_added_and_lost_and_agrees_with_scoring()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = await ScoredAsync(world);
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, draft, Lantern);
        foreach (var term in (await PolicyChangeTests.FileAsync(runner, draft)).Terms)
            if (term.Text is not "the lantern walks north" and not "thistlerises")
                await PolicyChangeTests.PutAsync(runner, draft, null, term: term.Id);

        var result = await RunAsync(world, runner, draft);
        Assert.Equal("fan", Assert.Single(result.Added).AccountId);
        Assert.Equal("supporter", Assert.Single(result.Lost).AccountId);
        var english = Assert.Single(result.Languages, l => l.Language == "en");
        Assert.Equal((1, 1, 1, 1), (english.Live, english.Draft, english.Added.Undecided, english.Lost.Undecided));
        Assert.True(result.TextsRead);

        // A platform that had these terms from the start gives the same risks.
        await using var other = await ScoringWorld.CreateAsync(cluster);
        await other.ExecuteAsync("delete from bank_terms where bank_id = $1 and text <> 'thistlerises'", Key);
        await other.ExecuteAsync("insert into bank_terms (platform_id, bank_id, id, text, kind, language, weight, threat_to_life) values (7, $1, $2, $3, 'phrase', 'en', 0.9, false)",
            Key, new Guid(9, 0, 0, new byte[8]), Lantern.Text);
        await ScoredAsync(other);
        Assert.Equal(await other.ReadAsync<float>("select risk from account_scores where account_id = 'fan'"), result.Added[0].RiskDraft, 0.001);
        Assert.Equal(await world.ReadAsync<float>("select risk from account_scores where account_id = 'supporter'"), result.Lost[0].RiskLive, 0.001);
    }

    [Fact]
    public async Task It_counts_with_the_weights_that_decisions_taught()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.ExecuteAsync("""
            insert into risk_versions (platform_id, policy_key, version, state, policy_version, weights, settings, decisions, violations, measured, log_loss_before, log_loss_after, calibration_error, through, input_digest, learned_at)
            select platform_id, policy_key, 4, 'in_force', version, '{"prior_shift": -0.1, "factors": {"terms": 0.97}}', '{}', 12, 2, 12, 0.5, 0.4, 0.1, 12, '', now() from policy_versions where policy_key = $1
            """, Key);
        var runner = await ScoredAsync(world);
        Assert.Equal(4, await world.ReadAsync<int>("select risk_version from account_scores where account_id = 'supporter'"));
        var draft = await PolicyChangeTests.BeginAsync(runner);
        var shown = (await PolicyChangeTests.FileAsync(runner, draft)).Shown;
        await runner.RunAsync<EditDraft>(Lead, (h, t) => h.HandleAsync(new(Key, draft, shown.Row, shown.Content with { Threshold = 0.999 }), t), Cancellation);
        var lost = Assert.Single((await RunAsync(world, runner, draft)).Lost, l => l.AccountId == "supporter");
        var risk = await world.ReadAsync<float>("select risk from account_scores where account_id = 'supporter'");
        Assert.Equal(risk, lost.RiskLive, 0.001);
        Assert.Equal(risk, lost.RiskDraft, 0.001);
    }

    [Fact]
    public async Task Lists_clearances_links_and_stopped_terms_count_as_they_do_live()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.ExecuteAsync("insert into banks (platform_id, id, name, kind, created_at) values (7, 'outlets', 'Outlets', 'urls', now())");
        await world.ExecuteAsync("insert into bank_terms (platform_id, bank_id, id, text, kind, weight, threat_to_life) values (7, 'outlets', gen_random_uuid(), 'thistle-press.example', 'domain', 0.9, false)");
        await world.ExecuteAsync("update policy_versions set bank_ids = array_append(bank_ids, 'outlets') where policy_key = $1", Key);
        await world.ExecuteAsync("insert into shielded_accounts (platform_id, account_id, kind, reason, added_by, added_as, added_at, expires_at) values (7, 'press', 'press', 'r', gen_random_uuid(), 'm', now(), $1)", world.Time.GetUtcNow().AddDays(30));
        await world.ExecuteAsync("""
            insert into account_clearances (platform_id, account_id, id, severity, seen_evidence, reason, cleared_by, cleared_as, cleared_at, expires_at)
            values (7, 'cleared', gen_random_uuid(), 3, 50, 'r', gen_random_uuid(), 'm', $1, $2)
            """, world.Time.GetUtcNow().AddDays(-1), world.Time.GetUtcNow().AddDays(30));
        await world.ExecuteAsync("insert into term_stops (platform_id, id, policy_key, term_id, text, state, stopped_at, since, posts, share, usual_share) select 7, gen_random_uuid(), $1, id, text, 'stopped', $2, $2, 1, 1, 0 from bank_terms where text = 'take the thorn oath' and bank_id = $1", Key, ScoringWorld.Start);
        foreach (var account in new[] { "press", "cleared", "reader" })
            await world.AccountAsync(account);
        await world.PostsAsync([.. ScoringWorld.Supporter("press"), .. ScoringWorld.Supporter("cleared"),
            .. Enumerable.Range(0, 6).Select(i => new TestPost($"reader-{i}", "reader", $"Chapter {i} is out now: https://thistle-press.example/{i}", ScoringWorld.Start.AddMinutes(i)))]);
        var runner = await ScoredAsync(world);

        var draft = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "nobody ever says this", "en", 0.9));
        var result = await RunAsync(world, runner, draft);
        Assert.True(result.TextsRead);
        Assert.Empty(result.Added.Concat(result.Lost));
        Assert.Equal(await world.ReadAsync<long>("select count(*) from cases where policy_key = $1", Key), result.Languages.Sum(l => l.Live));
        Assert.Equal(0, result.Incomplete);
        Assert.DoesNotContain("press", await world.ReadAsync<string>("select string_agg(account_id, ',') from cases"), StringComparison.Ordinal);

        // With every account a candidate, each one's risk shows: the live side says what scoring stored.
        var low = await PolicyChangeTests.FileAsync(runner, draft);
        await runner.RunAsync<EditDraft>(Lead, (h, t) => h.HandleAsync(new(Key, draft, low.Shown.Row, low.Shown.Content with { Threshold = 0.9999 }), t), Cancellation);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        foreach (var lost in (await RunAsync(world, runner, draft)).Lost)
            Assert.Equal(await world.ReadAsync<float>("select risk from account_scores where account_id = $1", lost.AccountId), lost.RiskLive, 0.0005);
    }

    [Fact]
    public async Task What_is_not_stored_any_more_is_counted_and_loses_nobody()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = await ScoredAsync(world);
        await world.ExecuteAsync("delete from posts where account_id = 'supporter'");
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, draft, Lantern);
        var result = await RunAsync(world, runner, draft);
        Assert.Equal(("fan", 0, 1), (Assert.Single(result.Added).AccountId, result.Lost.Count, result.Incomplete));
    }

    [Fact]
    public async Task Whoever_approves_or_publishes_is_told_what_the_backtest_is_worth()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = await ScoredAsync(world);
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, draft, Lantern);
        await PolicyChangeTests.MoveAsync(runner, draft, DraftMove.Submit);
        Assert.Equal(BacktestStanding.None, (await PolicyChangeTests.FileAsync(runner, draft)).Shown.Tested);
        await RunAsync(world, runner, draft);
        Assert.Equal(BacktestStanding.Current, (await PolicyChangeTests.FileAsync(runner, draft)).Shown.Tested);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await PolicyChangeTests.MoveAsync(runner, draft, DraftMove.TakeBack);
        await PolicyChangeTests.PutAsync(runner, draft, Lantern with { Text = "the lantern walks south" });
        await PolicyChangeTests.MoveAsync(runner, draft, DraftMove.Submit);
        Assert.Equal(BacktestStanding.Outdated, (await PolicyChangeTests.FileAsync(runner, draft)).Shown.Tested);
        await PolicyChangeTests.ReviewAsync(runner, PolicyChangeTests.Person(Role.Lead), draft);
        await PolicyChangeTests.PublishAsync(runner, draft);
        Assert.Equal(["outdated", "outdated"], await world.ReadAsync<string[]>("select array_agg(p.json::jsonb->>'backtest' order by e.seq) from audit_entries e join audit_payloads p using (platform_id, seq) where action in ('policy.draft_approved', 'policy.published')"));
    }

    [Fact]
    public async Task A_threshold_alone_reads_no_post()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = await ScoredAsync(world);
        var draft = await PolicyChangeTests.BeginAsync(runner);
        var shown = (await PolicyChangeTests.FileAsync(runner, draft)).Shown;
        await runner.RunAsync<EditDraft>(Lead, (h, t) => h.HandleAsync(new(Key, draft, shown.Row, shown.Content with { Threshold = 0.999 }), t), Cancellation);
        var result = await RunAsync(world, runner, draft);
        Assert.Equal((false, 0), (result.TextsRead, result.Posts));
        Assert.Equal("supporter", Assert.Single(result.Lost).AccountId);
    }

    [Fact]
    public async Task A_common_word_is_called_too_broad_in_its_language_and_what_people_decided_is_counted()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.AccountAsync("arab", language: "ar");
        await world.PostsAsync(Enumerable.Range(0, 200).Select(i => new TestPost($"a{i}", "arab",
            i % 5 == 0 ? $"نلتقي اليوم في السوق القديم {i}" : $"قهوة وخبز وحديث طويل مع الجيران {i}", ScoringWorld.Start.AddMinutes(i), "ar")));
        var runner = await ScoredAsync(world);
        await world.ExecuteAsync("""
            insert into decisions (platform_id, id, case_id, account_id, policy_key, policy_version, reason, exhibits, decided_by, decided_as, decided_at, undo_until, state, account_state_before)
            select platform_id, $1, id, account_id, policy_key, policy_version, 'r', '{}', $1, 'm', now(), now(), 'final', 'active' from cases where account_id = 'supporter'
            """, new Guid(5, 0, 0, new byte[8]));
        await world.ExecuteAsync("insert into decision_actions (platform_id, decision_id, ordinal, kind, enforcement, territories) values (7, $1, 0, 'no_action', 'pending', '{}')", new Guid(5, 0, 0, new byte[8]));
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "اليوم", "ar", 0.3));
        await PolicyChangeTests.PutAsync(runner, draft, Lantern);
        foreach (var term in (await PolicyChangeTests.FileAsync(runner, draft)).Terms.Where(t => t.Language is null))
            await PolicyChangeTests.PutAsync(runner, draft, null, term: term.Id);

        var result = await RunAsync(world, runner, draft);
        var broad = Assert.Single(result.Terms, t => t.TooBroad && t.Language == "ar");
        Assert.Equal(("اليوم", 40L, 0.2), (broad.Text, broad.Posts, broad.Share));
        Assert.Equal(200, result.Languages.Single(l => l.Language == "ar").Posts);
        Assert.Equal(new HumanVerdicts(0, 1, 0), result.Languages.Single(l => l.Language == "en").Lost);
    }

    [Fact]
    public async Task A_common_word_that_is_live_already_is_called_too_broad_when_it_is_to_weigh_more()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.ExecuteAsync("insert into bank_terms (platform_id, bank_id, id, text, kind, language, weight, threat_to_life) values (7, $1, $2, 'اليوم', 'phrase', 'ar', 0.05, false)", Key, new Guid(9, 0, 0, new byte[8]));
        for (var i = 0; i < 40; i++)
            await world.AccountAsync($"arab{i}", language: "ar");
        // The platform does not say which language most of them are in.
        await world.PostsAsync(Enumerable.Range(0, 200).Select(i => new TestPost($"a{i}", $"arab{i % 40}",
            i / 40 == 2 ? $"نلتقي اليوم في السوق القديم {i}" : $"قهوة وخبز وحديث طويل مع الجيران {i}", ScoringWorld.Start.AddMinutes(i), i % 3 == 0 ? "ar" : null)));
        var runner = await ScoredAsync(world);
        var draft = await PolicyChangeTests.BeginAsync(runner);
        var common = (await PolicyChangeTests.FileAsync(runner, draft)).Terms.Single(t => t.Language == "ar");
        await PolicyChangeTests.PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "اليوم", "ar", 0.02), term: common.Id);
        Assert.Empty((await RunAsync(world, runner, draft)).Terms);

        world.Time.Advance(TimeSpan.FromSeconds(1));
        common = (await PolicyChangeTests.FileAsync(runner, draft)).Terms.Single(t => t.Language == "ar");
        await PolicyChangeTests.PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "اليوم", "ar", 0.06), term: common.Id);
        var result = await RunAsync(world, runner, draft);
        var broad = Assert.Single(result.Terms);
        Assert.Equal(("اليوم", "ar", 40L, 0.2, true), (broad.Text, broad.Language, broad.Posts, broad.Share, broad.TooBroad));
        Assert.False(result.TextsRead);
    }

    [Fact]
    public async Task Two_leads_who_order_at_once_get_one_backtest()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = await ScoredAsync(world);
        var draft = await PolicyChangeTests.BeginAsync(runner);
        Assert.Single((await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OrderAsync(runner, draft)))).Distinct());
    }

    [Fact]
    public async Task Two_hosts_run_one_backtest_once()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = await ScoredAsync(world);
        await OrderAsync(runner, await PolicyChangeTests.BeginAsync(runner));
        var ran = await Task.WhenAll(world.Host().GetRequiredService<BacktestRunner>().RunNextAsync(Cancellation), world.Host().GetRequiredService<BacktestRunner>().RunNextAsync(Cancellation));
        Assert.Single(ran, r => r);
        Assert.Equal(1, await world.ReadAsync<int>("select attempts from backtests where state = 'done'"));
    }

    [Fact]
    public async Task What_a_killed_host_left_is_started_again_and_given_up_after_the_third_time()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = await ScoredAsync(world);
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, draft, Lantern);
        await OrderAsync(runner, draft);
        using (var kill = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
        await using (var owner = await world.OwnerConnectionAsync())
        await using (var blocked = await owner.BeginTransactionAsync(Cancellation))
        {
            await using (var hold = new Npgsql.NpgsqlCommand("lock table posts in access exclusive mode", owner, blocked))
                await hold.ExecuteNonQueryAsync(Cancellation);
            var running = world.Host().GetRequiredService<BacktestRunner>().RunNextAsync(kill.Token);
            await UntilAsync(world, "select state = 'running' from backtests");
            await kill.CancelAsync();
            await running;
        }
        Assert.False(await world.Host().GetRequiredService<BacktestRunner>().RunNextAsync(Cancellation), "The lease has not run out.");
        await world.ExecuteAsync("update backtests set lease_until = now() - interval '1 second'");
        Assert.True((await ViewAsync(runner, draft))!.Silent);
        Assert.True(await world.Host().GetRequiredService<BacktestRunner>().RunNextAsync(Cancellation));
        Assert.Equal((BacktestState.Done, 2), ((await ViewAsync(runner, draft))!.State, (await ViewAsync(runner, draft))!.Attempts));

        await world.ExecuteAsync("update backtests set state = 'running', attempts = 3, lease_until = now() - interval '1 second'");
        Assert.False(await world.Host().GetRequiredService<BacktestRunner>().RunNextAsync(Cancellation));
        Assert.Equal(BacktestState.CutOff, (await ViewAsync(runner, draft))!.State);
    }

    [Fact]
    public async Task It_can_be_called_off_while_it_waits_and_while_it_runs()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = await ScoredAsync(world);
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, draft, Lantern);
        var waiting = await OrderAsync(runner, draft);
        Assert.Equal(waiting, await OrderAsync(runner, draft));
        await CancelAsync(runner, waiting);
        Assert.False(await world.Host().GetRequiredService<BacktestRunner>().RunNextAsync(Cancellation));
        Assert.Equal(BacktestState.Cancelled, (await ViewAsync(runner, draft))!.State);

        world.Time.Advance(TimeSpan.FromSeconds(1));
        var id = await OrderAsync(runner, draft);
        await using var owner = await world.OwnerConnectionAsync();
        await using var blocked = await owner.BeginTransactionAsync(Cancellation);
        await using (var hold = new Npgsql.NpgsqlCommand("lock table posts in access exclusive mode", owner, blocked))
            await hold.ExecuteNonQueryAsync(Cancellation);
        var running = world.Host().GetRequiredService<BacktestRunner>().RunNextAsync(Cancellation);
        await UntilAsync(world, "select bool_or(state = 'running') from backtests");
        await CancelAsync(runner, id);
        Assert.True(await running);
        Assert.Equal(BacktestState.Cancelled, (await ViewAsync(runner, draft))!.State);
    }

    [Fact]
    public async Task A_beat_that_fails_is_tried_again_and_one_that_cannot_beat_any_more_leaves_its_work_to_another()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = await ScoredAsync(world);
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, draft, Lantern);
        await world.ExecuteAsync("create sequence beats");
        await world.ExecuteAsync("""
            create function miss_beats() returns trigger language plpgsql security definer as $$ begin
                if nextval('beats') <= tg_argv[0]::bigint then raise exception 'the connection is broken'; end if;
                return new;
            end $$
            """);
        async Task<BacktestState> RunMissingAsync(int beats)
        {
            await world.ExecuteAsync("alter sequence beats restart");
            await world.ExecuteAsync($"""
                create or replace trigger miss_beats before update on backtests for each row
                when (old.state = 'running' and new.state = 'running' and old.runner = new.runner) execute function miss_beats('{beats}')
                """);
            await using (var owner = await world.OwnerConnectionAsync())
            await using (var blocked = await owner.BeginTransactionAsync(Cancellation))
            {
                await using (var hold = new Npgsql.NpgsqlCommand("lock table posts in access exclusive mode", owner, blocked))
                    await hold.ExecuteNonQueryAsync(Cancellation);
                var running = world.Host().GetRequiredService<BacktestRunner>().RunNextAsync(Cancellation);
                await Task.WhenAny(UntilAsync(world, "select last_value >= 2 from beats"), running);
                if (beats == 1)
                    await blocked.RollbackAsync(Cancellation);
                Assert.True(await running);
            }
            return (await ViewAsync(runner, draft))!.State;
        }

        await OrderAsync(runner, draft);
        Assert.Equal(BacktestState.Running, await RunMissingAsync(1_000));
        await world.ExecuteAsync("drop trigger miss_beats on backtests; update backtests set lease_until = now() - interval '1 second'");
        Assert.Equal(BacktestState.Done, await RunMissingAsync(1));
        Assert.Equal(2, (await ViewAsync(runner, draft))!.Attempts);
    }

    [Fact]
    public async Task Only_leads_order_it_and_a_changed_draft_makes_it_outdated()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = await ScoredAsync(world);
        var draft = await PolicyChangeTests.BeginAsync(runner);
        foreach (var role in new[] { Role.Moderator, Role.Auditor, Role.Admin })
            await Assert.ThrowsAsync<NotPermittedException>(() => runner.RunAsync<OrderBacktest, Guid>(PolicyChangeTests.Person(role), (h, t) => h.HandleAsync(new(Key, draft), t), Cancellation));
        await Assert.ThrowsAsync<NotPermittedException>(() => ViewAsync(runner, draft, PolicyChangeTests.Person(Role.Admin)));
        await RunAsync(world, runner, draft);
        Assert.False((await ViewAsync(runner, draft))!.Outdated);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await PolicyChangeTests.PutAsync(runner, draft, Lantern);
        Assert.True((await ViewAsync(runner, draft, PolicyChangeTests.Person(Role.Auditor)))!.Outdated);
    }

    /// <summary>A supporter, a fan of other words and somebody harmless, all scored by the live version.</summary>
    static async Task<OperationRunner> ScoredAsync(ScoringWorld world)
    {
        foreach (var account in new[] { "supporter", "fan", "anna" })
            await world.AccountAsync(account);
        await world.PostsAsync([.. ScoringWorld.Supporter("supporter"), .. PolicyChangeTests.Fan("fan", 0), .. ScoringWorld.Harmless("anna", 30)]);
        var host = world.Host();
        await ScoringWorld.DrainAsync(host);
        return host.GetRequiredService<OperationRunner>();
    }

    internal static async Task<BacktestResult> RunAsync(ScoringWorld world, OperationRunner runner, int draft)
    {
        await OrderAsync(runner, draft);
        Assert.True(await world.Host().GetRequiredService<BacktestRunner>().RunNextAsync(Cancellation));
        var view = await ViewAsync(runner, draft);
        Assert.Equal((BacktestState.Done, null), (view!.State, view.Error));
        return view.Result!;
    }

    static Task<Guid> OrderAsync(OperationRunner runner, int draft) => runner.RunAsync<OrderBacktest, Guid>(Lead, (h, t) => h.HandleAsync(new(Key, draft), t), Cancellation);

    static Task CancelAsync(OperationRunner runner, Guid id) => runner.RunAsync<CancelBacktest>(Lead, (h, t) => h.HandleAsync(new(id), t), Cancellation);

    static Task<BacktestView?> ViewAsync(OperationRunner runner, int draft, Actor? actor = null) =>
        runner.RunAsync<ReadBacktest, BacktestView?>(actor ?? Lead, (h, t) => h.HandleAsync(new(Key, draft), t), Cancellation);

    static async Task UntilAsync(ScoringWorld world, string question)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await world.ReadAsync<bool>(question))
            await tick.WaitForNextTickAsync(Cancellation);
    }
}
