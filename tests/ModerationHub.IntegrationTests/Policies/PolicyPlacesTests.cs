using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Policies;
using ModerationHub.Features.Policies.Recounts;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;
using ModerationHub.IntegrationTests.Scoring;

namespace ModerationHub.IntegrationTests.Policies;

/// <summary>The tree of policies: made, renamed, moved, ordered, graver, put away.</summary>
public sealed class PolicyPlacesTests(TestCluster cluster)
{
    const string Extremism = PlatformSetupSeeds.ViolentExtremism;

    static readonly Actor Lead = PolicyChangeTests.Person(Role.Lead), Second = PolicyChangeTests.Person(Role.Lead);

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_policy_is_drafted_tested_approved_by_a_second_lead_and_counts_then()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        await world.AccountAsync("fan");
        await world.PostsAsync(PolicyChangeTests.Fan("fan", 0));
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));

        await MakeAsync(runner, "lantern-marches", "Lantern marches", Extremism);
        var line = Assert.Single(await LinesAsync(runner), l => l.Key == "lantern-marches");
        Assert.Equal((1, Extremism, Severity.High, null, 1), (line.Depth, line.ParentKey, line.Severity, line.Live, line.Open));
        var file = await FileAsync(runner, "lantern-marches");
        await runner.RunAsync<EditTerms>(Lead, (h, t) => h.HandleAsync(new("lantern-marches", 1, file.Shown.Row, null, new TermEntry(TermKind.Phrase, "the lantern walks north", "en", 0.9)), t), Cancellation);

        // Before anything of it is live, its backtest shows whom it would add.
        await runner.RunAsync<Features.Policies.Backtests.OrderBacktest, Guid>(Lead, (h, t) => h.HandleAsync(new("lantern-marches", 1), t), Cancellation);
        Assert.True(await host.GetRequiredService<Features.Policies.Backtests.BacktestRunner>().RunNextAsync(Cancellation));
        var tested = (await runner.RunAsync<Features.Policies.Backtests.ReadBacktest, Features.Policies.Backtests.BacktestView?>(Lead, (h, t) => h.HandleAsync(new("lantern-marches", 1), t), Cancellation))!;
        Assert.Equal("fan", Assert.Single(tested.Result!.Added).AccountId);
        Assert.Empty(tested.Result.Lost);

        await MoveAsync(runner, "lantern-marches", DraftMove.Submit);
        Assert.Equal(PolicyRules.OwnDraft, await BrokenAsync(ReviewAsync(runner, "lantern-marches", Lead)));
        await ReviewAsync(runner, "lantern-marches", Second);
        await PublishAsync(runner, "lantern-marches");
        world.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await host.GetRequiredService<RecountRunner>().RunNextAsync(Cancellation));
        Assert.Equal(1, await ScoringWorld.DrainAsync(host));
        Assert.Equal("lantern-marches", await world.ReadAsync<string>("select policy_key from cases where account_id = 'fan'"));
        Assert.Equal(["policy.made"], await world.ReadAsync<string[]>("select array_agg(action) from audit_entries where subject_kind = 'policy'"));
    }

    [Fact]
    public async Task A_bad_key_name_text_or_place_is_refused_and_leaves_nothing()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        Task<Rule> RefusedAsync(string key, string name = "Name", string text = "It forbids this.", string? parent = null) => BrokenAsync(MakeAsync(runner, key, name, parent, text));
        foreach (var key in new[] { "", "a", "Hate", "hate speech", "-hate", "hate-", "كراهية", new string('a', 51), "a/b" })
            Assert.Equal(PolicyRules.Key, await RefusedAsync(key));
        Assert.Equal(PolicyRules.KeyTaken, await RefusedAsync(Extremism));
        Assert.Equal(PolicyRules.NameRequired, await RefusedAsync("fresh", name: " \u200b "));
        Assert.Equal(PolicyRules.NameRequired, await RefusedAsync("fresh", name: new string('n', 101)));
        Assert.Equal(PolicyRules.TextRequired, await RefusedAsync("fresh", text: " "));
        Assert.Equal(PolicyRules.Unknown, await RefusedAsync("fresh", parent: "nowhere"));
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from policies where key = 'fresh'"));
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from banks where id like 'fresh%'"));
    }

    [Fact]
    public async Task A_policy_moves_without_loops_or_depths_and_the_second_of_two_editors_is_told()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        string? above = null;
        foreach (var key in new[] { "level-1", "level-2", "level-3", "level-4", "level-5" })
        {
            await MakeAsync(runner, key, key, above);
            above = key;
        }
        Assert.Equal(PolicyRules.TooDeep, await BrokenAsync(MakeAsync(runner, "level-6", "level-6", "level-5")));
        Assert.Equal(PolicyRules.Loop, await BrokenAsync(PlaceAsync(runner, "level-2", "level-2", "level-4")));
        Assert.Equal(PolicyRules.Loop, await BrokenAsync(PlaceAsync(runner, "level-2", "level-2", "level-2")));
        Assert.Equal(PolicyRules.TooDeep, await BrokenAsync(PlaceAsync(runner, "level-1", "level-1", Extremism)));

        var seen = await FileAsync(runner, "level-3");
        await PlaceAsync(runner, "level-3", "Third", null);
        Assert.Equal(OperationRunner.Changed, await BrokenAsync(runner.RunAsync<PlacePolicy>(Second, (h, t) => h.HandleAsync(new("level-3", seen.Row, "Later", null), t), Cancellation)));
        Assert.Equal([("level-3", "Third", 0), ("level-4", "level-4", 1), ("level-5", "level-5", 2)],
            (await LinesAsync(runner)).Where(l => l.Key is "level-3" or "level-4" or "level-5").Select(l => (l.Key, l.Name, l.Depth)));

        // Two leads who move two policies below each other at once: one of them is refused.
        await PlaceAsync(runner, "level-2", "level-2", null);
        var (one, two) = (await FileAsync(runner, "level-1"), await FileAsync(runner, "level-2"));
        var outcomes = await Task.WhenAll(Outcome("level-1", one.Row, "level-2"), Outcome("level-2", two.Row, "level-1"));
        Assert.Equal(PolicyRules.Loop, Assert.Single(outcomes, o => o is not null));

        async Task<Rule?> Outcome(string key, uint row, string below)
        {
            try
            {
                await runner.RunAsync<PlacePolicy>(Lead, (h, t) => h.HandleAsync(new(key, row, key, below), t), Cancellation);
                return null;
            }
            catch (RuleBrokenException broken)
            {
                return broken.Rule;
            }
        }
    }

    [Fact]
    public async Task Neighbours_change_places_and_nobody_else_does()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        foreach (var (key, parent) in new[] { ("first", Extremism), ("second", Extremism), ("apart", (string?)null), ("third", Extremism) })
            await MakeAsync(runner, key, key, parent);
        async Task<string[]> BelowAsync() => [.. (await LinesAsync(runner)).Where(l => l.ParentKey == Extremism).Select(l => l.Key)];
        var top = (await LinesAsync(runner)).Where(l => l.Depth == 0).Select(l => l.Key).ToArray();
        await OrderAsync("third", up: true);
        Assert.Equal(["first", "third", "second"], await BelowAsync());
        await OrderAsync("first", up: true);
        await OrderAsync("first", up: false);
        Assert.Equal(["third", "first", "second"], await BelowAsync());
        Assert.Equal(top, (await LinesAsync(runner)).Where(l => l.Depth == 0).Select(l => l.Key));

        async Task OrderAsync(string key, bool up) =>
            await runner.RunAsync<OrderPolicy>(Lead, async (h, t) => await h.HandleAsync(new(key, (await FileAsync(runner, key)).Row, up), t), Cancellation);
    }

    [Fact]
    public async Task A_severity_changes_with_the_version_that_a_second_lead_approved_and_comes_back_with_the_former()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var before = (await FileAsync(runner, Extremism)).Severity;
        Assert.NotEqual(Severity.Low, before);
        var draft = await PolicyChangeTests.BeginAsync(runner);
        var shown = (await PolicyChangeTests.FileAsync(runner, draft)).Shown;
        Assert.Equal(before, shown.Content.Severity);
        await runner.RunAsync<EditDraft>(Lead, (h, t) => h.HandleAsync(new(Extremism, draft, shown.Row, shown.Content with { Severity = Severity.Low }), t), Cancellation);
        Assert.Equal("severity", Assert.Single((await runner.RunAsync<CompareVersions, VersionDifferences>(Lead, (h, t) => h.HandleAsync(new(Extremism, 1, draft), t), Cancellation)).Fields).What);
        await PolicyChangeTests.MoveAsync(runner, draft, DraftMove.Submit);
        await PolicyChangeTests.ReviewAsync(runner, Second, draft);
        Assert.Equal(before, (await FileAsync(runner, Extremism)).Severity);
        await PolicyChangeTests.PublishAsync(runner, draft);
        Assert.Equal(Severity.Low, (await FileAsync(runner, Extremism)).Severity);
        await runner.RunAsync<BringBack, int>(Lead, (h, t) => h.HandleAsync(new(Extremism, 1, "Too low"), t), Cancellation);
        Assert.Equal(before, (await FileAsync(runner, Extremism)).Severity);
    }

    [Fact]
    public async Task What_counts_is_archived_by_two_leads_once_nothing_hangs_on_it_and_can_come_back()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        await world.AccountAsync("supporter");
        await world.PostsAsync(ScoringWorld.Supporter("supporter"));
        await ScoringWorld.DrainAsync(host);
        await MakeAsync(runner, "below", "Below", Extremism);
        Assert.Equal(PolicyRules.HoldsPolicies, await BrokenAsync(ArchiveAsync(Extremism, Lead)));
        Assert.Equal(PolicyRules.HoldsDraft, await BrokenAsync(ArchiveAsync("below", Lead)));
        await MoveAsync(runner, "below", DraftMove.Withdraw);
        // Of the one below nothing was ever live: that needs no second lead.
        Assert.Equal(PolicyRules.ReasonRequired, await BrokenAsync(ArchiveAsync("below", Lead, " ")));
        await ArchiveAsync("below", Lead);
        Assert.True((await FileAsync(runner, "below")).Archived);

        Assert.Equal(PolicyRules.HoldsCases, await BrokenAsync(ArchiveAsync(Extremism, Lead)));
        await world.ExecuteAsync("update cases set state = 'decided'");
        await ArchiveAsync(Extremism, Lead);
        Assert.Equal((false, Lead.Name, "Nobody needs it", true), (await FileAsync(runner, Extremism)) is { Ask: { } ask } asked ? (asked.Archived, ask.By, ask.Reason, ask.Mine) : default);
        Assert.Equal(PolicyRules.OwnArchive, await BrokenAsync(ArchiveAsync(Extremism, Lead)));
        await KeepAsync(Extremism);
        Assert.Null((await FileAsync(runner, Extremism)).Ask);
        await ArchiveAsync(Extremism, Lead);
        await ArchiveAsync(Extremism, Second, "");
        var line = (await LinesAsync(runner))[^1];
        Assert.Contains((line.Key, line.Archived, line.Live), new[] { (Extremism, true, (int?)null), ("below", true, null) });
        Assert.Equal("retired", await world.ReadAsync<string>("select state from policy_versions where policy_key = $1", Extremism));
        Assert.Equal(PolicyRules.Archived, await BrokenAsync(PolicyChangeTests.BeginAsync(runner)));
        Assert.Equal(PolicyRules.Archived, await BrokenAsync(runner.RunAsync<BringBack, int>(Lead, (h, t) => h.HandleAsync(new(Extremism, 1, "why"), t), Cancellation)));
        Assert.Equal(PolicyRules.Archived, await BrokenAsync(MakeAsync(runner, "under-it", "Under it", Extremism)));

        // It counts no more, for whom it counted before either; decided cases and their versions stay.
        Assert.Equal(Extremism, await world.ReadAsync<string>("select policy_key from account_scores where account_id = 'supporter'"));
        world.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(await host.GetRequiredService<RecountRunner>().RunNextAsync(Cancellation));
        Assert.Equal(0, await ScoringWorld.DrainAsync(host));
        Assert.Equal(0, await world.ReadAsync<long>("select count(*) from account_scores where policy_key = $1 or other_risks @> jsonb_build_array(jsonb_build_object('policy', $1))", Extremism));
        await world.AccountAsync("later");
        await world.PostsAsync(ScoringWorld.Supporter("later"));
        Assert.Equal(0, await ScoringWorld.DrainAsync(host) + await ScoringWorld.DrainAsync(world.Host()));

        await KeepAsync(Extremism);
        Assert.Equal(PolicyRules.NothingLive, await BrokenAsync(PolicyChangeTests.BeginAsync(runner)));
        Assert.Equal(2, await runner.RunAsync<BringBack, int>(Lead, (h, t) => h.HandleAsync(new(Extremism, 1, "It is needed again"), t), Cancellation));
        Assert.Equal(["policy.archive_asked", "policy.archive_called_off", "policy.archive_asked", "policy.archived", "policy.unarchived"],
            await world.ReadAsync<string[]>("select array_agg(action order by seq) from audit_entries where subject_kind = 'policy' and subject_id = $1", Extremism));

        async Task ArchiveAsync(string key, Actor actor, string reason = "Nobody needs it") =>
            await runner.RunAsync<ArchivePolicy>(actor, async (h, t) => await h.HandleAsync(new(key, (await FileAsync(runner, key)).Row, reason), t), Cancellation);

        async Task KeepAsync(string key) => await runner.RunAsync<KeepPolicy>(Lead, async (h, t) => await h.HandleAsync(new(key, (await FileAsync(runner, key)).Row), t), Cancellation);
    }

    static Task MakeAsync(OperationRunner runner, string key, string name, string? parent, string text = "It forbids this.") =>
        runner.RunAsync<MakePolicy>(Lead, (h, t) => h.HandleAsync(new(key, name, Severity.High, parent, text), t), Cancellation);

    static async Task PlaceAsync(OperationRunner runner, string key, string name, string? parent)
    {
        var row = (await FileAsync(runner, key)).Row;
        await runner.RunAsync<PlacePolicy>(Lead, (h, t) => h.HandleAsync(new(key, row, name, parent), t), Cancellation);
    }

    static Task<PolicyFile> FileAsync(OperationRunner runner, string key) => runner.RunAsync<ReadPolicy, PolicyFile>(Lead, (h, t) => h.HandleAsync(new(key), t), Cancellation);

    static Task<IReadOnlyList<PolicyLine>> LinesAsync(OperationRunner runner) => runner.RunAsync<ReadPolicies, IReadOnlyList<PolicyLine>>(Lead, (h, t) => h.HandleAsync(t), Cancellation);

    static async Task MoveAsync(OperationRunner runner, string key, DraftMove move)
    {
        var file = await FileAsync(runner, key);
        await runner.RunAsync<MoveDraft>(Lead, (h, t) => h.HandleAsync(new(key, file.Shown.Version, file.Shown.Row, move, "It is wanted"), t), Cancellation);
    }

    static async Task ReviewAsync(OperationRunner runner, string key, Actor actor)
    {
        var file = await FileAsync(runner, key);
        await runner.RunAsync<ReviewDraft>(actor, (h, t) => h.HandleAsync(new(key, file.Shown.Version, file.Shown.Row, true, null), t), Cancellation);
    }

    static async Task PublishAsync(OperationRunner runner, string key)
    {
        var file = await FileAsync(runner, key);
        await runner.RunAsync<PublishVersion>(Lead, (h, t) => h.HandleAsync(new(key, file.Shown.Version, file.Shown.Row), t), Cancellation);
    }

    static async Task<Rule> BrokenAsync(Task task) => (await Assert.ThrowsAsync<RuleBrokenException>(() => task)).Rule;
}
