using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Accounts;
using ModerationHub.Domain.Appeals;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Features.Appeals;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Intake.Appeals;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.IntegrationTests.Cases;
using ModerationHub.IntegrationTests.Infrastructure;
using AppealRow = ModerationHub.Features.Intake.Appeals.AppealRow;

namespace ModerationHub.IntegrationTests.Appeals;

/// <summary>From the owner's words to the answer that the platform hears.</summary>
public sealed class AppealTests(TestCluster cluster) : ReviewTests(cluster)
{
    async Task<Guid> AppealAsync(Guid decision, string id = "ap-1")
    {
        var row = new AppealRow { Line = 1, Id = id, DecisionId = decision, Text = "I was reporting on it.", Language = "en", At = World.Time.GetUtcNow().UtcDateTime };
        var taken = await World.Run<TakeAppeals, Features.Intake.Taken>(Actor.Machine(ReviewWorld.Platform), (h, t) => h.HandleAsync(new([row]), t));
        Assert.Equal(1, taken.New);
        await using var db = World.Owner();
        return await db.Appeals.Where(a => a.ExternalId == id).Select(a => a.Id).SingleAsync(Cancellation);
    }

    Task AnswerAsync(Actor actor, Guid appeal, bool overturn, string reason = "It was reporting.") =>
        World.Run<AnswerAppeal>(actor, (h, t) => h.HandleAsync(new(appeal, overturn, reason, Guid.CreateVersion7(World.Time.GetUtcNow())), t));

    Task<AppealPage> ListAsync(Actor actor, bool answered = false) => World.Run<ListAppeals, AppealPage>(actor, (h, t) => h.HandleAsync(new(answered), t));

    async Task<List<(string Event, string Payload)>> NewsAsync()
    {
        await using var db = World.Owner();
        return [.. (await db.WebhookDeliveries.AsNoTracking().OrderBy(d => d.Id).ToListAsync(Cancellation)).Select(d => (d.Event, d.Payload))];
    }

    async Task<List<string>> AuditAsync()
    {
        await using var db = World.Owner();
        return await db.AuditEntries.AsNoTracking().OrderBy(e => e.Seq).Select(e => e.Action).ToListAsync(Cancellation);
    }

    async Task<(Actor Lead, Guid Case, DecisionMade Decision, Guid Appeal)> AppealedAsync(Actor? decider = null)
    {
        await World.Run<AddWebhookEndpoint, AddedEndpoint>(await World.PersonAsync(Role.Admin), (h, t) => h.HandleAsync(new("http://127.0.0.1:9/hooks"), t));
        var id = await World.CaseAsync();
        var made = await World.DecideForGoodAsync(decider ?? await World.PersonAsync(Role.Moderator), id);
        return (await World.PersonAsync(Role.Lead), id, made, await AppealAsync(made.DecisionId));
    }

    [Fact]
    public async Task An_upheld_decision_stands_and_the_platform_hears_the_reason()
    {
        var (lead, id, made, appeal) = await AppealedAsync();
        await AnswerAsync(lead, appeal, overturn: false, reason: "It calls to violence in its own words.");

        Assert.Equal(AccountState.Suspended, (await World.AccountOfAsync(id)).State);
        var told = Assert.Single(await NewsAsync(), n => n.Event == "appeal.decided").Payload;
        Assert.Contains("\"outcome\":\"upheld\"", told, StringComparison.Ordinal);
        Assert.Contains("ap-1", told, StringComparison.Ordinal);
        Assert.Contains("It calls to violence in its own words.", told, StringComparison.Ordinal);
        Assert.Equal(["appeal.received", "appeal.decided"], (await AuditAsync()).TakeLast(2));
        Assert.Empty((await ListAsync(lead)).Rows);
        Assert.Equal((AppealState.Upheld, made.DecisionId), Assert.Single((await ListAsync(lead, answered: true)).Rows.Select(r => (r.State, r.DecisionId))));
        Assert.Equal(AppealRules.Answered, await ReviewWorld.BrokenAsync(() => AnswerAsync(lead, appeal, overturn: true)));
    }

