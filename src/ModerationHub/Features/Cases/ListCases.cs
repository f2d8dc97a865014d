using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Triage;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Cases;

public sealed record CaseRow(Guid Id, string AccountId, CaseState State, CaseLane Lane, string QueueId, short Band, string Policy, int PolicyVersion,
    double Risk, string? Language, DateTimeOffset OpenedAt, DateTimeOffset? DeadlineAt, DateTimeOffset ChangedAt);

public sealed record CasePage(IReadOnlyList<CaseRow> Cases, string? NextCursor);

/// <summary>Cases, newest first. Nothing of the sealed lane appears here, for nobody.</summary>
public sealed class ListCases(Operation op, VisibleQueues queues)
{
    public const int PageSize = 100;

    public sealed record Command(string? State = null, string? Queue = null, string? Cursor = null);

    public async Task<CasePage> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadCases);
        var cases = op.Db.Cases.AsNoTracking().Where(c => c.Lane != CaseLane.Sealed);
        if (command.State is { Length: > 0 } text)
        {
            if (!SnakeCase.TryParse<CaseState>(text, out var state))
                throw new RuleBrokenException(CursorRules.InvalidFilter);
            cases = cases.Where(c => c.State == state);
        }
        if (command.Queue is { Length: > 0 } queue)
        {
            if (!await queues.SeesAsync(queue, cancellation))
                throw new RuleBrokenException(CursorRules.InvalidFilter);
            cases = cases.Where(c => c.QueueId == queue);
        }
        if (command.Cursor is { Length: > 0 } cursor)
        {
            var after = IdCursor.Parse(cursor);
            cases = cases.Where(c => c.Id < after);
        }
        var rows = await cases.OrderByDescending(c => c.Id).Take(PageSize + 1)
            .Select(c => new CaseRow(c.Id, c.AccountId, c.State, c.Lane, c.QueueId, c.Band, c.PolicyKey, c.PolicyVersion, c.Risk, c.Language,
                c.OpenedAt, c.DeadlineAt, c.ChangedAt)).ToListAsync(cancellation);
        return new([.. rows.Take(PageSize)], rows.Count > PageSize ? IdCursor.Of(rows[PageSize - 1].Id) : null);
    }
}
