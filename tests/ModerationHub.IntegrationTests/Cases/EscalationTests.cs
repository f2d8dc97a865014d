using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Accounts;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

public sealed class EscalationTests(TestCluster cluster) : ReviewTests(cluster)
{
    Task<Escalation> EscalateAsync(Actor actor, Guid id, EscalationKind kind) =>
        World.Run<EscalateCase, Escalation>(actor, (h, t) => h.HandleAsync(new(id, kind, "Because."), t));

    [Fact]
    public async Task A_sealed_case_that_is_opened_again_and_passed_on_stays_in_its_queue_and_comes_to_nobody_else()
    {
        var id = await World.CaseAsync(language: "ar");
        var trained = await World.PersonAsync(Role.Moderator, sealedLane: true);
        await World.ExecuteAsync("update cases set lane = 'sealed', queue_id = 'sealed'");
        await World.Run<ClaimCase, ClaimedCase>(trained, (h, t) => h.HandleAsync(new(id), t));
        await World.Run<PassOnCase>(trained, (h, t) => h.HandleAsync(new(id, PassReason.CannotRead), t));
        Assert.Equal("sealed", (await World.CaseOfAsync(id)).QueueId);

        // However it came to lie in an ordinary queue.
        await World.ExecuteAsync("update cases set queue_id = 'arabic'");
        var heron = await World.PersonAsync(Role.Moderator);
        Assert.Null(await World.Run<ClaimNext, ClaimedCase?>(heron, (h, t) => h.HandleAsync(new(), t)));
        var other = await World.PersonAsync(Role.Moderator, sealedLane: true);
        Assert.Equal(id, (await World.Run<ClaimNext, ClaimedCase?>(other, (h, t) => h.HandleAsync(new(), t)))!.CaseId);
    }

    [Fact]
    public async Task A_threat_takes_the_case_from_whoever_has_it_and_climbs_until_somebody_answers()
    {
        var id = await World.CaseAsync();
        var one = await World.PersonAsync(Role.Moderator);
        var other = await World.PersonAsync(Role.Moderator);
        await World.Run<ClaimCase, ClaimedCase>(one, (h, t) => h.HandleAsync(new(id), t));
        await EscalateAsync(other, id, EscalationKind.ThreatToLife);
        Assert.Contains(World.Live, l => l.Kind == LiveKind.AlarmRaised && l.QueueId == Permissions.ThreatQueue);
        for (var level = 1; level <= 2; level++)
        {
            await Assert.ThrowsAsync<NotPermittedException>(() => World.Run<AcknowledgeThreat>(one, (h, t) => h.HandleAsync(new(id), t)));
            World.Time.Advance(EscalationPlan.ThreatStep);
            await World.Get<CaseSweep>().RunAsync(Cancellation);
            await World.Get<CaseSweep>().RunAsync(Cancellation);
            await using var db = World.Owner();
            Assert.Equal(level, (await db.Escalations.SingleAsync(Cancellation)).Level);
            Assert.Single(World.Live, l => l.Kind == LiveKind.AlarmRaised && l.State == $"level_{level}");
        }
        var onCall = await World.PersonAsync(Role.Moderator, queues: [Permissions.ThreatQueue]);
        await World.Run<AcknowledgeThreat>(onCall, (h, t) => h.HandleAsync(new(id), t));
        Assert.Equal(EscalationRules.AlreadyAcknowledged, await ReviewWorld.BrokenAsync(() => World.Run<AcknowledgeThreat>(onCall, (h, t) => h.HandleAsync(new(id), t))));
        World.Time.Advance(TimeSpan.FromHours(1));
        var before = World.Live.Count(l => l.Kind == LiveKind.AlarmRaised);
        await World.Get<CaseSweep>().RunAsync(Cancellation);
        Assert.Equal(before, World.Live.Count(l => l.Kind == LiveKind.AlarmRaised));
    }

