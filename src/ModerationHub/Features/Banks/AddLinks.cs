using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Text;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Banks;

/// <summary>A lead adds domains and addresses to a bank, one a line. A line that cannot stand is named and holds up no other.</summary>
public sealed class AddLinks(Operation op, BankAccess access)
{
    /// <param name="Lines">With or without scheme; a domain stands for all below it, an address for all that continue it.</param>
    /// <param name="Weight">How much one such link says; an entry that is there already takes it over.</param>
    public sealed record Command(string BankId, string? Lines, double Weight);

    public async Task<IReadOnlyList<LineOutcome>> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        if (!(command.Weight is > 0 and <= 1))
            throw new RuleBrokenException(PolicyRules.TermWeight);
        var lines = BankAccess.Lines(command.Lines);
        var bank = await access.HoldAsync(command.BankId, BankKind.Urls, cancellation);
        var read = lines.Select(line => (Given: line, Address: Checked(line.Text, out var fault), Fault: fault)).ToList();
        var wanted = read.Select(line => line.Address).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var there = await op.Db.BankTerms.Where(t => t.BankId == bank.Id && wanted.Contains(t.Text)).ToDictionaryAsync(t => t.Text, StringComparer.Ordinal, cancellation);
        List<LineOutcome> outcomes = [];
        HashSet<string> seen = new(StringComparer.Ordinal), added = new(StringComparer.Ordinal);
        foreach (var (given, address, fault) in read)
        {
            var stands = fault ?? (!seen.Add(address!) ? BankRules.Twice : there.TryGetValue(address!, out var same) && same.Weight == command.Weight ? BankRules.Known : null);
            outcomes.Add(LineOutcome.Of(given, address, stands));
            if (stands is null)
                added.Add(address!);
        }
        if (await op.Db.BankTerms.CountAsync(t => t.BankId == bank.Id, cancellation) + added.Count(a => !there.ContainsKey(a)) > BankRules.MostLinks)
            throw new RuleBrokenException(BankRules.Full);
        await PutAsync(bank, added, [.. there.Values.Where(t => added.Contains(t.Text))], command.Weight, cancellation);
        if (added.Count > 0)
        {
            await access.TouchAsync(bank, cancellation);
            await access.RecountAsync(bank, cancellation);
            op.Audit("bank.links_added", "bank", bank.Id, new { bank.Name, command.Weight, links = added });
        }
        return outcomes;
    }

    // Another weight is another entry.
    async Task PutAsync(Bank bank, HashSet<string> added, List<BankTerm> replaced, double weight, CancellationToken cancellation)
    {
        op.Db.BankTerms.RemoveRange(replaced);
        await op.Db.SaveChangesAsync(cancellation);
        foreach (var address in added)
            op.Db.BankTerms.Add(new BankTerm { PlatformId = op.PlatformId, BankId = bank.Id, Id = op.NewId(), Text = address, Kind = TermKind.Domain, Weight = weight });
    }

    /// <summary>As banks keep it, or why it cannot stand.</summary>
    internal static string? Checked(string text, out Rule? fault)
    {
        var address = text.Any(char.IsControl) ? null : WebAddress.Of(text);
        fault = address switch
        {
            null => BankRules.NoAddress,
            { Path: "", IsShortened: true } => BankRules.Shortener,
            { Path: "", IsPrivateChannel: true } => BankRules.PrivateHost,
            _ when address.ToString().Length > BankRules.LongestLink => BankRules.LinkTooLong,
            _ => null,
        };
        return fault is null ? address!.ToString() : null;
    }
}

/// <summary>A lead takes a link out of its bank.</summary>
public sealed class RemoveLink(Operation op, BankAccess access)
{
    public sealed record Command(string BankId, Guid LinkId);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var bank = await access.HoldAsync(command.BankId, BankKind.Urls, cancellation);
        var link = await op.Db.BankTerms.SingleOrDefaultAsync(t => t.BankId == bank.Id && t.Id == command.LinkId, cancellation) ?? throw new RuleBrokenException(BankRules.EntryUnknown);
        op.Db.BankTerms.Remove(link);
        await access.TouchAsync(bank, cancellation);
        op.Audit("bank.link_removed", "bank", bank.Id, new { bank.Name, link = link.Text, link.Weight });
    }
}
