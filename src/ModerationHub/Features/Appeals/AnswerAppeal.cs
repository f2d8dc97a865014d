using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Appeals;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Enforcement;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Appeals;

/// <summary>
/// Somebody who did not decide answers an appeal: the decision stands, or is taken back like any other that a lead overturns.
/// Repeating an answer that was given is refused; nothing is told twice.
/// </summary>
public sealed class AnswerAppeal(Operation op, AppealOutcomes outcomes, OverturnDecision overturn)
{
    /// <param name="ReversalId">Id of the decision that takes the old one back, chosen by the page.</param>
    public sealed record Command(Guid AppealId, bool Overturn, string Reason, Guid ReversalId);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.AnswerAppeals);
        var user = op.Actor.DemandUser();
        var decisionId = await op.Db.Appeals.Where(a => a.Id == command.AppealId).Select(a => (Guid?)a.DecisionId).SingleOrDefaultAsync(cancellation)
            ?? throw new RuleBrokenException(AppealRules.Unknown);
        // The decision's row is everybody's lock: intake of appeals, overturning and this.
        var decision = await op.Db.Decisions.FromSql($"select d.*, d.xmin from decisions d where d.platform_id = {op.PlatformId} and d.id = {decisionId} for update")
            .AsNoTracking().SingleAsync(cancellation);
        if (await op.Db.Cases.AnyAsync(c => c.Id == decision.CaseId && c.Lane == CaseLane.Sealed, cancellation))
            op.Actor.Demand(Permission.ReadSealedLane);
        var appeal = await op.Db.Appeals.SingleAsync(a => a.Id == command.AppealId, cancellation);
        appeal.DemandAnswerable(user, decision.DecidedBy, command.Reason);
        if (command.Overturn)
            await overturn.HandleAsync(new(command.ReversalId, decision.Id, command.Reason), cancellation);
        else
            await outcomes.AnswerAsync(appeal, AppealState.Upheld, command.Reason, decision.CaseId, null, cancellation);
    }
}

/// <summary>What an answer to an appeal leads to: the record, and what the platform hears.</summary>
public sealed class AppealOutcomes(Operation op, CaseStory story, DeliveryOutbox outbox)
{
    /// <summary>A decision that was taken back, for whatever cause, answers the appeal that is open on it.</summary>
    public async Task OverturnedAsync(Guid decisionId, Guid caseId, Guid reversal, string reason, CancellationToken cancellation)
    {
        if (await op.Db.Appeals.SingleOrDefaultAsync(a => a.DecisionId == decisionId && a.State == AppealState.Open, cancellation) is { } open)
            await AnswerAsync(open, AppealState.Overturned, reason, caseId, reversal, cancellation);
    }

    public async Task AnswerAsync(Appeal appeal, AppealState outcome, string reason, Guid caseId, Guid? reversal, CancellationToken cancellation)
    {
        appeal.Answer(outcome, op.Actor.DemandUser(), op.Actor.Name, reason, op.Now);
        op.Audit("appeal.decided", "decision", appeal.DecisionId.ToString(), new { appeal_id = appeal.Id, appeal.ExternalId, outcome, appeal.Reason, reversal }, caseId);
        story.Note(caseId, outcome == AppealState.Upheld ? CaseEventKind.AppealUpheld : CaseEventKind.AppealOverturned, appeal.Reason);
        await outbox.SendNowAsync(appeal.AccountId, WebhookEvents.AppealDecided, new
        {
            appealId = appeal.ExternalId, appeal.DecisionId, appeal.AccountId, outcome, appeal.Reason, reversedBy = reversal, decidedAt = op.Now,
        }, cancellation, appeal.DecisionId);
    }
}
