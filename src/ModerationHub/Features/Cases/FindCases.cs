using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Cases;

public sealed record FoundCase(Guid Id, string? Handle, string PolicyName);

/// <summary>Cases by the number that people read aloud and write down; those of the sealed lane for the trained alone.</summary>
public sealed class FindCases(Operation op)
{
    const int Most = 5;

    public sealed record Command(string Text);

    public async Task<IReadOnlyList<FoundCase>> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadCases);
        if (NumberIn(command.Text) is not { } number)
            return [];
        var cases = OfNumber(op, number);
        if (!op.Actor.Can(Permission.ReadSealedLane))
            cases = cases.Where(c => c.Lane != CaseLane.Sealed);
        return await cases.OrderByDescending(c => c.Id).Take(Most).Select(c => new FoundCase(c.Id,
            op.Db.Accounts.Where(a => a.PlatformId == c.PlatformId && a.Id == c.AccountId).Select(a => a.Handle).FirstOrDefault(),
            op.Db.Policies.Where(p => p.PlatformId == c.PlatformId && p.Key == c.PolicyKey).Select(p => p.Name).First())).ToListAsync(cancellation);
    }

    /// <summary>The number of a case, when what was typed is one.</summary>
    internal static string? NumberIn(string text) => text.Trim() is { Length: 8 } eight && eight.All(char.IsAsciiHexDigit) ? eight.ToLowerInvariant() : null;

    internal static IQueryable<Case> OfNumber(Operation op, string number) => op.Db.Cases.AsNoTracking().Where(c => EF.Property<string>(c, CaseColumns.Number) == number);
}