    [Fact]
    public async Task Sealing_a_case_hides_it_from_everybody_untrained_and_keeps_its_alarm()
    {
        var id = await World.CaseAsync();
        var moderator = await World.PersonAsync(Role.Moderator);
        var lead = await World.PersonAsync(Role.Lead);
        var trained = await World.PersonAsync(Role.Moderator, sealedLane: true);
        await EscalateAsync(moderator, id, EscalationKind.ThreatToLife);
        await EscalateAsync(lead, id, EscalationKind.SealedLane);
        await Assert.ThrowsAsync<NotPermittedException>(() => World.Run<ReadCase, CaseFile>(lead, (h, t) => h.HandleAsync(new(id), t)));
        await Assert.ThrowsAsync<NotPermittedException>(() => World.Run<ClaimCase, ClaimedCase>(lead, (h, t) => h.HandleAsync(new(id), t)));
        Assert.Empty((await World.Run<ListCases, CasePage>(trained, (h, t) => h.HandleAsync(new(), t))).Cases);
        var account = (await World.CaseOfAsync(id)).AccountId;
        Assert.True((await World.Run<ReadAccount, AccountFile>(lead, (h, t) => h.HandleAsync(new(account), t))).Sealed);
        var file = await World.Run<ReadCase, CaseFile>(trained, (h, t) => h.HandleAsync(new(id), t));
        Assert.Equal((EscalationKind.ThreatToLife, true), (file.Escalation!.Kind, file.Escalation.Sealed));
        var row = Assert.Single((await World.Run<QueueBoard, Board>(trained, (h, t) => h.HandleAsync(new("sealed"), t))).Waiting);
        Assert.Null(row.AccountId);
        await World.Run<AcknowledgeThreat>(trained, (h, t) => h.HandleAsync(new(id), t));
        await World.Run<HandBackCase>(trained, (h, t) => h.HandleAsync(new(id, "Not of this kind."), t));
        var back = await World.CaseOfAsync(id);
        Assert.Equal((CaseLane.Ordinary, "ordinary"), (back.Lane, back.QueueId));
    }

