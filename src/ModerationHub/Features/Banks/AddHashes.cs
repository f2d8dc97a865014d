using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Detection.Media;
using ModerationHub.Domain;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Intake;
using ModerationHub.Features.Media;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Banks;

/// <summary>A lead adds image hashes to a bank in the team's name, one a line. A line that cannot stand is named and holds up no other.</summary>
public sealed class AddHashes(Operation op, BankAccess access)
{
    /// <param name="Lines">A PDQ or MD5 hash in hexadecimal digits each, with the quality behind it where it is known.</param>
    /// <param name="Label">What the images show. What another source brought keeps that source's label; the team then agrees with it.</param>
    /// <param name="NeverMatch">A flag, a plain text card: kept on record and never matched.</param>
    public sealed record Command(string BankId, string? Lines, string? Label, Severity Severity, bool NeverMatch = false);

    public async Task<IReadOnlyList<LineOutcome>> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var label = (command.Label ?? "").Trim();
        if (Words.AreMissing(label) || label.Length > BankRules.LongestLabel || label.Any(char.IsControl))
            throw new RuleBrokenException(BankRules.LabelRequired);
        var lines = BankAccess.Lines(command.Lines);
        var bank = await access.HoldAsync(command.BankId, BankKind.Hashes, cancellation);
        var read = lines.Select(line => (Line: line, Row: Read(line.Text, bank.Id, label, command.Severity, command.NeverMatch))).ToList();
        // Whether it is matched is up to the source that brought it.
        var others = command.NeverMatch ? await OthersAsync(bank, [.. read.Select(one => one.Row).OfType<HashRow>()], cancellation) : [];
        List<LineOutcome> outcomes = [];
        Dictionary<string, HashRow> rows = new(StringComparer.Ordinal);
        foreach (var (line, row) in read)
        {
            var hash = row?.Pdq ?? row?.Md5;
            var fault = row is null ? BankRules.NoHash : row is { IsFlat: true, NotBankable: false } ? BankRules.FlatHash : others.Contains(hash!) ? BankRules.NotOurs
                : rows.TryAdd(hash!, row) ? null : BankRules.Twice;
            outcomes.Add(LineOutcome.Of(line, hash, fault));
        }
        await access.WriteAsync([.. rows.Values], cancellation);
        if (rows.Count > 0)
            op.Audit("bank.hashes_added", "bank", bank.Id, new { bank.Name, label, command.Severity, command.NeverMatch, hashes = rows.Keys });
        return outcomes;
    }

    async Task<HashSet<string>> OthersAsync(Bank bank, List<HashRow> rows, CancellationToken cancellation)
    {
        var (pdqs, md5s) = (rows.Select(row => row.Pdq).OfType<string>().ToList(), rows.Select(row => row.Md5).OfType<string>().ToList());
        return [.. await op.Db.BankHashes.AsNoTracking().Where(h => h.BankId == bank.Id && h.Source != BankAccess.Team
            && ((h.Md5 == null && pdqs.Contains(h.Pdq!)) || (h.Pdq == null && md5s.Contains(h.Md5!)))).Select(h => (h.Pdq ?? h.Md5)!).ToListAsync(cancellation)];
    }

    internal static HashRow? Read(string line, string bank, string label, Severity severity, bool neverMatch)
    {
        var parts = line.Split([' ', '\t', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 2)
            return null;
        long? quality = null;
        if (parts.Length == 2)
        {
            if (!long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) || given > 100)
                return null;
            quality = given;
        }
        var hash = parts[0].ToLowerInvariant();
        var isMd5 = hash.Length == IntakeLimits.Md5Hex && hash.All(char.IsAsciiHexDigitLower);
        return isMd5 || PdqHash.TryParse(hash, out _)
            ? new HashRow { Bank = bank, Pdq = isMd5 ? null : hash, Md5 = isMd5 ? hash : null, Quality = quality, Label = label, Severity = severity, Source = BankAccess.Team, NotBankable = neverMatch }
            : null;
    }
}

/// <summary>A lead records what the team thinks of a hash's label, beside what other sources say.</summary>
public sealed class JudgeHash(Operation op, BankAccess access)
{
    public sealed record Command(string BankId, Guid HashId, HashOpinion Opinion);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var bank = await access.HoldAsync(command.BankId, BankKind.Hashes, cancellation);
        var hash = await op.Db.BankHashes.AsNoTracking().SingleOrDefaultAsync(h => h.BankId == bank.Id && h.Id == command.HashId, cancellation) ?? throw new RuleBrokenException(BankRules.EntryUnknown);
        var before = await op.Db.BankHashOpinions.AsNoTracking().SingleOrDefaultAsync(o => o.HashId == hash.Id && o.Source == BankAccess.Team, cancellation);
        await access.WriteAsync([HashLines.Row(hash, before, command.Opinion, hash.NotBankable)], cancellation);
        op.Audit("bank.hash_judged", "bank", bank.Id, new { bank.Name, hash_id = hash.Id, hash = hash.Pdq ?? hash.Md5, hash.Label, before = before?.Opinion, command.Opinion });
    }
}

/// <summary>A lead takes out a hash that the team brought: it stays on record and is never matched; adding it again brings it back.</summary>
public sealed class TakeOutHash(Operation op, BankAccess access)
{
    public sealed record Command(string BankId, Guid HashId);

    public async Task HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ManagePolicies);
        op.Actor.DemandUser();
        var bank = await access.HoldAsync(command.BankId, BankKind.Hashes, cancellation);
        var hash = await op.Db.BankHashes.AsNoTracking().SingleOrDefaultAsync(h => h.BankId == bank.Id && h.Id == command.HashId, cancellation) ?? throw new RuleBrokenException(BankRules.EntryUnknown);
        if (hash.Source != BankAccess.Team)
            throw new RuleBrokenException(BankRules.NotOurs);
        var said = await op.Db.BankHashOpinions.AsNoTracking().SingleOrDefaultAsync(o => o.HashId == hash.Id && o.Source == BankAccess.Team, cancellation);
        await access.WriteAsync([HashLines.Row(hash, said, said?.Opinion ?? HashOpinion.Agree, takenOut: true)], cancellation);
        op.Audit("bank.hash_taken_out", "bank", bank.Id, new { bank.Name, hash_id = hash.Id, hash = hash.Pdq ?? hash.Md5, hash.Label });
    }
}

static class HashLines
{
    /// <summary>The hash as it stands, said by the team, with the severity that the team gave it before.</summary>
    public static HashRow Row(BankHash hash, BankHashOpinion? before, HashOpinion opinion, bool takenOut) => new()
    {
        Bank = hash.BankId, Pdq = hash.Pdq, Md5 = hash.Md5, Quality = hash.Quality, Label = hash.Label, Severity = before?.Severity ?? (hash.Source == BankAccess.Team ? hash.Severity : null),
        Source = BankAccess.Team, Opinion = opinion, NotBankable = takenOut,
    };
}
