using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Detection.Rules;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Features.Policies.Breaker;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;
using ModerationHub.IntegrationTests.Scoring;

namespace ModerationHub.IntegrationTests.Policies;

public sealed class RulesOfVersionsTests(TestCluster cluster)
{
    const string Key = PlatformSetupSeeds.ViolentExtremism;
    static readonly Actor Lead = PolicyChangeTests.Person(Role.Lead), Second = PolicyChangeTests.Person(Role.Lead);

    internal static readonly PolicyRule Lantern = Rule("Lantern sayings", 0.9, Matches(@"lanterns? (walk|walks) north"), new FieldCondition("account.age_days", RuleField.AtMost, RuleValue.Of(2_000)), new FieldCondition("account.following", RuleField.AtLeast, RuleValue.Of(80)));

    internal static readonly PolicyRule Thrice = Rule("Thrice in a day", 0.8, new CountCondition("24h", 3, new GroupCondition(GroupKind.All, [Matches("the lantern walks")])), Matches("lantern")) with { Id = "7a000000-0000-0000-0000-000000000002" };

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    static FieldCondition Matches(string pattern) => new("post.text", RuleField.Matches, RuleValue.Of(pattern));

    static PolicyRule Rule(string name, double weight, params RuleCondition[] all) => new("7a000000-0000-0000-0000-000000000001", name, weight, new GroupCondition(GroupKind.All, all));

