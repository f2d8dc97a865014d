using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Media;
using ModerationHub.Features.Scoring;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Banks;

/// <summary>What the handlers of banks share.</summary>
public sealed class BankAccess(Operation op)
{
    /// <summary>Under this name the team itself is a source beside those that send hashes; who of it spoke stands in the audit log.</summary>
    public const string Team = "team";

    /// <summary>The bank, held to the commit: of two people who add the same line the second finds it there.</summary>
    public async Task<Bank> HoldAsync(string bankId, CancellationToken cancellation) =>
        await op.Db.Banks.FromSql($"select * from banks where platform_id = {op.PlatformId} and id = {bankId} for no key update").AsNoTracking().SingleOrDefaultAsync(cancellation)
            is { Kind: not BankKind.Terms } bank ? bank : throw new RuleBrokenException(BankRules.Unknown);

    public async Task<Bank> HoldAsync(string bankId, BankKind kind, CancellationToken cancellation)
    {
        var bank = await HoldAsync(bankId, cancellation);
        return bank.Kind == kind ? bank : throw new RuleBrokenException(kind == BankKind.Urls ? BankRules.NotLinks : BankRules.NotHashes);
    }

    /// <summary>The name as it is kept, of no other bank of links or hashes.</summary>
    public async Task<string> NameAsync(string? given, string? bankId, CancellationToken cancellation)
    {
        var name = (given ?? "").Trim();
        if (Words.AreMissing(name) || name.Length > BankRules.LongestName || name.Any(char.IsControl))
            throw new RuleBrokenException(BankRules.NameRequired);
        return await op.Db.Banks.AnyAsync(b => b.Name == name && b.Id != bankId && b.Kind != BankKind.Terms, cancellation) ? throw new RuleBrokenException(BankRules.NameTaken) : name;
    }

    /// <summary>Writes the bank's row, by which every host's scoring sees that its links have changed.</summary>
    public Task TouchAsync(Bank bank, CancellationToken cancellation) =>
        op.Db.Database.ExecuteSqlAsync($"update banks set name = name where platform_id = {op.PlatformId} and id = {bank.Id}", cancellation);

    /// <summary>Hashes are written by the one way by which they come in through the API, so that every host's memory follows.</summary>
    public async Task WriteAsync(IReadOnlyList<HashRow> rows, CancellationToken cancellation) =>
        await HashWrites.TakeAsync((NpgsqlConnection)op.Db.Database.GetDbConnection(), op.PlatformId, rows, op.Now, PlatformContexts.Settled, cancellation);

    /// <summary>What the bank's new links say counts for what was posted before.</summary>
    public Task RecountAsync(Bank bank, CancellationToken cancellation) =>
        BankRecounts.LeaveAsync((NpgsqlConnection)op.Db.Database.GetDbConnection(), op.PlatformId, [bank.Id], op.Now, PlatformContexts.Settled, cancellation);

    public static IReadOnlyList<(int Line, string Text)> Lines(string? pasted)
    {
        List<(int, string)> lines = [.. (pasted ?? "").ReplaceLineEndings("\n").Split('\n').Select((text, i) => (i + 1, text.Trim())).Where(line => line.Item2.Length > 0)];
        return lines.Count switch
        {
            0 => throw new RuleBrokenException(BankRules.NoLines),
            > BankRules.MostLines => throw new RuleBrokenException(BankRules.TooManyLines),
            _ => lines,
        };
    }
}

/// <summary>What became of one line of those that were pasted.</summary>
/// <param name="Given">As it was pasted, cut when it is long.</param>
/// <param name="Kept">As the bank keeps it; null when it was not taken.</param>
/// <param name="Fault">Why it was not taken.</param>
public sealed record LineOutcome(int Line, string Given, string? Kept, Rule? Fault)
{
    const int Shown = 200;

    public static LineOutcome Of((int Line, string Text) given, string? kept, Rule? fault) =>
        new(given.Line, given.Text.Length <= Shown ? given.Text : given.Text[..Shown] + "…", fault is null ? kept : null, fault);
}
