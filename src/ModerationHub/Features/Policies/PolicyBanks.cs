using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Policies;

/// <summary>
/// The terms of versions. Each version has a bank of terms of its own, copied when the draft begins, so that what is live never
/// changes under a decision that pins it. A term keeps its id through the copies: accounts remember the terms they used by it.
/// </summary>
public sealed partial class PolicyBanks(Operation op)
{
    /// <summary>Copies the banks of terms; banks of hashes and links are shared.</summary>
    /// <returns>The bank ids of the draft.</returns>
    public async Task<string[]> CopyAsync(PolicyVersion from, int version, string name, CancellationToken cancellation)
    {
        var banks = await op.Db.Banks.AsNoTracking().Where(b => from.BankIds.Contains(b.Id)).OrderBy(b => b.Id).ToListAsync(cancellation);
        List<string> ids = [.. from.BankIds.Where(id => banks.All(b => b.Id != id || b.Kind != BankKind.Terms))];
        foreach (var bank in banks.Where(b => b.Kind == BankKind.Terms))
        {
            var id = await AddAsync($"{Version().Replace(bank.Id, "")}.v{version}", bank.Name, cancellation);
            await op.Db.Database.ExecuteSqlAsync($"""
                insert into bank_terms (platform_id, bank_id, id, text, kind, language, weight, threat_to_life)
                select platform_id, {id}, id, text, kind, language, weight, threat_to_life from bank_terms where platform_id = {op.PlatformId} and bank_id = {bank.Id}
                """, cancellation);
            ids.Add(id);
        }
        if (banks.All(b => b.Kind != BankKind.Terms))
            ids.Add(await AddAsync($"{from.PolicyKey}.v{version}", name, cancellation));
        return [.. ids];
    }

    /// <summary>The bank into which a draft's new terms go: its first of its own.</summary>
    public static string OwnOf(PolicyVersion draft) =>
        draft.BankIds.FirstOrDefault(id => id.EndsWith($".v{draft.Version}", StringComparison.Ordinal)) ?? throw new Domain.RuleBrokenException(PolicyRules.NotDraft);

    /// <returns>The id of the new, empty bank.</returns>
    public async Task<string> AddAsync(string id, string name, CancellationToken cancellation)
    {
        op.Db.Banks.Add(new Bank { PlatformId = op.PlatformId, Id = id, Name = name, Kind = BankKind.Terms, CreatedAt = op.Now });
        await op.Db.SaveChangesAsync(cancellation);
        return id;
    }

    [GeneratedRegex(@"\.v\d+\z")]
    private static partial Regex Version();
}
