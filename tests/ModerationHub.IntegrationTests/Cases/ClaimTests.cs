using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Infrastructure;

namespace ModerationHub.IntegrationTests.Cases;

public sealed class ClaimTests(TestCluster cluster) : ReviewTests(cluster)
{
    Task<ClaimedCase?> NextAsync(Actor actor) => World.Run<ClaimNext, ClaimedCase?>(actor, (h, t) => h.HandleAsync(new(), t));

    [Theory]
    [InlineData("40P01")]
    [InlineData("40001")]
    public async Task What_a_deadlock_or_a_conflict_stopped_is_tried_again(string state)
    {
        var id = await World.CaseAsync();
        // The first time alone: a sequence does not go back with its transaction.
        await World.ExecuteAsync($"""
            create sequence tries;
            create function stop_once() returns trigger language plpgsql security definer as $$
            begin
                if nextval('tries') = 1 then raise exception 'stopped' using errcode = '{state}'; end if;
                return new;
            end $$;
            create trigger stop_once before insert on case_events for each row execute function stop_once()
            """);
        var heron = await World.PersonAsync(Role.Moderator);

        await World.Run<ClaimCase, ClaimedCase>(heron, (h, t) => h.HandleAsync(new(id), t));

        Assert.Equal(heron.UserId, (await World.CaseOfAsync(id)).ClaimedBy);
    }

    [Fact]
    public async Task The_most_urgent_case_comes_first_across_queues()
    {
        var low = await World.CaseAsync(confidence: 1);
        var high = await World.CaseAsync("arabic", "ar", confidence: 3);
        var actor = await World.PersonAsync(Role.Moderator);
        Assert.Equal(high, await World.Run<PeekNext, Guid?>(actor, (h, t) => h.HandleAsync(new(), t)));
        Assert.Equal(high, (await NextAsync(actor))!.CaseId);
        Assert.Equal(low, (await NextAsync(actor))!.CaseId);
        Assert.Null(await NextAsync(actor));
    }

    [Fact]
    public async Task A_threat_to_life_stands_above_every_rank()
    {
        var urgent = await World.CaseAsync(confidence: 0);
        await World.CaseAsync(confidence: 3);
        var lead = await World.PersonAsync(Role.Lead);
        await World.Run<EscalateCase, Escalation>(lead, (h, t) => h.HandleAsync(new(urgent, EscalationKind.ThreatToLife, "Names a place and a time."), t));
        Assert.Equal(urgent, (await NextAsync(lead))!.CaseId);
    }

    [Fact]
    public async Task Languages_decide_which_queues_somebody_gets()
    {
        await World.CaseAsync("arabic", "ar", confidence: 3);
        var english = await World.CaseAsync();
        var actor = await World.PersonAsync(Role.Moderator, ["en"]);
        Assert.Equal(english, (await NextAsync(actor))!.CaseId);
        Assert.Null(await NextAsync(actor));
    }

    [Fact]
    public async Task Fifty_reviewers_at_once_at_two_hosts_get_fifty_different_cases()
    {
        const int people = 50;
        for (var i = 0; i < people; i++)
            await World.CaseAsync(i % 2 == 0 ? "ordinary" : "arabic", confidence: i % 3);
        var actors = new List<Actor>();
        for (var i = 0; i < people; i++)
            actors.Add(await World.PersonAsync(Role.Moderator));
        // Half of them at another host, with connections of its own and nothing in common but the database.
        var more = ReviewWorld.Handlers(World.RuntimeConnectionString, World.Time);
        more.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        await using var other = more.BuildServiceProvider();
        OperationRunner[] hosts = [World.Runner, other.GetRequiredService<OperationRunner>()];
        var claimed = await Task.WhenAll(actors.Select((actor, i) => hosts[i % 2].RunAsync<ClaimNext, ClaimedCase?>(actor, (h, t) => h.HandleAsync(new(), t), Cancellation)));
        Assert.Equal(people, claimed.Select(c => c!.CaseId).Distinct().Count());
        await using var db = World.Owner();
        Assert.Equal(people, await db.Cases.CountAsync(c => c.State == CaseState.Claimed, Cancellation));
        Assert.Equal(people, await db.Cases.Select(c => c.ClaimedBy).Distinct().CountAsync(Cancellation));
    }