    [Fact]
    public async Task A_bad_rule_is_refused_with_its_reason_and_the_draft_stays_as_it_was()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var draft = await PolicyChangeTests.BeginAsync(runner);
        foreach (var (rule, code) in new[]
        {
            (Rule("Broken", 0.5, Matches("(lantern")), "rule_pattern_broken"), (Rule("Ahead", 0.5, Matches("lantern(?=s)")), "rule_pattern_looks_around"),
            (Rule("Young", 0.5, Lantern.When.Parts[1]), "rule_nothing_carries"), (Rule("Many", 0.5, new CountCondition("1h", 20)), "rule_conduct_alone"), (Rule("Strong", 2, Matches("lantern")), "rule_weight"),
        })
        {
            var broken = await Assert.ThrowsAsync<RuleBrokenException>(() => WriteAsync(runner, draft, rule));
            Assert.Equal(code, broken.Rule.Code);
            Assert.Contains(RuleFaults.All, fault => fault.Code == code && fault.Sentence == broken.Rule.Sentence);
        }
        Assert.Empty((await PolicyChangeTests.FileAsync(runner, draft)).Shown.Content.Rules);
        await WriteAsync(runner, draft, Lantern);
        // What the rule was allowed for cannot be taken from under it.
        await WriteAsync(runner, draft, [Rule("Many", 0.5, new CountCondition("1h", 20))], conductAlone: true);
        Assert.Equal("rule_conduct_alone", (await Assert.ThrowsAsync<RuleBrokenException>(() => WriteAsync(runner, draft, [Rule("Many", 0.5, new CountCondition("1h", 20))], conductAlone: false))).Rule.Code);
        await Assert.ThrowsAsync<NotPermittedException>(() => WriteAsync(runner, draft, [Lantern], actor: PolicyChangeTests.Person(Role.Moderator)));
    }

    [Fact]
    public async Task A_rule_goes_from_draft_to_candidate_through_two_people_is_copied_and_comes_back()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var (host, other) = (world.Host(), world.Host());
        var runner = host.GetRequiredService<OperationRunner>();
        await world.AccountAsync("fan");
        await world.PostsAsync(PolicyChangeTests.Fan("fan", 0));
        Assert.Equal(0, await ScoringWorld.DrainAsync(host) + await ScoringWorld.DrainAsync(other));
        await PublishAsync(runner, Lantern);
        world.Time.Advance(TimeSpan.FromSeconds(4));
        await world.AccountAsync("fan2");
        await world.AccountAsync("anna");
        await world.PostsAsync([.. PolicyChangeTests.Fan("fan2", 0), .. ScoringWorld.Harmless("anna", 12)]);
        Assert.Equal(1, await ScoringWorld.DrainAsync(other));
        Assert.Equal(["fan2", "2"], await world.ReadAsync<string[]>("select array[account_id, policy_version::text] from cases"));
        Assert.Contains("Posts meet the policy's rules, so many each: “\u2068Lantern sayings\u2069” (6); 6 different texts.", await world.ReadAsync<string>("select explanation::text from cases"), StringComparison.Ordinal);
        Assert.Equal(6, await world.ReadAsync<long>("select count(*) from post_signals where detector = 'rules' and account_id = 'fan2' and cardinality(spans) > 0"));

        // The next draft begins with the rule; without it the difference says so; brought back, it is there again.
        var next = await PolicyChangeTests.BeginAsync(runner);
        Assert.Equal(RuleJson.Write([Lantern]), RuleJson.Write((await PolicyChangeTests.FileAsync(runner, next)).Shown.Content.Rules));
        await WriteAsync(runner, next, []);
        var change = Assert.Single((await runner.RunAsync<CompareVersions, VersionDifferences>(Lead, (h, t) => h.HandleAsync(new(Key, 2, next), t), Cancellation)).Fields);
        Assert.Equal(("rule:" + Lantern.Id, RuleJson.Write([Lantern]), ""), (change.What, change.Before, change.After));
        await PublishAsync(runner, next);
        Assert.Empty((await PolicyChangeTests.FileAsync(runner)).Shown.Content.Rules);
        await runner.RunAsync<BringBack, int>(Lead, (h, t) => h.HandleAsync(new(Key, 2, "It lost too many"), t), Cancellation);
        Assert.Equal(Lantern.Id, Assert.Single((await PolicyChangeTests.FileAsync(runner)).Shown.Content.Rules).Id);
    }

    [Fact]
    public async Task A_backtest_shows_whom_a_rule_adds_and_agrees_with_scoring()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = await ScoredAsync(world);
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await WriteAsync(runner, draft, Lantern, Thrice);
        await runner.RunAsync<OrderBacktest, Guid>(Lead, (h, t) => h.HandleAsync(new(Key, draft), t), Cancellation);
        Assert.True(await world.Host().GetRequiredService<BacktestRunner>().RunNextAsync(Cancellation));
        var view = await runner.RunAsync<ReadBacktest, BacktestView?>(Lead, (h, t) => h.HandleAsync(new(Key, draft), t), Cancellation);
        Assert.Null(view!.Error);
        var result = view.Result!;
        Assert.True(result.TextsRead);
        Assert.Equal("fan", Assert.Single(result.Added).AccountId);
        Assert.Empty(result.Lost);
        Assert.Equal([("Lantern sayings", 6L), ("Thrice in a day", 4L)], result.Terms.Select(t => (t.Text, t.Posts)));

        // A platform that had the rules from the start gives the same risks.
        await using var before = await ScoringWorld.CreateAsync(cluster);
        await before.ExecuteAsync("update policy_versions set rules = $2::jsonb where policy_key = $1", Key, RuleJson.Write([Lantern, Thrice]));
        await ScoredAsync(before);
        Assert.Equal(await before.ReadAsync<float>("select risk from account_scores where account_id = 'fan'"), result.Added[0].RiskDraft, 0.001);
    }

    [Fact]
    public async Task A_rule_that_goes_wild_counts_no_more_until_a_lead_says_so()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        await PublishAsync(runner, Lantern);
        var slot = ScoringWorld.Start.AddDays(-1);
        await world.ExecuteAsync("insert into term_hits (platform_id, slot, term_id, language, shard, posts) values (7, $1, $2, 'en', 0, 10), (7, $1, '00000000-0000-0000-0000-000000000000', 'en', 0, 100000)", slot, Guid.Parse(Lantern.Id));
        List<TestPost> all = [];
        for (var i = 0; i < 240; i++)
        {
            all.Add(new TestPost($"w{i}", $"garden{i % 60}", $"At the museum the lanterns walk north every evening, hall number {i}", ScoringWorld.Start.AddMinutes(i)));
            all.Add(new TestPost($"q{i}", $"garden{i % 60}", $"Rain again over the allotments and the kettle sings, day {i}", ScoringWorld.Start.AddMinutes(i)));
        }
        for (var i = 0; i < 60; i++)
            await world.AccountAsync($"garden{i}");
        await world.AccountAsync("fan");
        await world.AccountAsync("supporter");
        await world.PostsAsync([.. all, .. PolicyChangeTests.Fan("fan", 0), .. ScoringWorld.Supporter("supporter")]);
        var host = world.Host();
        await ScoringWorld.DrainAsync(host);
        await SweepAsync(world);

        var stop = Assert.Single(await StopsAsync(world));
        Assert.Equal(("Lantern sayings", Key), (stop.Text, stop.PolicyKey));
        var touched = stop.Cases.Select(c => c.AccountId).ToList();
        Assert.Contains("fan", touched);
        Assert.DoesNotContain("supporter", touched);
        world.Time.Advance(TimeSpan.FromSeconds(4));
        await world.AccountAsync("fan2");
        await world.PostsAsync(PolicyChangeTests.Fan("fan2", 0));
        Assert.Equal(0, await ScoringWorld.DrainAsync(host) + await ScoringWorld.DrainAsync(world.Host()));

        await runner.RunAsync<DecideTermStop>(Second, (h, t) => h.HandleAsync(new(stop.Id, stop.Row, true, "It was a real wave"), t), Cancellation);
        world.Time.Advance(TimeSpan.FromSeconds(4));
        await world.AccountAsync("fan3");
        await world.PostsAsync(PolicyChangeTests.Fan("fan3", 0));
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
    }

    [Fact]
    public async Task Rules_that_scoring_can_not_use_are_left_out_and_named_and_the_rest_counts()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        await world.ExecuteAsync("update policy_versions set rules = $2::jsonb where policy_key = $1", Key, RuleJson.Write([Lantern, Lantern with { Name = "Bad", When = new GroupCondition(GroupKind.All, [Matches("(lantern")]) }]));
        await world.ExecuteAsync("update policy_versions set rules = '{\"version\":9,\"rules\":[]}'::jsonb where policy_key = $1", PlatformSetupSeeds.Spam);
        await world.AccountAsync("fan");
        await world.PostsAsync([.. PolicyChangeTests.Fan("fan", 0)]);
        var host = world.Host();
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        var faults = Assert.Single(host.GetRequiredService<Features.Scoring.PlatformContexts>().All).Faults;
        Assert.Contains(faults, fault => FormattableString.Invariant(fault).Contains("Bad", StringComparison.Ordinal));
        Assert.Contains(faults, fault => FormattableString.Invariant(fault).Contains("Only version 1 of rules is known", StringComparison.Ordinal));
    }

    static async Task<OperationRunner> ScoredAsync(ScoringWorld world)
    {
        foreach (var account in new[] { "supporter", "fan", "anna" })
            await world.AccountAsync(account);
        await world.PostsAsync([.. ScoringWorld.Supporter("supporter"), .. PolicyChangeTests.Fan("fan", 0), .. ScoringWorld.Harmless("anna", 30)]);
        var host = world.Host();
        await ScoringWorld.DrainAsync(host);
        return host.GetRequiredService<OperationRunner>();
    }

    internal static Task WriteAsync(OperationRunner runner, int draft, params PolicyRule[] rules) => WriteAsync(runner, draft, rules, null);

    static async Task WriteAsync(OperationRunner runner, int draft, PolicyRule[] rules, bool? conductAlone = null, Actor? actor = null)
    {
        var shown = (await PolicyChangeTests.FileAsync(runner, draft)).Shown;
        await runner.RunAsync<EditDraft>(actor ?? Lead, (h, t) => h.HandleAsync(new(Key, draft, shown.Row, shown.Content with { Rules = rules, ConductAlone = conductAlone ?? shown.Content.ConductAlone }), t), Cancellation);
    }

    internal static async Task PublishAsync(OperationRunner runner, params PolicyRule[] rules)
    {
        var draft = await PolicyChangeTests.BeginAsync(runner);
        await WriteAsync(runner, draft, rules);
        await PublishAsync(runner, draft);
    }

    internal static async Task PublishAsync(OperationRunner runner, int draft)
    {
        await PolicyChangeTests.MoveAsync(runner, draft, DraftMove.Submit);
        await PolicyChangeTests.ReviewAsync(runner, Second, draft);
        await PolicyChangeTests.PublishAsync(runner, draft);
    }

    static Task SweepAsync(ScoringWorld world) => world.Host().GetRequiredService<StopWildTerms>().RunAsync(Cancellation);

    static Task<IReadOnlyList<StoppedTerm>> StopsAsync(ScoringWorld world) => world.Host().GetRequiredService<OperationRunner>()
        .RunAsync<ReadTermStops, IReadOnlyList<StoppedTerm>>(Lead, (h, t) => h.HandleAsync(t), Cancellation);
}
