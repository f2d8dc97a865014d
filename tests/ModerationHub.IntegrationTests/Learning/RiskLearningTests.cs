using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Risk;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Learning;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Learning.Risk;
using ModerationHub.Features.Scoring;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Learning;

public sealed class RiskLearningTests(TestCluster cluster) : IAsyncLifetime
{
    LearningWorld world = null!;
    Actor moderator = null!;
    Actor lead = null!;
    int texts;

    public async ValueTask InitializeAsync()
    {
        world = await LearningWorld.CreateAsync(cluster);
        moderator = await world.Review.PersonAsync(Role.Moderator);
        lead = await world.Review.PersonAsync(Role.Lead);
        await world.Review.ExecuteAsync($"""
            insert into banks (platform_id, id, name, kind, created_at) values ({ReviewWorld.Platform}, 'thorn', 'Thorn', 'terms', now());
            insert into bank_terms (platform_id, bank_id, id, text, kind, weight, threat_to_life) values
                ({ReviewWorld.Platform}, 'thorn', gen_random_uuid(), 'take the thorn oath', 'phrase', 0.9, false),
                ({ReviewWorld.Platform}, 'thorn', gen_random_uuid(), 'the thistle rises', 'phrase', 0.7, false);
            update policy_versions set bank_ids = '{"{thorn}"}' where policy_key = '{ReviewWorld.Policy}'
            """);
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Ten_decisions_change_the_next_score_and_the_case_says_why()
    {
        var before = await CandidateAsync("before");
        for (var i = 0; i < LearnRisk.Enough; i++)
            await DecideAsync($"mistaken-{i}", ActionKind.NoAction);
        await LearnAsync();
        var after = await CandidateAsync("after");

        var (was, now) = (await RiskAsync("before"), await RiskAsync("after"));
        Assert.True(now < was - 0.03f, $"{was} then {now}");
        Assert.Null((await ReadAsync(before)).Weights);
        Assert.Equal(new LearnedFrom(1, 10), (await ReadAsync(after)).Weights);
        Assert.Equal("-/1", await world.ReadAsync<string>(
            "select string_agg(coalesce(risk_version::text, '-'), '/' order by account_id desc) from account_scores where account_id in ('before', 'after')"));
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from audit_entries where action = 'risk.learned'"));
        await Assert_the_pinned_versions_give_the_risk_again(now);

        var board = await BoardAsync();
        Assert.Equal((1, 10, 0, 10), (board.InForce!.Version, board.InForce.Decisions, board.InForce.Violations, board.InForce.Measured));
        Assert.True(board.InForce.LogLossAfter < board.InForce.LogLossBefore);
        var terms = Assert.Single(board.Weights, w => w.Detector == "terms");
        Assert.InRange(terms.Now, 0.75 * terms.Set, 0.97 * terms.Set);
        Assert.Equal(terms.Set, terms.Before);
    }

    async Task Assert_the_pinned_versions_give_the_risk_again(float risk)
    {
        await using var db = world.Review.Owner();
        var @case = await db.Cases.SingleAsync(c => c.AccountId == "after", LearningWorld.Cancellation);
        var pinned = await db.PolicyVersions.SingleAsync(v => v.PolicyKey == @case.PolicyKey && v.Version == @case.PolicyVersion, LearningWorld.Cancellation);
        var learned = await db.RiskVersions.SingleAsync(v => v.PolicyKey == @case.PolicyKey && v.Version == @case.RiskVersion, LearningWorld.Cancellation);
        var parameters = LearnedWeights.FromJson(learned.Weights).ApplyTo(LivePolicies.Read(pinned, default, [])!.Scoring.Parameters);
        var findings = DecidedFindings.Read(DecidedFindings.Of(@case, @case.PolicyKey)!);
        Assert.Equal(risk, RiskTrainer.Risk(new("x", "x", true, true, findings), parameters), 0.001);
    }

    [Fact]
    public async Task Measures_are_violations_and_what_was_overturned_undone_or_decided_otherwise_is_not()
    {
        await DecideAsync("suspended", ActionKind.Suspend);
        await DecideAsync("warned", ActionKind.Warn);
        await DecideAsync("cleared", ActionKind.NoAction);
        var wrong = await DecideAsync("overturned", ActionKind.Suspend);
        await world.Review.Run<OverturnDecision, DecisionMade>(lead, (h, t) => h.HandleAsync(new(Guid.CreateVersion7(world.Review.Time.GetUtcNow()), wrong.DecisionId, "News, not a call."), t));
        var undone = await world.Review.DecideAsync(moderator, await CandidateAsync("undone"), new ActionRequest(ActionKind.Suspend));
        await world.Review.Run<UndoDecision>(moderator, (h, t) => h.HandleAsync(new(undone.DecisionId), t));
        await DecideAsync("app", ActionKind.Suspend);
        await world.Review.ExecuteAsync("update decision_actions set kind = 'revoke_app', target = 'app' where decision_id = (select id from decisions where account_id = 'app')");
        await DecideAsync("otherwise", ActionKind.Warn, ReviewWorld.Spam);
        await world.Review.DecideAsync(moderator, await CandidateAsync("pending"), new ActionRequest(ActionKind.Suspend));

        var (decisions, through) = await world.Review.Runner.ReadAsync(Actor.Machine(ReviewWorld.Platform), (op, token) => new CollectDecisions(op).OfAsync(ReviewWorld.Policy, 0, token), LearningWorld.Cancellation);

        Assert.Equal("cleared=False, overturned=False, suspended=True, warned=True",
            string.Join(", ", decisions.OrderBy(d => d.Account, StringComparer.Ordinal).Select(d => $"{d.Account}={d.Violation}")));
        Assert.All(decisions, d => Assert.Contains(d.Findings, f => f is { Detector: "terms", Kind: Detection.Signals.EvidenceKind.Content, Strength: > 0.3 and <= 1 }));
        Assert.Equal(await world.ReadAsync<long>("select max(number) from decisions where policy_key = 'violent-extremism'"), through);
    }

    [Fact]
    public async Task An_account_speaks_once_and_by_its_newest_decision()
    {
        await DecideAsync("twice", ActionKind.NoAction);
        await world.ScoreAsync("twice", [.. Enumerable.Range(0, 12).Select(_ => Violating())]);
        await DecideAsync("twice", ActionKind.Warn, score: false);
        var (decisions, _) = await world.Review.Runner.ReadAsync(Actor.Machine(ReviewWorld.Platform), (op, token) => new CollectDecisions(op).OfAsync(ReviewWorld.Policy, 0, token), LearningWorld.Cancellation);
        Assert.True(Assert.Single(decisions).Violation);
        Assert.Equal(2L, await world.ReadAsync<long>("select count(*) from decisions"));
    }

    [Fact]
    public async Task Ten_are_waited_for_and_then_an_hour()
    {
        for (var i = 0; i < LearnRisk.Enough - 1; i++)
            await DecideAsync($"mistaken-{i}", ActionKind.NoAction);
        await LearnAsync();
        Assert.Equal(0L, await VersionsAsync());
        await DecideAsync("mistaken-9", ActionKind.NoAction);
        await LearnAsync();
        await LearnAsync();
        Assert.Equal(1L, await VersionsAsync());

        await DecideAsync("mistaken-10", ActionKind.NoAction);
        await LearnAsync();
        Assert.Equal(1L, await VersionsAsync());
        world.Review.Time.Advance(TimeSpan.FromHours(1));
        await LearnAsync();
        await LearnAsync();
        Assert.Equal("former 10, in_force 11", await world.ReadAsync<string>("select string_agg(state || ' ' || decisions, ', ' order by version) from risk_versions"));
        // The second one was measured on the one decision that the first had not seen.
        Assert.Equal(1, await world.ReadAsync<int>("select measured from risk_versions where version = 2"));
    }

    [Fact]
    public async Task Who_knows_many_waits_for_more_at_once()
    {
        for (var i = 0; i < LearnRisk.Enough; i++)
            await DecideAsync($"mistaken-{i}", ActionKind.NoAction);
        await LearnAsync();
        await world.Review.ExecuteAsync("update risk_versions set decisions = 240");
        for (var i = 0; i < LearnRisk.Enough; i++)
            await DecideAsync($"more-{i}", ActionKind.NoAction);
        await LearnAsync();
        Assert.Equal(1L, await VersionsAsync());
        await world.Review.ExecuteAsync("update risk_versions set decisions = 200");
        await LearnAsync();
        Assert.Equal(2L, await VersionsAsync());
    }

    [Fact]
    public async Task Several_hosts_at_once_learn_once()
    {
        for (var i = 0; i < LearnRisk.Enough; i++)
            await DecideAsync($"mistaken-{i}", ActionKind.NoAction);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => LearnAsync()));
        Assert.Equal(1L, await VersionsAsync());
    }

    [Fact]
    public async Task What_does_no_better_on_the_unseen_is_kept_but_not_put_in_force()
    {
        for (var i = 0; i < LearnRisk.Enough; i++)
            await DecideAsync($"mistaken-{i}", ActionKind.NoAction);
        await LearnAsync();
        // The old decisions weigh as many; the new ones say the opposite.
        await world.Review.ExecuteAsync($"""
            update risk_versions set weights = jsonb_set(weights, '{"{factors,terms}"}', '1.2')
            """);
        for (var i = 0; i < LearnRisk.Enough; i++)
            await DecideAsync($"right-{i}", ActionKind.Warn);
        await LearnAsync();
        var board = await BoardAsync();
        Assert.Equal((1, RiskVersionState.Refused), (board.InForce!.Version, Assert.Single(board.Earlier).State));
        Assert.Equal(LearningRules.RiskUnknown, await ReviewWorld.BrokenAsync(() => UseAsync(lead, 2)));
        Assert.Equal(1L, await world.ReadAsync<long>("select count(*) from audit_entries where action = 'risk.refused'"));
    }

    [Fact]
    public async Task A_lead_goes_back_and_nothing_is_learned_until_it_may_again()
    {
        for (var i = 0; i < LearnRisk.Enough; i++)
            await DecideAsync($"mistaken-{i}", ActionKind.NoAction);
        Assert.Equal(LearningRules.RiskUnknown, await ReviewWorld.BrokenAsync(() => UseAsync(lead, null)));
        await LearnAsync();
        await CandidateAsync("learned");

        await Assert.ThrowsAsync<NotPermittedException>(() => UseAsync(moderator, null));
        await UseAsync(lead, null);
        await CandidateAsync("set");
        Assert.True(await RiskAsync("set") > await RiskAsync("learned") + 0.02f);
        Assert.Equal("1/-", await world.ReadAsync<string>(
            "select string_agg(coalesce(risk_version::text, '-'), '/' order by account_id) from account_scores where account_id in ('learned', 'set')"));
        var board = await BoardAsync();
        Assert.Null(board.InForce);
        Assert.Equal(lead.Name, board.FrozenBy);
        for (var i = 0; i < LearnRisk.Enough; i++)
            await DecideAsync($"more-{i}", ActionKind.NoAction);
        await LearnAsync();
        Assert.Equal(1L, await VersionsAsync());

        await UseAsync(lead, 1);
        Assert.Equal("in_force", await world.ReadAsync<string>("select state from risk_versions"));
        await world.Review.Run<FreezeRisk>(lead, (h, t) => h.HandleAsync(new(ReviewWorld.Policy, false), t));
        await LearnAsync();
        Assert.Equal("former,in_force", await world.ReadAsync<string>("select string_agg(state, ',' order by version) from risk_versions"));
        Assert.Equal("risk.learned,risk.version_used,risk.version_used,risk.unfrozen,risk.learned",
            await world.ReadAsync<string>("select string_agg(action, ',' order by seq) from audit_entries where action like 'risk.%'"));
    }

    [Fact]
    public async Task Weights_that_cannot_be_read_are_named_and_scoring_goes_on()
    {
        for (var i = 0; i < LearnRisk.Enough; i++)
            await DecideAsync($"mistaken-{i}", ActionKind.NoAction);
        await LearnAsync();
        await world.Review.ExecuteAsync("update risk_versions set weights = '\"x\"'");
        await CandidateAsync("after");
        var health = await world.Review.Get<ScoringHealth>().ReadAsync(ReviewWorld.Platform, LearningWorld.Cancellation);
        Assert.Contains(health.Faults, fault => FormattableString.Invariant(fault).Contains("learned weights 1 of violent-extremism are left out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_platform_sees_no_weights()
    {
        for (var i = 0; i < LearnRisk.Enough; i++)
            await DecideAsync($"mistaken-{i}", ActionKind.NoAction);
        await LearnAsync();
        await UseAsync(lead, null);
        Assert.Equal((0, 0), await world.Review.Runner.ReadAsync(Actor.Machine(99), async (op, token) => (
            await op.Db.RiskVersions.IgnoreQueryFilters().CountAsync(token), await op.Db.RiskFreezes.IgnoreQueryFilters().CountAsync(token)), LearningWorld.Cancellation));
    }

    string Violating() => $"take the thorn oath, the thistle rises: {LearningWorld.LifeText(texts++)}";

    /// <summary>An account whose posts use the bank's terms, scored and raised.</summary>
    async Task<Guid> CandidateAsync(string account)
    {
        await world.ScoreAsync(account, [.. Enumerable.Range(0, 5).Select(_ => Violating())]);
        return await CaseAsync(account);
    }

    Task<Guid> CaseAsync(string account) => world.ReadAsync<Guid>("select id from cases where account_id = $1 and state <> 'decided'", account);

    async Task<DecisionMade> DecideAsync(string account, ActionKind action, string? policy = null, bool score = true)
    {
        var id = score ? await CandidateAsync(account) : await CaseAsync(account);
        await world.Review.Run<ClaimCase, ClaimedCase>(moderator, (h, t) => h.HandleAsync(new(id), t));
        var form = await world.Review.FormAsync(id, new ActionRequest(action));
        var made = await world.Review.Run<DecideCase, DecisionMade>(moderator, (h, t) => h.HandleAsync(form with { Form = form.Form with { PolicyKey = policy } }, t));
        await world.Review.FinaliseAsync();
        return made;
    }

    Task LearnAsync() => world.Review.Get<LearnRisk>().RunAsync(LearningWorld.Cancellation);

    Task UseAsync(Actor actor, int? version) => world.Review.Run<UseRiskVersion>(actor, (h, t) => h.HandleAsync(new(ReviewWorld.Policy, version), t));

    Task<RiskBoard> BoardAsync() => world.Review.Run<ReadRisk, RiskBoard>(lead, (h, t) => h.HandleAsync(new(ReviewWorld.Policy), t));

    Task<CaseFile> ReadAsync(Guid id) => world.Review.Run<ReadCase, CaseFile>(lead, (h, t) => h.HandleAsync(new(id), t));

    Task<float> RiskAsync(string account) => world.ReadAsync<float>("select risk from account_scores where account_id = $1", account);

    Task<long> VersionsAsync() => world.ReadAsync<long>("select count(*) from risk_versions");
}
