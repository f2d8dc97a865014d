using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Domain.Shield;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Shield;

/// <summary>A lead clears an account outside a case: all evidence there is by now, up to the gravity of the policy that it stands under.</summary>
public sealed class ClearAccount(Operation op)
{
    public sealed record Command(string AccountId, string Reason);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManageShield);
        if (Words.AreMissing(command.Reason))
            throw new RuleBrokenException(ShieldRules.ReasonRequired);
        await op.DemandAccountAsync(command.AccountId, cancellation);
        var score = await op.Db.AccountScores.AsNoTracking().Where(s => s.AccountId == command.AccountId)
            .Select(s => new { s.EvidenceCount, s.PolicyKey }).SingleOrDefaultAsync(cancellation);
        if (score is not { EvidenceCount: > 0 })
            throw new RuleBrokenException(ShieldRules.NothingToClear);
        var severity = await op.Db.Policies.Where(p => p.Key == score.PolicyKey).Select(p => (Severity?)p.Severity).SingleOrDefaultAsync(cancellation) ?? Severity.Low;
        op.Db.Clearances.Add(new Clearance
        {
            PlatformId = op.PlatformId, AccountId = command.AccountId, Id = op.NewId(), Severity = severity, SeenEvidence = score.EvidenceCount,
            Reason = command.Reason.Trim(), ClearedBy = op.Actor.DemandUser(), ClearedAs = op.Actor.Name, ClearedAt = op.Now, ExpiresAt = op.Now + Clearance.Lasts,
        });
        op.LookAgain(command.AccountId);
        op.AuditShield("account.cleared", new { command.AccountId, Reason = command.Reason.Trim(), severity, score.EvidenceCount });
    }
}

/// <summary>A decision to do nothing, taken with a context that was found, clears what its reviewer saw. It ends when the decision is overturned.</summary>
public sealed class ClearByDecision(Operation op)
{
    public async Task NoteAsync(Decision decision, CancellationToken cancellation)
    {
        if (decision.Reverses is not null || decision.Actions.Exists(a => a.Kind != ActionKind.NoAction) || !FoundContext(decision))
            return;
        var seen = await op.Db.Cases.Where(c => c.Id == decision.CaseId).Select(c => c.EvidenceCount).SingleAsync(cancellation);
        var severity = await op.Db.Policies.Where(p => p.Key == decision.PolicyKey).Select(p => p.Severity).SingleAsync(cancellation);
        op.Db.Clearances.Add(new Clearance
        {
            PlatformId = op.PlatformId, AccountId = decision.AccountId, Id = op.NewId(), Severity = severity, SeenEvidence = seen, Reason = decision.Reason,
            ClearedBy = decision.DecidedBy, ClearedAs = decision.DecidedAs, ClearedAt = decision.DecidedAt, ExpiresAt = decision.DecidedAt + Clearance.Lasts, DecisionId = decision.Id,
        });
    }

    static bool FoundContext(Decision decision) =>
        decision.ContextCheck is { } json && JsonSerializer.Deserialize<ContextCheck>(json, Operation.Json) is { Any: true };
}
