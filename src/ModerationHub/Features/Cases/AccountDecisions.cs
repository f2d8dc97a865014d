using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Decisions;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Cases;

/// <summary>What was decided about an account, for files and dossiers. What was decided in the sealed lane stays with those who see it.</summary>
public sealed class AccountDecisions(Operation op)
{
    const int Limit = 100;

    public async Task<IReadOnlyList<DecisionLine>> OfAsync(string accountId, CancellationToken cancellation)
    {
        var seesAll = op.Actor.Can(Permission.ReadSealedLane);
        var decisions = await op.Db.Decisions.AsNoTracking().Include(d => d.Actions)
            .Where(d => d.AccountId == accountId && (seesAll || op.Db.Cases.Any(c => c.Id == d.CaseId && c.Lane != CaseLane.Sealed)))
            .OrderByDescending(d => d.DecidedAt).ThenByDescending(d => d.Id).Take(Limit).ToListAsync(cancellation);
        var policies = decisions.Select(d => d.PolicyKey).Distinct().ToArray();
        var versions = await op.Db.PolicyVersions.AsNoTracking().Where(v => policies.Contains(v.PolicyKey)).Select(v => new { v.PolicyKey, v.Version, v.Strikes, v.StrikeDays })
            .ToDictionaryAsync(v => (v.PolicyKey, v.Version), cancellation);
        return [.. decisions.Select(d => new DecisionLine(d.Id, d.CaseId, d.DecidedAt, d.DecidedAs, d.PolicyKey, d.PolicyVersion, d.State,
            [.. d.Actions.OrderBy(a => a.Ordinal).Select(a => a.Kind)], d.Actions.Max(a => a.EndsAt), d.Reason, d.Reverses, d.UndoUntil)
        {
            Territories = [.. d.Actions.SelectMany(a => a.Territories).Distinct().Order(StringComparer.Ordinal)],
            Strikes = d.State == DecisionState.Final && d.Actions.Any(a => a.Kind is not (ActionKind.NoAction or ActionKind.Restore))
                && versions[(d.PolicyKey, d.PolicyVersion)] is var version && op.Now < d.DecidedAt.AddDays(version.StrikeDays) ? version.Strikes : 0,
        })];
    }
}
