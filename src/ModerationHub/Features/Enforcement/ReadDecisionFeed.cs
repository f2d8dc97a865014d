using System.Globalization;
using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Enforcement;

public sealed record DecisionFeed(IReadOnlyList<DecisionDocument> Decisions, string NextCursor, bool More);

/// <summary>Final decisions in the order of their numbers, for platforms that poll. The cursor is the last number that was read.</summary>
public sealed class ReadDecisionFeed(Operation op)
{
    public const int PageSize = 100;

    public sealed record Command(string? Cursor);

    public async Task<DecisionFeed> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadCases);
        var after = 0L;
        if (command.Cursor is { Length: > 0 } && (!long.TryParse(command.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after)))
            throw new RuleBrokenException(CursorRules.Invalid);
        var rows = await (from d in op.Db.Decisions.Include(d => d.Actions)
                          join p in op.Db.Policies on d.PolicyKey equals p.Key
                          join v in op.Db.PolicyVersions on new { d.PolicyKey, Version = d.PolicyVersion } equals new { v.PolicyKey, v.Version }
                          where d.Number > after
                          orderby d.Number
                          select new { Decision = d, Policy = p, Version = v }).AsNoTracking().Take(PageSize + 1).ToListAsync(cancellation);
        var page = rows.Take(PageSize).Select(r => DecisionDocument.Of(r.Decision, r.Policy, r.Version)).ToList();
        return new(page, (page is [.., var last] ? last.Number!.Value : after).ToString(CultureInfo.InvariantCulture), rows.Count > PageSize);
    }
}