    [Fact]
    public async Task An_external_report_and_its_preservation_are_kept_with_the_sealed_case_and_its_reference_leaves_in_no_record()
    {
        const string Reference = "REPORT-2026-0042";
        var id = await World.CaseAsync();
        var lead = await World.PersonAsync(Role.Lead);
        var trained = await World.PersonAsync(Role.Moderator, sealedLane: true);
        Task PreserveAsync(Actor actor, string? reference, int days) => World.Run<PreserveCase>(actor,
            (h, t) => h.HandleAsync(new(id, reference, new DateTimeOffset(World.Time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(days + 1)), t));
        Assert.Equal(PreservationRules.NotSealed, await ReviewWorld.BrokenAsync(() => PreserveAsync(trained, Reference, 90)));
        await EscalateAsync(lead, id, EscalationKind.SealedLane);
        await Assert.ThrowsAsync<NotPermittedException>(() => PreserveAsync(lead, Reference, 90));
        foreach (var days in (int[])[0, 3_700])
            Assert.Equal(PreservationRules.Time, await ReviewWorld.BrokenAsync(() => PreserveAsync(trained, Reference, days)));
        Assert.Equal(PreservationRules.ReferenceTooLong, await ReviewWorld.BrokenAsync(() => PreserveAsync(trained, new string('x', 201), 90)));

        await PreserveAsync(trained, null, 90);
        await PreserveAsync(trained, $" {Reference} ", 120);
        // A longer time alone keeps the reference; decided, the case still shows both.
        await PreserveAsync(trained, "", 200);
        await World.DecideAsync(trained, id, new ActionRequest(ActionKind.Suspend));
        var file = await World.Run<ReadCase, CaseFile>(trained, (h, t) => h.HandleAsync(new(id), t));
        Assert.Equal((Reference, new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero)), (file.Preservation!.Reference, file.Preservation.Until));
        Assert.DoesNotContain(Reference, ReviewWorld.Json(file), StringComparison.Ordinal);

        await using var db = World.Owner();
        var entries = await db.AuditEntries.Include(e => e.Payload).Where(e => e.Action == "case.preserved").OrderBy(e => e.Seq).ToListAsync(Cancellation);
        Assert.Equal([false, true, true], entries.Select(e => e.Payload!.Json.Replace(" ", "", StringComparison.Ordinal).Contains("\"external_report\":true", StringComparison.Ordinal)));
        Assert.DoesNotContain(await db.AuditPayloads.Select(p => p.Json).ToListAsync(Cancellation), json => json.Contains(Reference, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_ordinary_escalation_needs_the_claim()
    {
        var id = await World.CaseAsync();
        var actor = await World.PersonAsync(Role.Moderator);
        Assert.Equal(CaseRules.NotClaimed, await ReviewWorld.BrokenAsync(() => EscalateAsync(actor, id, EscalationKind.Lead)));
    }

    [Fact]
    public async Task A_case_over_its_deadline_moves_up_band_by_band_and_then_stays()
    {
        var late = await World.CaseAsync(confidence: 0, deadline: World.Time.GetUtcNow().AddMinutes(60));
        await World.CaseAsync(confidence: 3);
        World.Time.Advance(TimeSpan.FromMinutes(60));
        await World.Get<CaseSweep>().RunAsync(Cancellation);
        Assert.Equal(CaseBand.Overdue, (await World.CaseOfAsync(late)).Band);
        var actor = await World.PersonAsync(Role.Moderator);
        Assert.Equal(late, await World.Run<PeekNext, Guid?>(actor, (h, t) => h.HandleAsync(new(), t)));
        World.Time.Advance(TimeSpan.FromMinutes(60));
        await World.Get<CaseSweep>().RunAsync(Cancellation);
        await World.Get<CaseSweep>().RunAsync(Cancellation);
        var @case = await World.CaseOfAsync(late);
        Assert.Equal((CaseBand.LongOverdue, (DateTimeOffset?)null), (@case.Band, @case.DeadlineAt));
    }

    [Fact]
    public async Task A_threat_to_life_comes_before_a_sealed_case_and_a_sealed_case_before_all_others()
    {
        var trained = await World.PersonAsync(Role.Lead, sealedLane: true);
        var hidden = await World.CaseAsync(confidence: 3);
        await EscalateAsync(trained, hidden, EscalationKind.SealedLane);
        World.Time.Advance(TimeSpan.FromHours(2));
        await World.Get<CaseSweep>().RunAsync(Cancellation);
        var ordinary = await World.CaseAsync(confidence: 3);
        var threat = await World.CaseAsync(confidence: 0);
        await EscalateAsync(trained, threat, EscalationKind.ThreatToLife);
        Assert.Equal(threat, await World.Run<PeekNext, Guid?>(trained, (h, t) => h.HandleAsync(new(), t)));

        // An alarm that sounds in the sealed lane is a threat to life like any other.
        await EscalateAsync(trained, ordinary, EscalationKind.SealedLane);
        await EscalateAsync(trained, hidden, EscalationKind.ThreatToLife);
        Assert.Equal((CaseLane.Sealed, CaseBand.ThreatToLife), await StandingAsync(hidden));
        Assert.Equal(hidden, await NextAsync());
        Assert.Equal(threat, await NextAsync());
        Assert.Equal((CaseLane.Sealed, CaseBand.Sealed), await StandingAsync(ordinary));
        Assert.Equal(ordinary, await NextAsync());

        async Task<Guid> NextAsync() => (await World.Run<ClaimNext, ClaimedCase?>(trained, (h, t) => h.HandleAsync(new(), t)))!.CaseId;
        async Task<(CaseLane, short)> StandingAsync(Guid id) => await World.CaseOfAsync(id) is var @case ? (@case.Lane, @case.Band) : default;
    }

    [Fact]
    public async Task A_sealed_case_that_nobody_took_within_its_hour_is_late_for_those_who_see_it()
    {
        var id = await World.CaseAsync();
        var trained = await World.PersonAsync(Role.Lead, sealedLane: true);
        var lead = await World.PersonAsync(Role.Lead);
        await EscalateAsync(lead, id, EscalationKind.SealedLane);
        Assert.Equal(0, await LateAsync(trained));
        World.Time.Advance(TimeSpan.FromMinutes(61));
        for (var again = 0; again < 2; again++)
            await World.Get<CaseSweep>().RunAsync(Cancellation);

        var @case = await World.CaseOfAsync(id);
        Assert.Equal((CaseLane.Sealed, CaseBand.SealedOverdue, (DateTimeOffset?)null), (@case.Lane, @case.Band, @case.DeadlineAt));
        Assert.Single((await World.Run<ReadCase, CaseFile>(trained, (h, t) => h.HandleAsync(new(id), t))).Timeline, e => e.Kind == "deadline_crossed");
        Assert.Equal("sealed", Assert.Single(World.Live, l => l.Kind == LiveKind.CandidateChanged && l.SubjectId == id).QueueId);
        Assert.Equal(1, await LateAsync(trained));
        Assert.Equal(0, await LateAsync(lead));

        async Task<int> LateAsync(Actor actor) => (await World.Run<QueueBoard, Board>(actor, (h, t) => h.HandleAsync(new(), t))).Queues.Sum(q => q.Late);
    }

    [Fact]
    public async Task The_board_pages_without_gaps_and_says_who_works_on_what()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 7; i++)
            ids.Add(await World.CaseAsync(i % 2 == 0 ? "ordinary" : "arabic", confidence: i % 3));
        var actor = await World.PersonAsync(Role.Moderator);
        var taken = await World.Run<ClaimNext, ClaimedCase?>(actor, (h, t) => h.HandleAsync(new(), t));
        var seen = new List<QueueRow>();
        string? cursor = null;
        do
        {
            var from = cursor;
            var board = await World.Run<QueueBoard, Board>(actor, (h, t) => h.HandleAsync(new(null, from, 2), t));
            seen.AddRange(board.Waiting);
            cursor = board.Next;
            Assert.Equal((taken!.CaseId, actor.Name), (board.Claimed.Single().CaseId, board.Claimed.Single().ClaimedBy));
            Assert.Equal(6, board.Queues.Sum(q => q.Waiting));
            Assert.Equal(1, board.Queues.Sum(q => q.Claimed));
        }
        while (cursor is not null);
        Assert.Equal(ids.Where(i => i != taken!.CaseId).Order(), seen.Select(r => r.CaseId).Order());
        Assert.Equal(seen.OrderByDescending(r => r.Rank).Select(r => r.Rank), seen.Select(r => r.Rank));
    }

    [Fact]
    public async Task A_draft_survives_and_reading_goes_on_the_record()
    {
        var id = await World.CaseAsync();
        var actor = await World.PersonAsync(Role.Moderator);
        await World.Run<SaveDraft>(actor, (h, t) => h.HandleAsync(new(id, new DecisionForm { Reason = "So far" }), t));
        await World.Run<SaveDraft>(actor, (h, t) => h.HandleAsync(new(id, new DecisionForm { Reason = "Further" }), t));
        var preloaded = await World.Run<ReadCase, CaseFile>(actor, (h, t) => h.HandleAsync(new(id, Preload: true), t));
        await using var db = World.Owner();
        Assert.False(await db.AuditReads.AnyAsync(Cancellation));
        var file = await World.Run<ReadCase, CaseFile>(actor, (h, t) => h.HandleAsync(new(id), t));
        Assert.True(await db.AuditReads.AnyAsync(r => r.SubjectId == id.ToString() && r.ActorId == actor.UserId, Cancellation));
        Assert.Equal(("Further", 2, 1, "terms"), (file.Draft!.Reason, file.Posts.Count, file.Reports.Count, file.Explanation.Single().Detector));
        Assert.Equal(preloaded.Account, file.Account);
    }
}
