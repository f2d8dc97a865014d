using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Audit;

/// <summary>An escalation in the record; what is said about sealed material stays in its lane.</summary>
/// <param name="Owner">A role, a queue or who was paged, as the plan names them.</param>
public sealed record EscalationRow(Guid Id, Guid CaseId, string? Handle, EscalationKind Kind, string? Reason, string RaisedBy, DateTimeOffset RaisedAt, string Owner, DateTimeOffset DeadlineAt,
    string? AcknowledgedBy, DateTimeOffset? ClosedAt, string? Outcome, bool Sealed);

public sealed record EscalationPage(IReadOnlyList<EscalationRow> Rows, string? Next);

/// <summary>What was escalated, newest first: by whom, why, to whom, and how it ended.</summary>
public sealed class ListEscalations(Operation op)
{
    public const int PageSize = 50;

    /// <param name="Open">Those alone that nobody has finished.</param>
    public sealed record Command(bool Open = false, string? Cursor = null);

    public async Task<EscalationPage> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadAudit);
        var escalations = op.Db.Escalations.AsNoTracking();
        if (command.Open)
            escalations = escalations.Where(e => e.ClosedAt == null);
        if (command.Cursor is { Length: > 0 } cursor)
        {
            var last = IdCursor.Parse(cursor);
            escalations = escalations.Where(e => e.Id.CompareTo(last) < 0);
        }
        var mayReadSealed = op.Actor.Can(Permission.ReadSealedLane);
        var rows = await escalations.OrderByDescending(e => e.Id).Take(PageSize + 1)
            .Select(e => new
            {
                Row = e, Case = op.Db.Cases.Where(c => c.PlatformId == e.PlatformId && c.Id == e.CaseId).Select(c => new { c.AccountId, c.Lane }).FirstOrDefault(),
                RaisedBy = op.Db.Users.Where(u => u.Id == e.RaisedBy).Select(u => u.Pseudonym).FirstOrDefault(),
                AcknowledgedBy = op.Db.Users.Where(u => u.Id == e.AcknowledgedBy).Select(u => u.Pseudonym).FirstOrDefault(),
            })
            .Select(x => new
            {
                x.Row, x.RaisedBy, x.AcknowledgedBy, Sealed = x.Row.Sealed || x.Case!.Lane == CaseLane.Sealed,
                Handle = op.Db.Accounts.Where(a => a.PlatformId == x.Row.PlatformId && a.Id == x.Case!.AccountId).Select(a => a.Handle ?? a.Id).FirstOrDefault(),
            })
            .ToListAsync(cancellation);
        return new([.. rows.Take(PageSize).Select(x => x.Row is var e && x.Sealed && !mayReadSealed
                ? new EscalationRow(e.Id, e.CaseId, null, e.Kind, null, x.RaisedBy ?? "?", e.RaisedAt, e.Owner, e.DeadlineAt, x.AcknowledgedBy, e.ClosedAt, null, true)
                : new EscalationRow(e.Id, e.CaseId, x.Handle, e.Kind, e.Reason, x.RaisedBy ?? "?", e.RaisedAt, e.Owner, e.DeadlineAt, x.AcknowledgedBy, e.ClosedAt, e.Outcome, x.Sealed))],
            rows.Count > PageSize ? IdCursor.Of(rows[PageSize - 1].Row.Id) : null);
    }
}
