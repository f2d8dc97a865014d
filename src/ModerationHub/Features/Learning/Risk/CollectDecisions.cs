using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Risk;
using ModerationHub.Domain.Decisions;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Learning.Risk;

/// <summary>
/// What final decisions say of a policy's findings. Measures against the account are violations; no action, and a measure that
/// was overturned or lost an appeal, are not. Undone decisions, cases passed on, revoked apps and overturned clearances say nothing.
/// An account speaks once, by its newest decision.
/// </summary>
public sealed class CollectDecisions(Operation op)
{
    /// <summary>The newest ones: the weights follow how the team judges now.</summary>
    const int Most = 4_000;

    sealed record Row(Guid Id, string AccountId, long Number, DecisionState State, string Findings, ActionKind[] Actions, long? Reversal);

    /// <param name="known">Number of the newest decision that the weights in force know of.</param>
    public async Task<(IReadOnlyList<RiskDecision> Decisions, long Through)> OfAsync(string policy, long known, CancellationToken cancellation)
    {
        var rows = await op.Db.Decisions.AsNoTracking()
            .Where(d => d.PolicyKey == policy && d.Reverses == null && d.Findings != null && d.Number != null)
            .OrderByDescending(d => d.Number).Take(Most)
            .Select(d => new Row(d.Id, d.AccountId, d.Number!.Value, d.State, d.Findings!, d.Actions.Select(a => a.Kind).ToArray(),
                op.Db.Decisions.Where(r => r.Reverses == d.Id && r.State != DecisionState.Undone).Max(r => r.Number)))
            .ToListAsync(cancellation);
        var through = await op.Db.Decisions.Where(d => d.PolicyKey == policy).MaxAsync(d => d.Number, cancellation) ?? 0;
        return ([.. rows.Where(r => Violation(r) is not null).DistinctBy(r => r.AccountId)
            .Select(r => new RiskDecision(r.Id.ToString(), r.AccountId, Violation(r)!.Value, Math.Max(r.Number, r.Reversal ?? 0) > known, DecidedFindings.Read(r.Findings)))], through);
    }

    static bool? Violation(Row row)
    {
        var measures = row.Actions.Any(a => a is ActionKind.Suspend or ActionKind.Restrict or ActionKind.RemovePost or ActionKind.Warn);
        return row.State switch
        {
            DecisionState.Overturned => measures ? false : null,
            _ when row.Actions.All(a => a == ActionKind.NoAction) => false,
            _ => measures ? true : null,
        };
    }
}
