using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Alarms;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

public sealed class AlarmTests(TestCluster cluster) : ReviewTests(cluster)
{
    Task<AlarmBoard> BoardAsync(Actor actor) => World.Run<OpenAlarms, AlarmBoard>(actor, (h, t) => h.HandleAsync(t));

    Task<Escalation> EscalateAsync(Actor actor, Guid id, EscalationKind kind) =>
        World.Run<EscalateCase, Escalation>(actor, (h, t) => h.HandleAsync(new(id, kind, "Because."), t));

    [Fact]
    public async Task An_alarm_stands_until_the_case_is_handed_back_and_says_who_answered()
    {
        var id = await World.CaseAsync();
        var lead = await World.PersonAsync(Role.Lead);
        await EscalateAsync(await World.PersonAsync(Role.Moderator), id, EscalationKind.ThreatToLife);
        var raised = Assert.Single((await BoardAsync(lead)).Alarms);
        Assert.Equal((id, 0, "leads", null), (raised.CaseId, raised.Level, raised.Owner, raised.AcknowledgedBy));
        Assert.Equal(World.Time.GetUtcNow() + EscalationPlan.ThreatStep, raised.DeadlineAt);

        World.Time.Advance(EscalationPlan.ThreatStep);
        await World.Get<CaseSweep>().RunAsync(Cancellation);
        var climbed = Assert.Single((await BoardAsync(lead)).Alarms);
        Assert.Equal((1, "leads"), (climbed.Level, climbed.Owner));

        await World.Run<AcknowledgeThreat>(lead, (h, t) => h.HandleAsync(new(id), t));
        Assert.Equal(lead.Name, Assert.Single((await BoardAsync(lead)).Alarms).AcknowledgedBy);
        await World.Run<HandBackCase>(lead, (h, t) => h.HandleAsync(new(id, "Song lyrics."), t));
        Assert.Empty((await BoardAsync(lead)).Alarms);
    }

