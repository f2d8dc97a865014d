using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Features.Policies.Shadows;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;
using ModerationHub.IntegrationTests.Scoring;

namespace ModerationHub.IntegrationTests.Policies;

/// <summary>A version beside the live one: it sees, and does nothing.</summary>
public sealed class ShadowTests(TestCluster cluster)
{
    const string Key = PlatformSetupSeeds.ViolentExtremism;
    static readonly TermEntry Lantern = new(TermKind.Phrase, "the lantern walks north", "en", 0.9);
    static readonly Actor Lead = PolicyChangeTests.Person(Role.Lead), Second = PolicyChangeTests.Person(Role.Lead);

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_sees_whom_the_draft_would_add_and_not_have_and_no_case_comes_of_it()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        var draft = await DraftAsync(runner);
        await StartAsync(runner, draft);
        await AccountsAsync(world);
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        Assert.Equal("supporter", await world.ReadAsync<string>("select string_agg(account_id, ',') from cases"));

        var view = (await ViewAsync(runner, draft))!;
        Assert.Equal((ShadowState.Running, "fan", "supporter"), (view.State, Assert.Single(view.Added).AccountId, Assert.Single(view.Lost).AccountId));
        Assert.Equal(new ShadowLanguage("en", new(0, 0, 0), new(0, 0, 1), new(0, 0, 1)), Assert.Single(view.Languages));

