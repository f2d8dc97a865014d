using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Banks;

/// <summary>A lead gives a bank of links or hashes another name.</summary>
public sealed class RenameBank(Operation op, BankAccess access)
{
    public sealed record Command(string BankId, string? Name);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var bank = await access.HoldAsync(command.BankId, cancellation);
        var name = await access.NameAsync(command.Name, bank.Id, cancellation);
        if (name == bank.Name)
            return;
        await op.Db.Banks.Where(b => b.Id == bank.Id).ExecuteUpdateAsync(b => b.SetProperty(x => x.Name, name), cancellation);
        op.Audit("bank.renamed", "bank", bank.Id, new { before = bank.Name, name });
    }
}

/// <summary>A lead removes a bank that no version needs. What it held stands in the audit log.</summary>
public sealed class RemoveBank(Operation op, BankAccess access)
{
    public sealed record Command(string BankId);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var bank = await access.HoldAsync(command.BankId, cancellation);
        var versions = op.Db.PolicyVersions.AsNoTracking();
        if (await versions.AnyAsync(v => v.BankIds.Contains(bank.Id), cancellation))
            throw new RuleBrokenException(BankRules.Named);
        var matches = await op.Db.BankTerms.AnyAsync(t => t.BankId == bank.Id, cancellation) || await op.Db.BankHashes.AnyAsync(h => h.BankId == bank.Id && !h.NotBankable, cancellation);
        if (matches && await versions.AnyAsync(v => v.PolicyKey == bank.PolicyKey && v.State == PolicyVersionState.Live, cancellation))
            throw new RuleBrokenException(BankRules.InUse);
        op.Audit("bank.removed", "bank", bank.Id, new { bank.Name, bank.Kind, bank.PolicyKey });
        await op.Db.Banks.Where(b => b.Id == bank.Id).ExecuteDeleteAsync(cancellation);
    }
}
