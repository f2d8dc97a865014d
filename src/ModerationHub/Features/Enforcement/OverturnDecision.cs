using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Appeals;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Shield;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

/// <summary>
/// A lead takes a final decision back: a decision of its own that points to the old one; both stay. It is final at once,
/// because waiting would only prolong what was wrong. When nothing had been done, the case is opened again instead.
/// </summary>
public sealed class OverturnDecision(Operation op, CaseStory story, AccountStates accounts, DecisionNumbers numbers, ReporterOutcomes reporters, DeliveryOutbox outbox, AppealOutcomes appeals)
{
    /// <param name="Id">Id of the new decision, chosen by the page: a repeat answers with the same one.</param>
    public sealed record Command(Guid Id, Guid DecisionId, string Reason);

    public async Task<DecisionMade> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.OverturnDecision);
        var user = op.Actor.DemandUser();
        var old = await op.Db.Decisions.FromSql($"select d.*, d.xmin from decisions d where d.platform_id = {op.PlatformId} and d.id = {command.DecisionId} for update")
            .Include(d => d.Actions).SingleOrDefaultAsync(cancellation) ?? throw new RuleBrokenException(DecisionRules.Unknown);
        if (await op.Db.Decisions.AsNoTracking().SingleOrDefaultAsync(d => d.Id == command.Id, cancellation) is { } made)
            return made.Reverses == old.Id && made.DecidedBy == user
                ? new(made.Id, made.State, made.UndoUntil)
                : throw new RuleBrokenException(DecisionRules.IdTaken);
        old.Overturn(user, command.Reason);

        var @case = await story.LockAsync(old.CaseId, cancellation);
        var policy = await op.Db.Policies.AsNoTracking().SingleAsync(p => p.Key == old.PolicyKey, cancellation);
        var version = await op.Db.PolicyVersions.AsNoTracking().SingleAsync(v => v.PolicyKey == old.PolicyKey && v.Version == old.PolicyVersion, cancellation);
        var reversal = Reversal(command, old, user);
        var account = await accounts.SettleAsync(old.AccountId, old, cancellation);
        await reporters.TurnOverAsync(old, cancellation);
        // What it cleared counts again.
        op.LookAgain(old.AccountId);
        var reopened = old.Actions.All(a => a.Kind == ActionKind.NoAction) && await ReopenAsync(@case, cancellation);
        op.Audit("decision.overturned", "decision", old.Id.ToString(), new
        {
            reversal = reversal.Id, reversal.Reason, old.AccountId, decided_by = old.DecidedAs, account_state = account.State, account.StateUntil, case_reopened = reopened,
        }, @case.Id);
        op.Db.Decisions.Add(reversal);
        reversal.Number = await numbers.TakeAsync(1, cancellation);
        await outbox.SendNowAsync(old.AccountId, WebhookEvents.DecisionReversed, new
        {
            decision = DecisionDocument.Of(reversal, policy, version), reverses = old.Id, account_state = account.State, account_state_until = account.StateUntil,
        }, cancellation, reversal.Id);
        await appeals.OverturnedAsync(old.Id, @case.Id, reversal.Id, reversal.Reason, cancellation);
        story.Note(@case.Id, CaseEventKind.DecisionOverturned, reversal.Reason);
        // A case that is open again has said so itself, and must not leave the lists.
        if (!reopened)
            story.Publish(LiveKind.CaseDecided, @case, by: op.Actor.Name);
        return new(reversal.Id, reversal.State, reversal.UndoUntil);
    }

    Decision Reversal(Command command, Decision old, Guid user) => new()
    {
        PlatformId = op.PlatformId, Id = command.Id, CaseId = old.CaseId, AccountId = old.AccountId, PolicyKey = old.PolicyKey,
        PolicyVersion = old.PolicyVersion, Reason = command.Reason.Trim(), Exhibits = old.Exhibits, Language = old.Language,
        DecidedBy = user, DecidedAs = op.Actor.Name, DecidedAt = op.Now, UndoUntil = op.Now, State = DecisionState.Final, Reverses = old.Id,
        AccountStateBefore = old.AccountStateBefore, AccountStateUntilBefore = old.AccountStateUntilBefore,
        Actions = [new DecisionAction { PlatformId = op.PlatformId, DecisionId = command.Id, Ordinal = 0, Kind = ActionKind.Restore }],
    };

    async Task<bool> ReopenAsync(Case @case, CancellationToken cancellation)
    {
        if (await op.Db.Cases.AnyAsync(c => c.AccountId == @case.AccountId && c.State != CaseState.Decided, cancellation))
            return false;
        @case.Reopen(op.Now);
        story.Note(@case.Id, CaseEventKind.Reopened);
        story.Publish(LiveKind.CandidateRaised, @case);
        return true;
    }
}
