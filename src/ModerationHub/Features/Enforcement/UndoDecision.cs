using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Shield;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>
/// Takes a decision back before anything has left. One conditional update races with the sweep that makes decisions final:
/// exactly one of them finds the decision pending.
/// </summary>
public sealed class UndoDecision(Operation op, CaseStory story, AccountStates accounts)
{
    public sealed record Command(Guid DecisionId);

    /// <summary>The case that is back on the table.</summary>
    public async Task<Guid> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.DecideCase);
        var user = op.Actor.DemandUser();
        var taken = await op.Db.Database.ExecuteSqlAsync($"""
            update decisions set state = 'undone'
            where platform_id = {op.PlatformId} and id = {command.DecisionId} and state = 'pending' and undo_until > {op.Now}
            """, cancellation);
        var decision = await op.Db.Decisions.AsNoTracking().Include(d => d.Actions).SingleOrDefaultAsync(d => d.Id == command.DecisionId, cancellation)
            ?? throw new RuleBrokenException(DecisionRules.Unknown);
        if (decision.DecidedBy != user && !op.Actor.Can(Permission.OverturnDecision))
            throw new RuleBrokenException(DecisionRules.NotYours);
        if (taken == 0)
            throw new RuleBrokenException(decision.State == DecisionState.Undone ? DecisionRules.AlreadyUndone : DecisionRules.UndoTimeOver);

        var @case = await story.LockAsync(decision.CaseId, cancellation);
        await accounts.SettleAsync(decision.AccountId, decision, cancellation);
        await op.Db.WebhookDeliveries.Where(d => d.DecisionId == decision.Id && d.State == Domain.Webhooks.DeliveryState.Held)
            .ExecuteUpdateAsync(s => s.SetProperty(d => d.State, Domain.Webhooks.DeliveryState.Cancelled).SetProperty(d => d.FinishedAt, op.Now), cancellation);
        await GiveBackAsync(@case, decision, cancellation);
        await KeepDraftAsync(decision, cancellation);
        op.LookAgain(decision.AccountId);
        story.Note(@case.Id, CaseEventKind.DecisionUndone);
        op.Audit("decision.undone", "decision", decision.Id.ToString(), new { decision.AccountId, decision.DecidedAt }, @case.Id);
        return @case.Id;
    }

    async Task GiveBackAsync(Case @case, Decision decision, CancellationToken cancellation)
    {
        if (@case.State == CaseState.Decided)
        {
            if (await op.Db.Cases.AnyAsync(c => c.AccountId == @case.AccountId && c.Id != @case.Id && c.State != CaseState.Decided, cancellation))
            {
                story.Publish(LiveKind.CaseDecided, @case, by: decision.DecidedAs, state: CaseStory.Undone);
                return;
            }
            var escalation = await op.Db.Escalations.SingleOrDefaultAsync(
                e => e.CaseId == @case.Id && e.ClosedAt == decision.DecidedAt && e.Outcome == EscalationPlan.Decided, cancellation);
            escalation?.Resume();
            @case.Undo(decision.DecidedBy, escalation?.Id, op.Now);
        }
        else if (@case.State != CaseState.Claimed)
        {
            // New evidence opened it again in the meantime.
            @case.Claim(decision.DecidedBy, op.Now);
        }
        if (@case.ClaimedBy == decision.DecidedBy)
            story.Publish(LiveKind.CaseClaimed, @case, by: decision.DecidedAs, state: CaseStory.Undone);
    }

    /// <summary>The page shows again what had been chosen.</summary>
    Task<int> KeepDraftAsync(Decision decision, CancellationToken cancellation)
    {
        var form = JsonSerializer.Serialize(new DecisionForm
        {
            Actions = [.. decision.Actions.OrderBy(a => a.Ordinal).Select(a => new ActionRequest(a.Kind, a.Target, a.EndsAt - decision.DecidedAt, a.Territories))],
            PolicyKey = decision.PolicyKey, Reason = decision.Reason, Note = decision.Note, Exhibits = decision.Exhibits,
            Context = decision.ContextCheck is { } json ? JsonSerializer.Deserialize<ContextCheck>(json, Operation.Json) : null,
        }, Operation.Json);
        return op.Db.Database.ExecuteSqlAsync($"""
            insert into decision_drafts (platform_id, case_id, user_id, payload, updated_at)
            values ({op.PlatformId}, {decision.CaseId}, {decision.DecidedBy}, {form}::jsonb, {op.Now})
            on conflict (platform_id, case_id, user_id) do update set payload = excluded.payload, updated_at = excluded.updated_at
            """, cancellation);
    }
}
