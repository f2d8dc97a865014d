using Microsoft.EntityFrameworkCore;
using ModerationHub.Domain.Appeals;
using ModerationHub.Domain.Decisions;
using ModerationHub.Features.Intake.Parsing;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Intake.Appeals;

/// <summary>
/// Appeals of accounts' owners, idempotent by id. Only what left for the platform and did something can be appealed, and a
/// decision has one open appeal at a time. Each new one is an audit entry.
/// </summary>
public sealed class TakeAppeals(Operation op)
{
    public sealed record Command(IReadOnlyList<AppealRow> Rows);

    sealed record New(Guid Id, AppealRow Row, Decision Decision);

    public async Task<Taken> HandleAsync(Command command, CancellationToken cancellation)
    {
        var rows = LastRows.Of(command.Rows, r => r.Id);
        // Requests with appeals of one decision wait for each other here.
        var wanted = rows.Select(r => r.DecisionId).Distinct().Order().ToArray();
        var decisions = await op.Db.Decisions.FromSql($"select d.*, d.xmin from decisions d where d.platform_id = {op.PlatformId} and d.id = any({wanted}) order by d.id for update")
            .AsNoTracking().Include(d => d.Actions).ToDictionaryAsync(d => d.Id, cancellation);
        var ids = rows.Select(r => r.Id).ToArray();
        HashSet<string> known = [.. await op.Db.Appeals.Where(a => ids.Contains(a.ExternalId)).Select(a => a.ExternalId).ToListAsync(cancellation)];
        HashSet<Guid> open = [.. await op.Db.Appeals.Where(a => wanted.Contains(a.DecisionId) && a.State == AppealState.Open).Select(a => a.DecisionId).ToListAsync(cancellation)];
        var sent = command.Rows.ToLookup(r => r.Id, StringComparer.Ordinal);
        List<RowFault> faults = [];
        List<New> fresh = [];
        // Of two appeals of one decision the first line's is taken.
        foreach (var row in rows.Where(r => !known.Contains(r.Id)).OrderBy(r => r.Line))
            if (Fault(decisions.GetValueOrDefault(row.DecisionId), open) is { } fault)
                // Those of its id that it replaces go with it: nothing of them is there.
                faults.AddRange(sent[row.Id].Select(same => new RowFault(same.Line, "decision_id", same == row ? fault : $"Line {row.Line} replaces this row, and was refused.")));
            else if (open.Add(row.DecisionId))
                fresh.Add(new(op.NewId(), row, decisions[row.DecisionId]));
        // In the order of ids, as in every request.
        var inserted = await InsertAsync([.. fresh.OrderBy(n => n.Row.Id, StringComparer.Ordinal)], cancellation);
        foreach (var (id, row, decision) in fresh.Where(n => inserted.Contains(n.Id)))
            op.Audit("appeal.received", "decision", decision.Id.ToString(), new { appeal_id = id, external_id = row.Id, decision.AccountId, row.Language, row.At }, decision.CaseId);
        return new(inserted.Count, command.Rows.Count - faults.Count - inserted.Count) { Faults = faults };
    }

    static string? Fault(Decision? decision, HashSet<Guid> open) => decision switch
    {
        null or { State: DecisionState.Pending or DecisionState.Undone } => "There is no such decision on this platform.",
        { Reverses: not null } => "The decision itself takes another one back.",
        { State: DecisionState.Overturned } => "The decision is already overturned.",
        _ when decision.Actions.All(a => a.Kind == ActionKind.NoAction) => "The decision did nothing to the account.",
        _ => open.Contains(decision.Id) ? "Another appeal of this decision is still open." : null,
    };

    /// <summary>The same id can come with another decision at the same moment; one of the two is a duplicate then.</summary>
    async Task<HashSet<Guid>> InsertAsync(List<New> appeals, CancellationToken cancellation)
    {
        if (appeals.Count == 0)
            return [];
        await using var insert = new NpgsqlCommand("""
            insert into appeals (platform_id, id, external_id, decision_id, account_id, text, language, at, received_at, state)
            select $1, a.id, a.external_id, a.decision_id, a.account_id, a.text, a.language, a.at, $9, 'open'
            from unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
                as a(id, external_id, decision_id, account_id, text, language, at)
            on conflict do nothing returning id
            """, (NpgsqlConnection)op.Db.Database.GetDbConnection())
        {
            Parameters =
            {
                new() { Value = op.PlatformId },
                Columns.Of(appeals, a => a.Id),
                Columns.Of(appeals, a => a.Row.Id),
                Columns.Of(appeals, a => a.Decision.Id),
                Columns.Of(appeals, a => a.Decision.AccountId),
                Columns.Of(appeals, a => a.Row.Text),
                Columns.Of(appeals, a => a.Row.Language),
                Columns.Of(appeals, a => (DateTime?)a.Row.At),
                new() { Value = op.Now },
            },
        };
        HashSet<Guid> ids = [];
        await using var reader = await insert.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            ids.Add(reader.GetGuid(0));
        return ids;
    }
}