        // The risks are those that the version would give, had it been live.
        await using var other = await ScoringWorld.CreateAsync(cluster);
        await other.ExecuteAsync("delete from bank_terms where bank_id = $1 and text <> 'thistlerises'", Key);
        await other.ExecuteAsync("insert into bank_terms (platform_id, bank_id, id, text, kind, language, weight, threat_to_life) values (7, $1, $2, $3, 'phrase', 'en', 0.9, false)", Key, new Guid(9, 0, 0, new byte[8]), Lantern.Text);
        await AccountsAsync(other);
        await ScoringWorld.DrainAsync(other.Host());
        Assert.Equal(await other.ReadAsync<float>("select risk from account_scores where account_id = 'fan'"), view.Added[0].Risk, 0.001);
        Assert.Equal(await other.ReadAsync<float>("select risk from account_scores where account_id = 'supporter'"), view.Lost[0].Risk, 0.001);
        Assert.Equal(await world.ReadAsync<float>("select risk from account_scores where account_id = 'supporter'"), view.Lost[0].LiveRisk, 0.001);
    }

    [Fact]
    public async Task Rules_and_counts_that_only_the_draft_has_are_watched_and_once_live_they_say_the_same()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        foreach (var account in new[] { "early", "fan", "anna" })
            await world.AccountAsync(account);
        await world.PostsAsync([.. PolicyChangeTests.Fan("early", 0), .. ScoringWorld.Harmless("anna", 12)]);
        await ScoringWorld.DrainAsync(world.Host());
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await RulesOfVersionsTests.WriteAsync(runner, draft, RulesOfVersionsTests.Lantern, RulesOfVersionsTests.Thrice);
        await StartAsync(runner, draft);
        // By hosts with nothing in memory: what the counts have seen is kept.
        foreach (var post in PolicyChangeTests.Fan("fan", 0))
        {
            await world.PostsAsync([post]);
            Assert.Equal(0, await ScoringWorld.DrainAsync(world.Host()));
        }
        await world.PostsAsync(ScoringWorld.Harmless("anna", 12, 12));
        Assert.Equal(0, await ScoringWorld.DrainAsync(world.Host()));
        var view = (await ViewAsync(runner, draft))!;
        Assert.Equal("fan", Assert.Single(view.Added).AccountId);
        Assert.Empty(view.Lost);
        Assert.Null(AccountFeatures.FromUtf8(await world.ReadAsync<byte[]>("select features from account_scores where account_id = 'fan'")).Rules);

        await RulesOfVersionsTests.PublishAsync(runner, draft);
        await RecountTests.RecountAsync(world);
        var host = world.Host();
        // What was said before the shadow began counts for the live version too.
        Assert.Equal(2, await ScoringWorld.DrainAsync(host));
        Assert.Equal("early,fan", await world.ReadAsync<string>("select string_agg(account_id, ',' order by account_id) from cases"));
        const string Risk = "select risk from account_scores where account_id = 'fan'", Evidence = "select evidence_count from account_scores where account_id = 'fan'";
        Assert.Equal((view.Added[0].Risk, 6L), (await world.ReadAsync<float>(Risk), await world.ReadAsync<long>(Evidence)));
        Assert.Equal(6, await world.ReadAsync<long>("select count(*) from post_signals where detector = 'rules' and account_id = 'fan'"));

        // A platform that had the rules from the start says the same; and nothing is counted twice.
        await using var before = await ScoringWorld.CreateAsync(cluster);
        await before.ExecuteAsync("update policy_versions set rules = $2::jsonb where policy_key = $1", Key, RuleJson.Write([RulesOfVersionsTests.Lantern, RulesOfVersionsTests.Thrice]));
        await before.AccountAsync("fan");
        await before.PostsAsync(PolicyChangeTests.Fan("fan", 0));
        Assert.Equal(1, await ScoringWorld.DrainAsync(before.Host()));
        Assert.Equal((await before.ReadAsync<float>(Risk), await before.ReadAsync<long>(Evidence)), (await world.ReadAsync<float>(Risk), await world.ReadAsync<long>(Evidence)));
        await RecountTests.AgainAsync(world);
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
        Assert.Equal((view.Added[0].Risk, 6L), (await world.ReadAsync<float>(Risk), await world.ReadAsync<long>(Evidence)));
    }

    [Fact]
    public async Task A_rule_that_counts_again_counts_what_was_posted_while_it_was_stopped()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        await RulesOfVersionsTests.PublishAsync(runner, RulesOfVersionsTests.Lantern);
        await RecountTests.RecountAsync(world);
        await world.ExecuteAsync("""
            insert into term_stops (platform_id, id, policy_key, term_id, text, state, stopped_at, since, posts, share, usual_share)
            values (7, gen_random_uuid(), $1, $2, 'Lantern sayings', 'stopped', $3, $3, 1, 1, 0)
            """, Key, Guid.Parse(RulesOfVersionsTests.Lantern.Id), ScoringWorld.Start);
        await world.AccountAsync("fan");
        await world.PostsAsync(PolicyChangeTests.Fan("fan", 0));
        Assert.Equal(0, await ScoringWorld.DrainAsync(world.Host()));
        await RecountTests.DecideAsync(runner, resume: true);
        await RecountTests.RecountAsync(world);
        Assert.Equal(1, await ScoringWorld.DrainAsync(world.Host()));
    }

    [Fact]
    public async Task What_live_scoring_could_not_keep_of_an_account_its_shadow_does_not_keep_either()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        await StartAsync(host.GetRequiredService<OperationRunner>(), await DraftAsync(host.GetRequiredService<OperationRunner>()));
        await world.ExecuteAsync("alter table account_scores add constraint ck_test check (account_id <> 'fan')");
        await AccountsAsync(world);
        await ScoringWorld.DrainAsync(host);
        Assert.Equal(0L, await world.ReadAsync<long>("select count(*) from shadow_accounts where account_id = 'fan'"));
        Assert.NotEqual(0L, await world.ReadAsync<long>("select count(*) from shadow_accounts where account_id = 'supporter'"));
    }

    [Fact]
    public async Task Hosts_take_turns_and_a_restarted_one_goes_on_where_it_was()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var draft = await DraftAsync(runner);
        await StartAsync(runner, draft);
        await world.AccountAsync("fan");
        // Each post by another host with nothing in memory: the use adds up in the table alone.
        foreach (var post in PolicyChangeTests.Fan("fan", 0))
        {
            await world.PostsAsync([post]);
            await ScoringWorld.DrainAsync(world.Host());
        }
        await using var other = await ScoringWorld.CreateAsync(cluster);
        var all = other.Host();
        await StartAsync(all.GetRequiredService<OperationRunner>(), await DraftAsync(all.GetRequiredService<OperationRunner>()));
        await other.AccountAsync("fan");
        await other.PostsAsync(PolicyChangeTests.Fan("fan", 0));
        await ScoringWorld.DrainAsync(all);
        const string Risk = "select risk from shadow_accounts where account_id = 'fan' and crossed_at is not null and live_crossed_at is null";
        Assert.Equal(await other.ReadAsync<float>(Risk), await world.ReadAsync<float>(Risk), 0.001);
    }

    [Fact]
    public async Task Another_threshold_alone_is_judged_by_the_live_signals()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        var draft = await PolicyChangeTests.BeginAsync(runner);
        var shown = (await PolicyChangeTests.FileAsync(runner, draft)).Shown;
        await runner.RunAsync<EditDraft>(Lead, (h, t) => h.HandleAsync(new(Key, draft, shown.Row, shown.Content with { Threshold = 0.999 }), t), Cancellation);
        await StartAsync(runner, draft);
        await AccountsAsync(world);
        await ScoringWorld.DrainAsync(host);
        var view = (await ViewAsync(runner, draft))!;
        var lost = Assert.Single(view.Lost);
        Assert.Equal(("supporter", lost.LiveRisk), (lost.AccountId, lost.Risk));
        Assert.Empty(view.Added);
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from shadow_accounts where use is not null"));
    }

    [Fact]
    public async Task What_people_decided_afterwards_is_counted()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        var draft = await DraftAsync(runner);
        await StartAsync(runner, draft);
        await AccountsAsync(world);
        await ScoringWorld.DrainAsync(host);
        async Task DecideAsync(DateTimeOffset at, string kind)
        {
            var id = Guid.CreateVersion7(at);
            await world.ExecuteAsync("""
                insert into decisions (platform_id, id, case_id, account_id, policy_key, policy_version, reason, exhibits, decided_by, decided_as, decided_at, undo_until, state, account_state_before)
                select platform_id, $1, id, account_id, policy_key, policy_version, 'r', '{}', $1, 'm', $2, $2, 'final', 'active' from cases where account_id = 'supporter'
                """, id, at);
            await world.ExecuteAsync("insert into decision_actions (platform_id, decision_id, ordinal, kind, enforcement, territories) values (7, $1, 0, $2, 'pending', '{}')", id, kind);
        }
        await DecideAsync(world.Time.GetUtcNow().AddHours(-1), "suspend");
        Assert.Equal(new HumanVerdicts(0, 0, 1), (await ViewAsync(runner, draft))!.Languages.Single(l => l.Language == "en").Lost);
        await DecideAsync(world.Time.GetUtcNow().AddHours(1), "no_action");
        Assert.Equal((new HumanVerdicts(0, 1, 0), false), ((await ViewAsync(runner, draft))!.Languages.Single(l => l.Language == "en").Lost, (await ViewAsync(runner, draft))!.Lost[0].Upheld!.Value));
    }

    [Fact]
    public async Task It_ends_when_stopped_when_its_time_is_over_and_when_its_version_changes_or_closes()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        var draft = await DraftAsync(runner);
        foreach (var (end, state) in new (Func<Guid, Task> End, ShadowState State)[]
        {
            (id => runner.RunAsync<StopShadow>(Lead, (h, t) => h.HandleAsync(new(id), t), Cancellation), ShadowState.Stopped),
            (_ => { world.Time.Advance(TimeSpan.FromDays(7)); return Task.CompletedTask; }, ShadowState.Ended),
            (_ => { world.Time.Advance(TimeSpan.FromSeconds(1)); return PolicyChangeTests.PutAsync(runner, draft, Lantern with { Text = "the lantern walks south" }); }, ShadowState.Changed),
            (_ => PolicyChangeTests.MoveAsync(runner, draft, DraftMove.Withdraw), ShadowState.Closed),
        })
        {
            var id = await StartAsync(runner, draft);
            await end(id);
            Assert.Equal(state, (await ViewAsync(runner, draft))!.State);
            // Scoring heeds it without waiting for the sweep.
            world.Time.Advance(TimeSpan.FromSeconds(4));
            await world.AccountAsync($"fan-{state}");
            await world.PostsAsync(PolicyChangeTests.Fan($"fan-{state}", 0));
            await ScoringWorld.DrainAsync(host);
            Assert.Equal(0, await world.ReadAsync<long>("select count(*) from shadow_accounts where account_id = $1", $"fan-{state}"));
            await Task.WhenAll(world.Host().GetRequiredService<EndShadows>().RunAsync(Cancellation), world.Host().GetRequiredService<EndShadows>().RunAsync(Cancellation));
            Assert.Equal(state, (await ViewAsync(runner, draft))!.State);
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(2, await world.ReadAsync<long>("select count(*) from audit_entries where action = 'policy.shadow_ended'"));
        Assert.Equal("version_not_open", await RuleAsync(StartAsync(runner, draft)));
        world.Time.Advance(TimeSpan.FromDays(121));
        await world.Host().GetRequiredService<EndShadows>().RunAsync(Cancellation);
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from policy_shadows"));
    }

    [Fact]
    public async Task Publishing_closes_it()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var draft = await DraftAsync(runner);
        await StartAsync(runner, draft);
        await PolicyChangeTests.MoveAsync(runner, draft, DraftMove.Submit);
        await PolicyChangeTests.ReviewAsync(runner, Second, draft);
        Assert.Equal(ShadowState.Running, (await ViewAsync(runner, draft))!.State);
        await PolicyChangeTests.PublishAsync(runner, draft);
        Assert.Equal(ShadowState.Closed, (await ViewAsync(runner, draft))!.State);
    }

    [Fact]
    public async Task Only_leads_start_it_three_run_at_most_and_one_version_once()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var draft = await DraftAsync(runner);
        foreach (var role in new[] { Role.Moderator, Role.Auditor, Role.Admin })
            await Assert.ThrowsAsync<NotPermittedException>(() => StartAsync(runner, draft, actor: PolicyChangeTests.Person(role)));
        Assert.Equal("shadow_days", await RuleAsync(StartAsync(runner, draft, days: 31)));
        Assert.Equal("version_not_open", await RuleAsync(StartAsync(runner, 1)));
        Assert.Equal("shadow_unknown", await RuleAsync(runner.RunAsync<StopShadow>(Lead, (h, t) => h.HandleAsync(new(new Guid(5, 0, 0, new byte[8])), t), Cancellation)));
        Assert.Single((await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync(runner, draft)))).Distinct());
        var keys = await world.ReadAsync<string[]>("select array_agg(key order by key) from policies where key <> $1", Key);
        foreach (var key in keys)
            await runner.RunAsync<BeginDraft, int>(Lead, (h, t) => h.HandleAsync(new(key), t), Cancellation);
        var outcomes = await Task.WhenAll(keys.Select(async key =>
        {
            try
            {
                await runner.RunAsync<StartShadow, Guid>(Lead, (h, t) => h.HandleAsync(new(key, 2), t), Cancellation);
                return "";
            }
            catch (RuleBrokenException broken)
            {
                return broken.Rule.Code;
            }
        }));
        Assert.Equal(["", "", "too_many_shadows"], outcomes.Order());
    }

    /// <summary>All terms but one go, and one comes.</summary>
    static async Task<int> DraftAsync(OperationRunner runner)
    {
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await PolicyChangeTests.PutAsync(runner, draft, Lantern);
        foreach (var term in (await PolicyChangeTests.FileAsync(runner, draft)).Terms)
            if (term.Text is not "the lantern walks north" and not "thistlerises")
                await PolicyChangeTests.PutAsync(runner, draft, null, term: term.Id);
        return draft;
    }

    static async Task AccountsAsync(ScoringWorld world)
    {
        foreach (var account in new[] { "supporter", "fan", "anna" })
            await world.AccountAsync(account);
        await world.PostsAsync([.. ScoringWorld.Supporter("supporter"), .. PolicyChangeTests.Fan("fan", 0), .. ScoringWorld.Harmless("anna", 30)]);
    }

    static Task<Guid> StartAsync(OperationRunner runner, int draft, int days = 7, Actor? actor = null) =>
        runner.RunAsync<StartShadow, Guid>(actor ?? Lead, (h, t) => h.HandleAsync(new(Key, draft, days), t), Cancellation);

    static Task<ShadowView?> ViewAsync(OperationRunner runner, int draft) => runner.RunAsync<ReadShadow, ShadowView?>(Lead, (h, t) => h.HandleAsync(new(Key, draft), t), Cancellation);

    static async Task<string> RuleAsync(Task act) => (await Assert.ThrowsAsync<RuleBrokenException>(() => act)).Rule.Code;
}
