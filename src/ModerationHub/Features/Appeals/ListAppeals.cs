using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Appeals;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Appeals;

public sealed record AppealRow(Guid Id, Guid DecisionId, string AccountId, string? Handle, string? Language, DateTimeOffset ReceivedAt, string DecidedBy,
    AppealState State, bool Mine, bool Sealed);

public sealed record AppealPage(IReadOnlyList<AppealRow> Rows, string? Next);

/// <summary>Open appeals, the longest waiting first; or the answered ones, newest first.</summary>
public sealed class ListAppeals(Operation op)
{
    public const int PageSize = 50;

    public sealed record Command(bool Answered = false, string? Cursor = null);

    public async Task<AppealPage> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.AnswerAppeals);
        var appeals = op.Db.Appeals.AsNoTracking().Where(a => command.Answered ? a.State != AppealState.Open : a.State == AppealState.Open);
        if (command.Cursor is { Length: > 0 } cursor)
        {
            var last = IdCursor.Parse(cursor);
            appeals = command.Answered ? appeals.Where(a => a.Id.CompareTo(last) < 0) : appeals.Where(a => a.Id.CompareTo(last) > 0);
        }
        var rows = await (command.Answered ? appeals.OrderByDescending(a => a.Id) : appeals.OrderBy(a => a.Id)).Take(PageSize + 1)
            .Join(op.Db.Decisions, a => a.DecisionId, d => d.Id, (a, d) => new { Appeal = a, Decision = d })
            .Select(x => new AppealRow(x.Appeal.Id, x.Appeal.DecisionId, x.Appeal.AccountId,
                op.Db.Accounts.Where(c => c.PlatformId == x.Appeal.PlatformId && c.Id == x.Appeal.AccountId).Select(c => c.Handle).FirstOrDefault(),
                x.Appeal.Language, x.Appeal.ReceivedAt, x.Decision.DecidedAs, x.Appeal.State, x.Decision.DecidedBy == op.Actor.UserId,
                op.Db.Cases.Any(c => c.PlatformId == x.Appeal.PlatformId && c.Id == x.Decision.CaseId && c.Lane == CaseLane.Sealed)))
            .ToListAsync(cancellation);
        rows = [.. command.Answered ? rows.OrderByDescending(r => r.Id) : rows.OrderBy(r => r.Id)];
        return new([.. rows.Take(PageSize).Select(r => r.Sealed ? r with { Handle = null } : r)], rows.Count > PageSize ? IdCursor.Of(rows[PageSize - 1].Id) : null);
    }
}
