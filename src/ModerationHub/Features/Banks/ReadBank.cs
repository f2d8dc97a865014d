using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Banks;

/// <param name="Weight">How much one such link says, over 0 to 1.</param>
/// <param name="Stopped">The breaker stopped it, or a lead took it out then: it counts for nothing.</param>
public sealed record LinkLine(Guid Id, string Address, double Weight, bool Stopped = false);

/// <param name="Opinions">What each source says, with the team's own among them.</param>
/// <param name="Ours">The team brought it and may take it out.</param>
/// <param name="TakenOut">Kept on record and never matched.</param>
/// <param name="Stopped">The breaker stopped it, or a lead took it out then: it counts for nothing.</param>
public sealed record HashLine(Guid Id, string? Pdq, string? Md5, int? Quality, string Label, Severity Severity, string Source, HashStance Stance,
    IReadOnlyList<SourceOpinion> Opinions, bool Ours, bool TakenOut, bool Stopped = false);

/// <param name="Severity">How grave the source holds it; null when it did not say.</param>
public sealed record SourceOpinion(string Source, HashOpinion Opinion, Severity? Severity = null);

/// <param name="Found">How many entries the search found.</param>
public sealed record BankFile(string Id, string Name, BankKind Kind, IReadOnlyList<LinkLine> Links, IReadOnlyList<HashLine> Hashes, int Found, int All, bool MayManage);

/// <summary>One bank of links or hashes with a page of its entries.</summary>
public sealed class ReadBank(Operation op)
{
    public const int PageSize = 50;

    /// <param name="Search">A part of the address, the label or the hash.</param>
    public sealed record Command(string BankId, string? Search = null, int Offset = 0);

    public async Task<BankFile> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadPolicies);
        var bank = await op.Db.Banks.AsNoTracking().SingleOrDefaultAsync(b => b.Id == command.BankId && b.Kind != BankKind.Terms, cancellation)
            ?? throw new RuleBrokenException(BankRules.Unknown);
        var (manages, offset) = (op.Actor.Can(Permission.ManagePolicies), Math.Max(0, command.Offset));
        var part = (command.Search ?? "").Trim().Replace("\0", "", StringComparison.Ordinal).ToLowerInvariant();
        var stopped = op.Db.TermStops.AsNoTracking().Where(s => s.State != TermStopState.Resumed);
        if (bank.Kind == BankKind.Urls)
        {
            var all = op.Db.BankTerms.AsNoTracking().Where(t => t.BankId == bank.Id);
            var found = part.Length == 0 ? all : all.Where(t => t.Text.Contains(part));
            var page = await found.OrderBy(t => t.Text).ThenBy(t => t.Id).Skip(offset).Take(PageSize).Select(t => new LinkLine(t.Id, t.Text, t.Weight, stopped.Any(s => s.TermId == t.Id))).ToListAsync(cancellation);
            return new(bank.Id, bank.Name, bank.Kind, page, [], await found.CountAsync(cancellation), await all.CountAsync(cancellation), manages);
        }
        var hashes = op.Db.BankHashes.AsNoTracking().Where(h => h.BankId == bank.Id);
#pragma warning disable CA1304, CA1311, CA1862 // Translated to lower() in PostgreSQL.
        var those = part.Length == 0 ? hashes : hashes.Where(h => h.Label.ToLower().Contains(part) || h.Pdq!.StartsWith(part) || h.Md5!.StartsWith(part));
#pragma warning restore CA1304, CA1311, CA1862
        var rows = await those.OrderByDescending(h => h.Stance == HashStance.Disputed).ThenByDescending(h => h.AddedAt).ThenBy(h => h.Id).Skip(offset).Take(PageSize).ToListAsync(cancellation);
        var ids = rows.ConvertAll(h => h.Id);
        var opinions = (await op.Db.BankHashOpinions.AsNoTracking().Where(o => ids.Contains(o.HashId)).OrderBy(o => o.Source).ToListAsync(cancellation)).ToLookup(o => o.HashId);
        var still = await stopped.Where(s => ids.Contains(s.TermId)).Select(s => s.TermId).ToListAsync(cancellation);
        return new(bank.Id, bank.Name, bank.Kind, [],
            [.. rows.Select(h => new HashLine(h.Id, h.Pdq, h.Md5, h.Quality, h.Label, h.Severity, h.Source, h.Stance,
                [.. opinions[h.Id].Select(o => new SourceOpinion(o.Source, o.Opinion, o.Severity))], h.Source == BankAccess.Team, h.NotBankable, still.Contains(h.Id)))],
            await those.CountAsync(cancellation), await hashes.CountAsync(cancellation), manages);
    }
}
