using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Banks;

/// <summary>A lead makes a bank of links or of hashes for a policy; every version of it looks with the bank.</summary>
public sealed class MakeBank(Operation op, BankAccess access)
{
    public sealed record Command(string Name, BankKind Kind, string PolicyKey);

    /// <returns>The bank's id.</returns>
    public async Task<string> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        if (command.Kind is not (BankKind.Urls or BankKind.Hashes))
            throw new RuleBrokenException(BankRules.NotLinks);
        // The policy's row lets two people with the same name in mind come one after the other.
        _ = await op.Db.Policies.FromSql($"select p.*, p.xmin from policies p where p.platform_id = {op.PlatformId} and p.key = {command.PolicyKey} and p.archived_at is null for update")
            .AsNoTracking().SingleOrDefaultAsync(cancellation) ?? throw new RuleBrokenException(PolicyRules.Unknown);
        var name = await access.NameAsync(command.Name, null, cancellation);
        var bank = new Bank
        {
            PlatformId = op.PlatformId, Id = $"{(command.Kind == BankKind.Urls ? "links" : "images")}-{op.NewId():n}", Name = name, Kind = command.Kind, PolicyKey = command.PolicyKey, CreatedAt = op.Now,
        };
        op.Db.Banks.Add(bank);
        op.Audit("bank.made", "bank", bank.Id, new { bank.Name, bank.Kind, bank.PolicyKey });
        return bank.Id;
    }
}
