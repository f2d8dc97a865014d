using Microsoft.EntityFrameworkCore;
using ModerationHub.Components.Layout;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies.Breaker;

/// <summary>What was stopped and waits for a lead, for the notice on every page; the page of policies tells the rest.</summary>
public sealed class OpenStops(Operation op)
{
    /// <summary>More at once than a notice can name.</summary>
    public const int Most = 20;

    public async Task<IReadOnlyList<StopNotice>> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        return await op.Db.TermStops.AsNoTracking().Where(s => s.State == TermStopState.Stopped)
            // What is archived counts no more, stopped or not; another policy may go by the same bank.
            .Where(s => op.Db.PolicyVersions.Any(v => v.State == PolicyVersionState.Live && (v.PolicyKey == s.PolicyKey
                || op.Db.BankTerms.Any(t => t.Id == s.TermId && v.BankIds.Contains(t.BankId)) || op.Db.BankHashes.Any(h => h.Id == s.TermId && v.BankIds.Contains(h.BankId)))))
            .OrderByDescending(s => s.StoppedAt).ThenBy(s => s.Id).Take(Most)
            .Select(s => new StopNotice(s.Id, s.PolicyKey, s.Text)).ToListAsync(cancellation);
    }
}
