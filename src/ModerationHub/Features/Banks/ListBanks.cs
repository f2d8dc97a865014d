using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Banks;

/// <param name="Policies">Names of the policies that look with it now; without any it does nothing.</param>
/// <param name="Disputed">Entries about which the sources contradict each other.</param>
/// <param name="Rejected">Entries that nobody stands by any more.</param>
public sealed record BankLine(string Id, string Name, BankKind Kind, IReadOnlyList<string> Policies, int Entries, int Disputed, int Rejected);

/// <summary>The platform's banks of links and of image hashes.</summary>
public sealed class ListBanks(Operation op)
{
    public async Task<IReadOnlyList<BankLine>> HandleAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadPolicies);
        var banks = await op.Db.Banks.AsNoTracking().Where(b => b.Kind != BankKind.Terms).OrderBy(b => b.Name).ThenBy(b => b.Id).ToListAsync(cancellation);
        var names = await op.Db.Policies.ToDictionaryAsync(p => p.Key, p => p.Name, cancellation);
        var live = await op.Db.PolicyVersions.Where(v => v.State == PolicyVersionState.Live).Select(v => new { v.PolicyKey, v.BankIds }).ToListAsync(cancellation);
        var links = await op.Db.BankTerms.Where(t => op.Db.Banks.Any(b => b.Id == t.BankId && b.Kind == BankKind.Urls))
            .GroupBy(t => t.BankId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
        var hashes = await op.Db.BankHashes.GroupBy(h => h.BankId)
            .Select(g => new { g.Key, Count = g.Count(), Disputed = g.Count(h => h.Stance == HashStance.Disputed), Rejected = g.Count(h => h.Stance == HashStance.Rejected) })
            .ToDictionaryAsync(g => g.Key, cancellation);
        return [.. banks.Select(bank => new BankLine(bank.Id, bank.Name, bank.Kind,
            [.. live.Where(v => v.PolicyKey == bank.PolicyKey || v.BankIds.Contains(bank.Id)).Select(v => names.GetValueOrDefault(v.PolicyKey, v.PolicyKey)).Order(StringComparer.Ordinal)],
            hashes.GetValueOrDefault(bank.Id)?.Count ?? links.GetValueOrDefault(bank.Id), hashes.GetValueOrDefault(bank.Id)?.Disputed ?? 0, hashes.GetValueOrDefault(bank.Id)?.Rejected ?? 0))];
    }
}
