using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Webhooks;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Intake.Enforcements;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Enforcement;

/// <summary>A decision that the platform does not apply in time alarms the leads, once, until it is applied.</summary>
public sealed class NotAppliedTests(TestCluster cluster) : ReviewTests(cluster)
{
    static readonly TimeSpan Time = TimeSpan.FromMinutes(30);

    Actor _lead = null!;

    Task SweepAsync() => World.Get<AlarmUnapplied>().RunAsync(Cancellation);

    async Task<Guid> DecideAsync(params ActionRequest[] actions) =>
        (await World.DecideForGoodAsync(await World.PersonAsync(Role.Moderator), await World.CaseAsync(), actions)).DecisionId;

    Task<Taken> SayAsync(Guid decision, EnforcementWord state, string? detail = null) => World.Run<RecordEnforcements, Taken>(Actor.Machine(ReviewWorld.Platform),
        (h, t) => h.HandleAsync(new([new() { DecisionId = decision, State = state, At = World.Time.GetUtcNow().UtcDateTime, Detail = detail }]), t));

    async Task<(int Count, Guid[] Found)> SeenAsync()
    {
        _lead ??= await World.PersonAsync(Role.Lead);
        var page = await World.Run<SearchAudit, AuditPageOf>(_lead, (h, t) => h.HandleAsync(new(NotApplied: true), t));
        Assert.All(page.Rows, row => Assert.True(row.NotApplied));
        return (await World.Run<CountNotApplied, int>(_lead, (h, t) => h.HandleAsync(t)), [.. page.Rows.Select(r => r.Id)]);
    }

    Task<DecisionFile> ReadAsync(Guid decision) => World.Run<ReadDecision, DecisionFile>(_lead, (h, t) => h.HandleAsync(new(decision), t));

    async Task<string[]> RecordAsync(Guid decision)
    {
        await using var db = World.Owner();
        return await db.AuditEntries.Where(e => e.SubjectId == decision.ToString() && e.Action.StartsWith("decision.")).OrderBy(e => e.Seq).Select(e => e.Action).ToArrayAsync(Cancellation);
    }

    [Fact]
    public async Task What_the_platform_says_waits_for_whoever_has_the_decision()
    {
        var made = await DecideAsync();
        await using var db = World.Owner();
        await using var sweep = await db.Database.BeginTransactionAsync(Cancellation);
        await db.Database.ExecuteSqlAsync($"select from decisions where id = {made} for update", Cancellation);
        var said = SayAsync(made, EnforcementWord.Applied);
        while (!said.IsCompleted && !await db.Database.SqlQuery<bool>($"select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as \"Value\"").SingleAsync(Cancellation))
            await Task.Yield();
        // The alarm is raised meanwhile; the word that waited ends it.
        await db.Database.ExecuteSqlAsync($"update decisions set not_applied_at = now() where id = {made}", Cancellation);
        await sweep.CommitAsync(Cancellation);
        await said;
        Assert.Equal(0, (await SeenAsync()).Count);
    }

    [Fact]
    public async Task Silence_alarms_once_when_the_time_is_over_and_the_late_answer_ends_it()
    {
        var late = await DecideAsync();
        var quick = await DecideAsync();
        await DecideAsync(new ActionRequest(ActionKind.NoAction));
        await SayAsync(quick, EnforcementWord.Applied);
        World.Time.Advance(Time - TimeSpan.FromMinutes(1));
        await SweepAsync();
        Assert.Equal(0, (await SeenAsync()).Count);

        World.Time.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(SweepAsync(), SweepAsync());
        await SweepAsync();
        var (count, found) = await SeenAsync();
        Assert.Equal((1, late), (count, Assert.Single(found)));
        Assert.Equal(World.Time.GetUtcNow(), (await ReadAsync(late)).NotAppliedAt);
        Assert.Equal(late, Assert.Single(World.Live, l => l.Kind == LiveKind.EnforcementChanged).SubjectId);

        await SayAsync(late, EnforcementWord.Applied);
        await SweepAsync();
        Assert.Equal(0, (await SeenAsync()).Count);
        Assert.Equal(["decision.not_applied", "decision.enforced", "decision.applied_late"], await RecordAsync(late));
        Assert.Equal(["decision.enforced"], await RecordAsync(quick));
    }

    [Fact]
    public async Task A_refusal_alarms_at_once_with_the_platforms_words_and_not_again_when_the_time_is_over()
    {
        var decision = await DecideAsync();
        await SayAsync(decision, EnforcementWord.Refused, "The account is not ours.");
        Assert.Equal((1, decision), ((await SeenAsync()).Count, Assert.Single((await SeenAsync()).Found)));
        var line = Assert.Single((await ReadAsync(decision)).Enforcement);
        Assert.Equal((EnforcementState.Refused, "The account is not ours."), (line.State, line.Detail));

        World.Time.Advance(Time);
        await SweepAsync();
        await SayAsync(decision, EnforcementWord.Failed, "Tried again.");
        Assert.Equal(["decision.enforced", "decision.not_applied", "decision.enforced"], await RecordAsync(decision));

        // Taken back, it alarms no more; the reversal is waited for in its place.
        var reversal = Guid.CreateVersion7(World.Time.GetUtcNow());
        await World.Run<OverturnDecision, DecisionMade>(_lead, (h, t) => h.HandleAsync(new(reversal, decision, "It was reporting."), t));
        Assert.Equal(0, (await SeenAsync()).Count);
        World.Time.Advance(Time);
        await SweepAsync();
        Assert.Equal(reversal, Assert.Single((await SeenAsync()).Found));
    }

    [Fact]
    public async Task What_no_webhook_could_bring_is_the_same_alarm_and_says_so()
    {
        await using (var db = World.Owner())
        {
            db.WebhookEndpoints.Add(new WebhookEndpoint { PlatformId = ReviewWorld.Platform, Id = Guid.CreateVersion7(), Url = "https://platform.test/", ProtectedSecret = "x", CreatedAt = World.Time.GetUtcNow() });
            await db.SaveChangesAsync(Cancellation);
        }
        var decision = await DecideAsync();
        await World.ExecuteAsync("update webhook_deliveries set state = 'dead'");
        World.Time.Advance(Time);
        await SweepAsync();
        await SweepAsync();
        Assert.Equal(1, (await SeenAsync()).Count);
        Assert.True((await ReadAsync(decision)).Undelivered);
        Assert.Equal(["decision.not_applied"], await RecordAsync(decision));
    }
}