    [Fact]
    public async Task An_alarm_whose_case_somebody_works_on_this_moment_climbs_the_next_time_and_holds_up_nobody()
    {
        var id = await World.CaseAsync();
        await EscalateAsync(await World.PersonAsync(Role.Moderator), id, EscalationKind.ThreatToLife);
        World.Time.Advance(EscalationPlan.ThreatStep);
        async Task<int> LevelAsync()
        {
            await using var db = World.Owner();
            return await db.Escalations.Select(e => e.Level).SingleAsync(Cancellation);
        }

        await using (var db = World.Owner())
        {
            // As whoever answers does: the case first, then the escalation.
            await using var answering = await db.Database.BeginTransactionAsync(Cancellation);
            await db.Database.ExecuteSqlAsync($"select from cases where id = {id} for update", Cancellation);
            await World.Get<CaseSweep>().RunAsync(Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
            await db.Database.ExecuteSqlAsync($"select from escalations where case_id = {id} for update", Cancellation);
            await answering.CommitAsync(Cancellation);
        }
        Assert.Equal(0, await LevelAsync());

        await World.Get<CaseSweep>().RunAsync(Cancellation);
        Assert.Equal(1, await LevelAsync());
    }

    [Fact]
    public async Task An_alarm_climbs_before_anything_else_is_swept()
    {
        var (id, late) = (await World.CaseAsync(), await World.CaseAsync());
        await EscalateAsync(await World.PersonAsync(Role.Moderator), id, EscalationKind.ThreatToLife);
        World.Time.Advance(EscalationPlan.ThreatStep);
        await using var db = World.Owner();
        await db.Cases.Where(c => c.Id == late).ExecuteUpdateAsync(set => set.SetProperty(c => c.DeadlineAt, World.Time.GetUtcNow()), Cancellation);
        // What is late cannot be swept at all.
        await db.Database.ExecuteSqlAsync($"alter table case_events add constraint refused check (kind <> 'deadline_crossed')", Cancellation);
        await World.Get<CaseSweep>().RunAsync(Cancellation);
        Assert.Equal(CaseBand.Ordinary, await db.Cases.Where(c => c.Id == late).Select(c => c.Band).SingleAsync(Cancellation));
        Assert.Equal(1, await db.Escalations.Select(e => e.Level).SingleAsync(Cancellation));
    }

    [Fact]
    public async Task An_alarm_reaches_somebody_new_with_each_step_and_whoever_it_reached_answers()
    {
        var id = await World.CaseAsync();
        var moderator = await World.PersonAsync(Role.Moderator, languages: ["ar"]);
        var lead = await World.PersonAsync(Role.Lead);
        var onCall = await World.PersonAsync(Role.Moderator, queues: [Permissions.ThreatQueue]);
        var auditor = await World.PersonAsync(Role.Auditor);
        await EscalateAsync(lead, id, EscalationKind.ThreatToLife);
        await ReachedAsync(onCall);
        await World.ExecuteAsync($"update users set revoked_at = now() where id = '{onCall.UserId}'");
        // Nobody is on call any more, so leads need not wait for the first step.
        Assert.Equal("leads", Assert.Single((await BoardAsync(lead)).Alarms).Owner);
        await World.ExecuteAsync("update users set revoked_at = null");
        await ClimbAsync();
        await ReachedAsync(onCall, lead);
        await Assert.ThrowsAsync<NotPermittedException>(() => World.Run<ReadCase, CaseFile>(moderator, (h, t) => h.HandleAsync(new(id), t)));
        await Assert.ThrowsAsync<NotPermittedException>(() => World.Run<AcknowledgeThreat>(moderator, (h, t) => h.HandleAsync(new(id), t)));
        await ClimbAsync();
        await ReachedAsync(onCall, lead, moderator);

        await Assert.ThrowsAsync<NotPermittedException>(() => World.Run<AcknowledgeThreat>(auditor, (h, t) => h.HandleAsync(new(id), t)));
        Assert.Equal(2, (await World.Run<ReadCase, CaseFile>(moderator, (h, t) => h.HandleAsync(new(id), t))).Escalation!.Level);
        await World.Run<AcknowledgeThreat>(moderator, (h, t) => h.HandleAsync(new(id), t));
        Assert.Equal(moderator.Name, Assert.Single((await BoardAsync(onCall)).Alarms).AcknowledgedBy);
        // Whoever answers can go on to decide, and take the decision back.
        var made = await World.DecideAsync(moderator, id);
        Assert.Empty((await BoardAsync(moderator)).Alarms);
        await World.Run<UndoDecision>(moderator, (h, t) => h.HandleAsync(new(made.DecisionId), t));
        await ReachedAsync(onCall, lead, moderator);

        async Task ClimbAsync()
        {
            World.Time.Advance(EscalationPlan.ThreatStep);
            await World.Get<CaseSweep>().RunAsync(Cancellation);
        }

        async Task ReachedAsync(params Actor[] reached)
        {
            foreach (var actor in new[] { onCall, lead, moderator, auditor })
                Assert.Equal((actor.Name, reached.Contains(actor) ? 1 : 0), (actor.Name, (await BoardAsync(actor)).Alarms.Count));
        }
    }

    [Fact]
    public async Task Whom_an_alarm_has_not_reached_sees_none()
    {
        var moderator = await World.PersonAsync(Role.Moderator);
        await EscalateAsync(moderator, await World.CaseAsync(), EscalationKind.ThreatToLife);
        var other = await World.CaseAsync();
        await World.Run<ClaimCase, ClaimedCase>(moderator, (h, t) => h.HandleAsync(new(other), t));
        await EscalateAsync(moderator, other, EscalationKind.Lead);
        Assert.Equal((1, 0), Counts(await BoardAsync(moderator)));
        Assert.Equal((0, 0), Counts(await BoardAsync(moderator with { May = new HashSet<Permission>() })));
        Assert.Equal((1, 1), Counts(await BoardAsync(await World.PersonAsync(Role.Moderator, queues: [Permissions.ThreatQueue]))));

        static (int Queues, int Alarms) Counts(AlarmBoard board) => (board.Queues.Count, board.Alarms.Count);
    }

    [Fact]
    public async Task An_alarm_in_the_sealed_lane_shows_to_trained_reviewers_only()
    {
        var id = await World.CaseAsync();
        var lead = await World.PersonAsync(Role.Lead);
        await EscalateAsync(lead, id, EscalationKind.ThreatToLife);
        await EscalateAsync(lead, id, EscalationKind.SealedLane);
        Assert.Empty((await BoardAsync(lead)).Alarms);
        Assert.Equal(id, Assert.Single((await BoardAsync(await World.PersonAsync(Role.Moderator, sealedLane: true))).Alarms).CaseId);
    }
}
