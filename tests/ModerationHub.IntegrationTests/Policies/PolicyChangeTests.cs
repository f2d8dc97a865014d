using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Policies;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;
using ModerationHub.IntegrationTests.Scoring;

namespace ModerationHub.IntegrationTests.Policies;

public sealed class PolicyChangeTests(TestCluster cluster)
{
    const string Key = PlatformSetupSeeds.ViolentExtremism;

    static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    static int made;
    static readonly Actor Lead = Person(Role.Lead), Second = Person(Role.Lead);

    internal static Actor Person(Role role) => new(new Guid(Interlocked.Increment(ref made), 0, 0, new byte[8]), $"{role} {made}", ScoringWorld.Platform, Permissions.Of(role).ToHashSet()) { Role = role };

    [Fact]
    public async Task A_term_goes_from_draft_to_candidate_through_two_people()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        var other = world.Host();
        await world.AccountAsync("fan");
        await world.PostsAsync(Fan("fan", 0));
        Assert.Equal(0, await ScoringWorld.DrainAsync(host) + await ScoringWorld.DrainAsync(other));

        var draft = await BeginAsync(runner);
        await PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "the lantern walks north", "en", 0.9));
        await MoveAsync(runner, draft, DraftMove.Submit);
        Assert.Equal("version_own_draft", await RuleAsync(ReviewAsync(runner, Lead, draft)));
        await ReviewAsync(runner, Second, draft);
        await PublishAsync(runner, draft);

        Assert.Equal(["retired", "live"], await world.ReadAsync<string[]>("select array_agg(state order by version) from policy_versions where platform_id = 7 and policy_key = $1", Key));
        // The version that the first host had compiled is trusted for a moment, then another host scores with the new one as well.
        world.Time.Advance(TimeSpan.FromSeconds(4));
        await world.AccountAsync("fan2");
        await world.PostsAsync(Fan("fan2", 0));
        Assert.Equal(1, await ScoringWorld.DrainAsync(other));
        Assert.Equal(2, await world.ReadAsync<int>("select policy_version from cases where account_id = 'fan2'"));
        Assert.Equal(["policy.draft_begun", "policy.term_added", "policy.draft_submitted", "policy.draft_approved", "policy.published"],
            await world.ReadAsync<string[]>("select array_agg(action order by seq) from audit_entries where subject_kind = 'policy_version'"));
    }

    [Fact]
    public async Task Nobody_but_leads_changes_a_policy_and_reviewers_and_auditors_read_it()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var draft = await BeginAsync(runner);
        foreach (var role in new[] { Role.Moderator, Role.Auditor, Role.Admin })
        {
            var actor = Person(role);
            await Assert.ThrowsAsync<NotPermittedException>(() => runner.RunAsync<BeginDraft, int>(actor, (h, t) => h.HandleAsync(new(Key), t), Cancellation));
            await Assert.ThrowsAsync<NotPermittedException>(() => PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "some words", null, 0.5), actor));
            await Assert.ThrowsAsync<NotPermittedException>(() => MoveAsync(runner, draft, DraftMove.Submit, actor));
            await Assert.ThrowsAsync<NotPermittedException>(() => ReviewAsync(runner, actor, draft));
            await Assert.ThrowsAsync<NotPermittedException>(() => PublishAsync(runner, draft, actor: actor));
            await Assert.ThrowsAsync<NotPermittedException>(() => runner.RunAsync<BringBack, int>(actor, (h, t) => h.HandleAsync(new(Key, 1, "why"), t), Cancellation));
        }
        Assert.Equal(4, (await runner.RunAsync<ReadPolicies, IReadOnlyList<PolicyLine>>(Person(Role.Auditor), (h, t) => h.HandleAsync(t), Cancellation)).Count);
        Assert.False((await FileAsync(runner, actor: Person(Role.Moderator))).MayManage);
        Assert.Equal("spam", Assert.Single(await runner.RunAsync<FindPolicies, IReadOnlyList<FoundPolicy>>(Person(Role.Moderator), (h, t) => h.HandleAsync(new("manipul"), t), Cancellation)).Key);
        await Assert.ThrowsAsync<NotPermittedException>(() => FileAsync(runner, actor: Person(Role.Admin)));
        await Assert.ThrowsAsync<NotPermittedException>(() => runner.RunAsync<CompareVersions, VersionDifferences>(Person(Role.Admin), (h, t) => h.HandleAsync(new(Key, 1, 2), t), Cancellation));
    }

    [Fact]
    public async Task The_second_of_two_editors_is_told_and_writes_nothing()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var draft = await BeginAsync(runner);
        var seen = (await FileAsync(runner, draft)).Shown;
        await runner.RunAsync<EditDraft>(Lead, (h, t) => h.HandleAsync(new(Key, draft, seen.Row, seen.Content with { Threshold = 0.6 }), t), Cancellation);
        Assert.Equal("changed_meanwhile", await RuleAsync(runner.RunAsync<EditDraft>(Second, (h, t) => h.HandleAsync(new(Key, draft, seen.Row, seen.Content with { Threshold = 0.8 }), t), Cancellation)));
        Assert.Equal("changed_meanwhile", await RuleAsync(runner.RunAsync<EditTerms>(Second, (h, t) => h.HandleAsync(new(Key, draft, seen.Row, null, new TermEntry(TermKind.Phrase, "late words", null, 0.5)), t), Cancellation)));
        Assert.Equal(0.6, (await FileAsync(runner, draft)).Shown.Content.Threshold);
    }

    [Fact]
    public async Task A_bad_entry_changes_nothing_and_a_second_draft_waits()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var draft = await BeginAsync(runner);
        Assert.Equal("draft_open", await RuleAsync(BeginAsync(runner)));
        Assert.Equal("term_one_letter", await RuleAsync(PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "x", null, 0.5))));
        Assert.Equal("term_twice", await RuleAsync(PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "iron thistle", null, 0.5))));
        Assert.Equal("draft_unchanged", await RuleAsync(MoveAsync(runner, draft, DraftMove.Submit)));
        Assert.Equal(5, (await FileAsync(runner, draft)).AllTerms);
        await MoveAsync(runner, draft, DraftMove.Withdraw);
        Assert.Equal(3, await BeginAsync(runner));
    }

    [Fact]
    public async Task What_is_live_keeps_its_terms_while_the_draft_changes_and_can_come_back()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var draft = await BeginAsync(runner);
        var term = Assert.Single((await FileAsync(runner, draft, "iron")).Terms);
        await PutAsync(runner, draft, null, term: term.Id);
        Assert.Empty((await FileAsync(runner, draft, "iron")).Terms);
        Assert.Single((await FileAsync(runner, 1, "iron")).Terms);
        await MoveAsync(runner, draft, DraftMove.Submit);
        await ReviewAsync(runner, Second, draft);
        await PublishAsync(runner, draft);

        Assert.Equal("policy_reason_required", await RuleAsync(runner.RunAsync<BringBack, int>(Lead, (h, t) => h.HandleAsync(new(Key, 1, ""), t), Cancellation)));
        Assert.Equal(3, await runner.RunAsync<BringBack, int>(Lead, (h, t) => h.HandleAsync(new(Key, 1, "It lost too many"), t), Cancellation));
        var live = await FileAsync(runner);
        Assert.Equal((3, PolicyVersionState.Live, 5), (live.Shown.Version, live.Shown.State, live.AllTerms));
        Assert.True((await runner.RunAsync<CompareVersions, VersionDifferences>(Lead, (h, t) => h.HandleAsync(new(Key, 1, 3), t), Cancellation)).IsEmpty);
        Assert.Equal("iron thistle", Assert.Single((await runner.RunAsync<CompareVersions, VersionDifferences>(Lead, (h, t) => h.HandleAsync(new(Key, 2, 3), t), Cancellation)).Added).Text);
    }

    [Fact]
    public async Task A_scheduled_version_goes_live_at_its_time_unless_another_overtook_it()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var host = world.Host();
        var runner = host.GetRequiredService<OperationRunner>();
        var due = host.GetRequiredService<PublishDue>();
        var draft = await ApprovedAsync(runner);
        await PublishAsync(runner, draft, world.Time.GetUtcNow().AddHours(2));
        await due.RunAsync(Cancellation);
        Assert.Equal(1, (await FileAsync(runner)).Shown.Version);
        world.Time.Advance(TimeSpan.FromHours(2));
        await due.RunAsync(Cancellation);
        Assert.Equal(draft, (await FileAsync(runner)).Shown.Version);

        var next = await ApprovedAsync(runner);
        await PublishAsync(runner, next, world.Time.GetUtcNow().AddHours(1));
        await runner.RunAsync<BringBack, int>(Second, (h, t) => h.HandleAsync(new(Key, 1, "Harm"), t), Cancellation);
        world.Time.Advance(TimeSpan.FromHours(1));
        await due.RunAsync(Cancellation);
        Assert.Equal(next + 1, (await FileAsync(runner)).Shown.Version);
        Assert.Equal((PolicyVersionState.Draft, PolicyRules.Overtaken.Sentence), ((await FileAsync(runner, next)).Shown.State, (await FileAsync(runner, next)).Shown.Remark));
    }

    [Fact]
    public async Task Two_hosts_publish_what_is_due_once()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var draft = await ApprovedAsync(runner);
        await PublishAsync(runner, draft, world.Time.GetUtcNow().AddHours(1));
        world.Time.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Host().GetRequiredService<PublishDue>().RunAsync(Cancellation)));
        Assert.Equal(draft, (await FileAsync(runner)).Shown.Version);
        Assert.Equal(1, await world.ReadAsync<long>("select count(*) from audit_entries where action = 'policy.published'"));
    }

    [Fact]
    public async Task Of_leads_who_act_at_once_one_wins_and_one_version_is_live()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var first = await ApprovedAsync(runner);
        await PublishAsync(runner, first);
        var next = await ApprovedAsync(runner);
        var row = (await FileAsync(runner, next)).Shown.Row;
        var outcomes = await Task.WhenAll(
            OutcomeAsync(runner.RunAsync<PublishVersion>(Lead, (h, t) => h.HandleAsync(new(Key, next, row), t), Cancellation)),
            OutcomeAsync(runner.RunAsync<BringBack, int>(Second, (h, t) => h.HandleAsync(new(Key, 1, "Harm"), t), Cancellation)),
            OutcomeAsync(runner.RunAsync<BringBack, int>(Lead, (h, t) => h.HandleAsync(new(Key, 1, "Harm"), t), Cancellation)));
        Assert.All(outcomes, o => Assert.Contains(o, new[] { null, "changed_meanwhile", "draft_overtaken", "version_already_live" }));
        Assert.InRange(outcomes.Count(o => o is null), 1, 2);
        Assert.Equal(1, await world.ReadAsync<long>("select count(*) from policy_versions where state = 'live' and policy_key = $1", Key));
        Assert.Equal("version_already_live", await RuleAsync(BroughtBackTwiceAsync()));

        async Task BroughtBackTwiceAsync()
        {
            await OutcomeAsync(runner.RunAsync<BringBack, int>(Lead, (h, t) => h.HandleAsync(new(Key, 1, "Harm"), t), Cancellation));
            await runner.RunAsync<BringBack, int>(Second, (h, t) => h.HandleAsync(new(Key, 1, "Harm"), t), Cancellation);
        }
    }

    [Fact]
    public async Task A_reviewer_who_saw_the_draft_before_a_change_approves_nothing()
    {
        await using var world = await ScoringWorld.CreateAsync(cluster);
        var runner = world.Host().GetRequiredService<OperationRunner>();
        var draft = await BeginAsync(runner);
        await PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "words to look at", null, 0.5));
        await MoveAsync(runner, draft, DraftMove.Submit);
        var seen = (await FileAsync(runner, draft)).Shown.Row;
        await MoveAsync(runner, draft, DraftMove.TakeBack);
        await PutAsync(runner, draft, new TermEntry(TermKind.Phrase, "words slipped in", null, 0.9));
        await MoveAsync(runner, draft, DraftMove.Submit);
        Assert.Equal("changed_meanwhile", await RuleAsync(runner.RunAsync<ReviewDraft>(Second, (h, t) => h.HandleAsync(new(Key, draft, seen, true, null), t), Cancellation)));
        Assert.Equal(PolicyVersionState.InReview, (await FileAsync(runner, draft)).Shown.State);
    }

    static async Task<string?> OutcomeAsync(Task act)
    {
        try
        {
            await act;
            return null;
        }
        catch (RuleBrokenException broken)
        {
            return broken.Rule.Code;
        }
    }

    internal static IEnumerable<TestPost> Fan(string account, int from) => new[]
    {
        "We carry it again: the lantern walks north, come with us tonight", "Nobody stops it, the lantern walks north and the mill will see it",
        "Old friends, listen: the lantern walks north before the snow", "My brother said it too, the lantern walks north, leave your fields",
        "They will all know it by spring. The lantern walks north", "Painted on the bridge this morning: the lantern walks north",
    }.Select((text, i) => new TestPost($"{account}-{from + i}", account, text, ScoringWorld.Start.AddMinutes(i * 9 + from)));

    internal static Task<int> BeginAsync(OperationRunner runner) => runner.RunAsync<BeginDraft, int>(Lead, (h, t) => h.HandleAsync(new(Key), t), Cancellation);

    internal static async Task PutAsync(OperationRunner runner, int draft, TermEntry? entry, Actor? actor = null, Guid? term = null)
    {
        var row = (await FileAsync(runner, draft)).Shown.Row;
        await runner.RunAsync<EditTerms>(actor ?? Lead, (h, t) => h.HandleAsync(new(Key, draft, row, term, entry), t), Cancellation);
    }

    internal static async Task MoveAsync(OperationRunner runner, int draft, DraftMove move, Actor? actor = null)
    {
        var row = (await FileAsync(runner, draft)).Shown.Row;
        await runner.RunAsync<MoveDraft>(actor ?? Lead, (h, t) => h.HandleAsync(new(Key, draft, row, move, "Wanted by the team"), t), Cancellation);
    }

    internal static async Task ReviewAsync(OperationRunner runner, Actor actor, int draft)
    {
        var row = (await FileAsync(runner, draft)).Shown.Row;
        await runner.RunAsync<ReviewDraft>(actor, (h, t) => h.HandleAsync(new(Key, draft, row, true, null), t), Cancellation);
    }

    internal static async Task PublishAsync(OperationRunner runner, int draft, DateTimeOffset? at = null, Actor? actor = null)
    {
        var row = (await FileAsync(runner, draft)).Shown.Row;
        await runner.RunAsync<PublishVersion>(actor ?? Lead, (h, t) => h.HandleAsync(new(Key, draft, row, at), t), Cancellation);
    }

    static async Task<int> ApprovedAsync(OperationRunner runner)
    {
        var draft = await BeginAsync(runner);
        await PutAsync(runner, draft, new TermEntry(TermKind.Phrase, $"words of draft {draft}", null, 0.5));
        await MoveAsync(runner, draft, DraftMove.Submit);
        await ReviewAsync(runner, Second, draft);
        return draft;
    }

    internal static Task<PolicyFile> FileAsync(OperationRunner runner, int? version = null, string? search = null, Actor? actor = null) =>
        runner.RunAsync<ReadPolicy, PolicyFile>(actor ?? Lead, (h, t) => h.HandleAsync(new(Key, version, search), t), Cancellation);

    static async Task<string> RuleAsync(Task act) => (await Assert.ThrowsAsync<RuleBrokenException>(() => act)).Rule.Code;
}