    [Fact]
    public async Task An_overturned_decision_restores_the_account_and_both_are_told()
    {
        var (lead, id, made, appeal) = await AppealedAsync();
        await AnswerAsync(lead, appeal, overturn: true);

        Assert.Equal(AccountState.Active, (await World.AccountOfAsync(id)).State);
        var events = (await NewsAsync()).Select(n => n.Event).ToList();
        Assert.Contains("decision.reversed", events);
        Assert.Single(events, e => e == "appeal.decided");
        await using var db = World.Owner();
        Assert.Equal(DecisionState.Overturned, (await db.Decisions.SingleAsync(d => d.Id == made.DecisionId, Cancellation)).State);
        var answered = await db.Appeals.SingleAsync(a => a.Id == appeal, Cancellation);
        Assert.Equal((AppealState.Overturned, lead.UserId, lead.Name), (answered.State, answered.AnsweredBy, answered.AnsweredAs));
        Assert.Equal(["appeal.decided", "decision.overturned"], (await AuditAsync()).TakeLast(2).Order());
    }

    [Fact]
    public async Task Whoever_decided_answers_no_appeal_and_no_moderator_or_auditor_does()
    {
        var decider = await World.PersonAsync(Role.Lead);
        var (lead, _, _, appeal) = await AppealedAsync(decider);

        Assert.Equal(AppealRules.OwnDecision, await ReviewWorld.BrokenAsync(() => AnswerAsync(decider, appeal, overturn: true)));
        Assert.Equal(AppealRules.OwnDecision, await ReviewWorld.BrokenAsync(() => AnswerAsync(decider, appeal, overturn: false)));
        Assert.True(Assert.Single((await ListAsync(decider)).Rows).Mine);
        foreach (var role in new[] { Role.Moderator, Role.Auditor, Role.Admin })
        {
            var other = await World.PersonAsync(role);
            await Assert.ThrowsAsync<NotPermittedException>(() => AnswerAsync(other, appeal, overturn: false));
            await Assert.ThrowsAsync<NotPermittedException>(() => ListAsync(other));
        }
        Assert.Equal(AppealRules.ReasonRequired, await ReviewWorld.BrokenAsync(() => AnswerAsync(lead, appeal, overturn: false, reason: " ")));
        await AnswerAsync(lead, appeal, overturn: false);
    }

    [Fact]
    public async Task A_decision_overturned_without_looking_at_its_appeal_answers_it_all_the_same()
    {
        var (lead, _, made, appeal) = await AppealedAsync();
        await World.Run<OverturnDecision, DecisionMade>(lead, (h, t) => h.HandleAsync(new(Guid.CreateVersion7(World.Time.GetUtcNow()), made.DecisionId, "Wrong account."), t));

        Assert.Single(await NewsAsync(), n => n.Event == "appeal.decided");
        await using var db = World.Owner();
        Assert.Equal((AppealState.Overturned, "Wrong account."), await db.Appeals.Where(a => a.Id == appeal).Select(a => new ValueTuple<AppealState, string?>(a.State, a.Reason)).SingleAsync(Cancellation));
    }

    [Fact]
    public async Task Reading_an_appeal_shows_its_decision_and_is_recorded()
    {
        var (lead, _, made, appeal) = await AppealedAsync();
        var file = await World.Run<ReadAppeal, AppealFile>(lead, (h, t) => h.HandleAsync(new(appeal), t));

        Assert.Equal(("I was reporting on it.", made.DecisionId, true), (file.Appeal.Text, file.Decision.Decision.Id, file.MayAnswer));
        Assert.NotEmpty(file.Decision.Exhibits);
        await using var db = World.Owner();
        Assert.Equal(["appeal", "decision"], await db.AuditReads.Where(r => r.ActorId == lead.UserId).Select(r => r.SubjectKind).Order().ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Of_two_leads_who_answer_at_once_one_does()
    {
        var (lead, _, _, appeal) = await AppealedAsync();
        var other = await World.PersonAsync(Role.Lead);
        var refusals = (await Task.WhenAll(Record.ExceptionAsync(() => AnswerAsync(lead, appeal, overturn: true)).AsTask(), Record.ExceptionAsync(() => AnswerAsync(other, appeal, overturn: false)).AsTask())).OfType<Exception>();
        Assert.Equal(AppealRules.Answered, Assert.IsType<Domain.RuleBrokenException>(Assert.Single(refusals)).Rule);
        Assert.Single(await NewsAsync(), n => n.Event == "appeal.decided");
    }
}