    [Fact]
    public async Task What_somebody_works_on_is_refused_to_others_until_the_lease_is_over()
    {
        var id = await World.CaseAsync();
        var one = await World.PersonAsync(Role.Moderator);
        var other = await World.PersonAsync(Role.Moderator);
        await World.Run<ClaimCase, ClaimedCase>(one, (h, t) => h.HandleAsync(new(id), t));
        Assert.Equal(CaseRules.AlreadyClaimed, await ReviewWorld.BrokenAsync(() => World.Run<ClaimCase, ClaimedCase>(other, (h, t) => h.HandleAsync(new(id), t))));
        World.Time.Advance(TimeSpan.FromMinutes(4));
        await World.Run<RenewClaim, DateTimeOffset>(one, (h, t) => h.HandleAsync(new(id), t));
        World.Time.Advance(TimeSpan.FromMinutes(4));
        await World.Get<CaseSweep>().RunAsync(Cancellation);
        Assert.Equal(CaseState.Claimed, (await World.CaseOfAsync(id)).State);
        World.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(CaseRules.ClaimLost, await ReviewWorld.BrokenAsync(() => World.Run<RenewClaim, DateTimeOffset>(one, (h, t) => h.HandleAsync(new(id), t))));
        await World.Get<CaseSweep>().RunAsync(Cancellation);
        Assert.Equal(CaseState.Open, (await World.CaseOfAsync(id)).State);
        Assert.Contains(World.Live, l => l.Kind == LiveKind.CaseReleased && l.SubjectId == id);
        Assert.Equal(id, (await NextAsync(other))!.CaseId);
    }

    [Fact]
    public async Task A_released_case_waits_again()
    {
        var id = await World.CaseAsync();
        var actor = await World.PersonAsync(Role.Moderator);
        await NextAsync(actor);
        await World.Run<ReleaseCase>(actor, (h, t) => h.HandleAsync(new(id), t));
        Assert.Equal(id, (await NextAsync(actor))!.CaseId);
    }

    [Fact]
    public async Task What_somebody_passed_on_goes_to_its_language_and_not_back_to_them()
    {
        var id = await World.CaseAsync(language: "ar");
        var actor = await World.PersonAsync(Role.Moderator);
        await NextAsync(actor);
        await World.Run<PassOnCase>(actor, (h, t) => h.HandleAsync(new(id, PassReason.CannotRead), t));
        Assert.Equal("arabic", (await World.CaseOfAsync(id)).QueueId);
        Assert.Null(await NextAsync(actor));
        Assert.Null(await World.Run<PeekNext, Guid?>(actor, (h, t) => h.HandleAsync(new(), t)));
        Assert.Equal(id, (await NextAsync(await World.PersonAsync(Role.Moderator, ["ar"])))!.CaseId);
        Assert.Contains(World.Live, l => l.QueueId == "ordinary" && l.State == CaseStory.Moved);
        Assert.Contains(World.Live, l => l.QueueId == "arabic" && l.Kind == LiveKind.CandidateRaised);
    }

    [Fact]
    public async Task A_specialists_case_has_a_destination_an_owner_a_deadline_and_a_way_back()
    {
        var id = await World.CaseAsync();
        var actor = await World.PersonAsync(Role.Moderator);
        var specialist = await World.PersonAsync(Role.Moderator, queues: ["specialists"]);
        await NextAsync(actor);
        await World.Run<PassOnCase>(actor, (h, t) => h.HandleAsync(new(id, PassReason.NeedsSpecialist), t));
        Assert.Null(await NextAsync(actor));
        Assert.Equal(id, (await NextAsync(specialist))!.CaseId);
        var file = await World.Run<ReadCase, CaseFile>(specialist, (h, t) => h.HandleAsync(new(id), t));
        Assert.Equal(("specialists", "specialists", "ordinary"), (file.Escalation!.QueueId, file.Escalation.Owner, file.Escalation.OriginQueueId));
        Assert.True(file.Escalation.DeadlineAt > World.Time.GetUtcNow());
        await World.Run<HandBackCase>(specialist, (h, t) => h.HandleAsync(new(id, "It is plain."), t));
        var back = await World.CaseOfAsync(id);
        Assert.Equal((CaseState.Open, "ordinary", (Guid?)null), (back.State, back.QueueId, back.EscalationId));
    }

    [Fact]
    public async Task An_auditor_claims_nothing()
    {
        await World.CaseAsync();
        var auditor = await World.PersonAsync(Role.Auditor);
        var refused = await Assert.ThrowsAsync<NotPermittedException>(() => NextAsync(auditor));
        Assert.Equal(Permission.ClaimCase, refused.Permission);
    }
}
