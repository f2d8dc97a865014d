using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using ModerationHub.Data;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Triage;

/// <param name="Waiting">Cases that wait, counted up to <see cref="QueueBoard.CountLimit"/>; one more means "and more".</param>
public sealed record QueueSummary(string Id, string Name, QueueKind Kind, int Waiting, int Claimed, int Late);

/// <summary>A case in a list: enough to choose by, never post text; of a sealed case nothing but that it is there.</summary>
public sealed record QueueRow(Guid CaseId, string QueueId, CaseState State, CaseLane Lane, short Band, double Rank, string? AccountId, string? Handle,
    string? PolicyKey, double? Risk, double? Threshold, string? Language, DateTimeOffset OpenedAt, DateTimeOffset? DeadlineAt, Guid? ClaimedById, string? ClaimedBy, DateTimeOffset? ClaimedUntil, string? Explanation);

public sealed record Board(IReadOnlyList<QueueSummary> Queues, IReadOnlyList<QueueRow> Claimed, IReadOnlyList<QueueRow> Waiting, string? Next);

/// <summary>The side of the triage page: the reviewer's queues with counts, who works on what, and the next cases in order.</summary>
public sealed class QueueBoard(Operation op, VisibleQueues queues)
{
    public const int CountLimit = 1000;
    public const int PageSize = 50;

    /// <param name="QueueId">Rows of this queue only; the counts are always of all.</param>
    /// <param name="Cursor">From the page before.</param>
    public sealed record Command(string? QueueId = null, string? Cursor = null, int Size = PageSize);

    public async Task<Board> HandleAsync(Command command, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadCases);
        var visible = await queues.HandleAsync(cancellation);
        var chosen = visible.Select(q => q.Id).Where(id => command.QueueId is null || id == command.QueueId).ToArray();
        var size = Math.Clamp(command.Size, 1, 200);
        if (chosen.Length == 0)
            return new([], [], [], null);
        var ids = await WaitingAsync(chosen, command.Cursor, size + 1, cancellation);
        var page = ids.Take(size).ToList();
        var rows = (await RowsAsync(op.Db.Cases.Where(c => page.Contains(c.Id)), cancellation)).ToDictionary(r => r.CaseId);
        var waiting = page.Select(id => rows.GetValueOrDefault(id)).OfType<QueueRow>().ToList();
        var claimed = await RowsAsync(op.Db.Cases.Where(c => c.State == CaseState.Claimed && chosen.Contains(c.QueueId))
            .OrderByDescending(c => c.Band).ThenByDescending(c => c.Rank).Take(PageSize), cancellation);
        return new(await SummariesAsync(visible, cancellation), claimed, waiting,
            ids.Count > size && waiting is [.., var last] ? new BoardCursor(last.Band, last.Rank, last.CaseId).ToString() : null);
    }

    /// <summary>Rows of cases that just changed and that the reviewer may see, for a list that is already on the screen.</summary>
    public async Task<IReadOnlyList<QueueRow>> RowsAsync(IReadOnlyCollection<Guid> caseIds, CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadCases);
        var visible = (await queues.HandleAsync(cancellation)).Select(q => q.Id).ToArray();
        return await RowsAsync(op.Db.Cases.Where(c => caseIds.Contains(c.Id) && visible.Contains(c.QueueId) && c.State != CaseState.Decided), cancellation);
    }

    public async Task<IReadOnlyList<QueueSummary>> CountAsync(CancellationToken cancellation)
    {
        op.Actor.Demand(Permission.ReadCases);
        return await SummariesAsync(await queues.HandleAsync(cancellation), cancellation);
    }

    async Task<List<Guid>> WaitingAsync(string[] chosen, string? cursor, int size, CancellationToken cancellation)
    {
        var after = cursor is null ? null : BoardCursor.Parse(cursor);
        await using var query = Plain();
        query.Parameters.Add(new() { Value = op.PlatformId });
        query.Parameters.Add(new() { Value = size });
        if (after is not null)
            foreach (var value in new object[] { after.Band, after.Rank, after.Id })
                query.Parameters.Add(new() { Value = value });
        var merged = WaitingCases.Merged(chosen.Length, query.Parameters.Count + 1, after is null ? "" : " and (c.band, c.rank, c.id) < ($3, $4, $5)");
        foreach (var queue in chosen)
            query.Parameters.Add(new() { Value = queue });
        query.Parameters.Add(new() { Value = op.Actor.UserId ?? Guid.Empty });
        query.CommandText = $"""
            select id from ({merged}) w
            where {WaitingCases.NotPassedOn(query.Parameters.Count)}
            order by {WaitingCases.Order} limit $2
            """;
        var ids = new List<Guid>(size);
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    Task<List<QueueRow>> RowsAsync(IQueryable<Case> cases, CancellationToken cancellation) => cases.AsNoTracking()
        .Select(c => new QueueRow(c.Id, c.QueueId, c.State, c.Lane, c.Band, c.Rank,
            c.Lane == CaseLane.Sealed ? null : c.AccountId,
            c.Lane == CaseLane.Sealed ? null : op.Db.Accounts.Where(a => a.PlatformId == c.PlatformId && a.Id == c.AccountId).Select(a => a.Handle).FirstOrDefault(),
            c.Lane == CaseLane.Sealed ? null : c.PolicyKey, c.Lane == CaseLane.Sealed ? null : c.Risk,
            c.Lane == CaseLane.Sealed ? null : op.Db.PolicyVersions.Where(v => v.PolicyKey == c.PolicyKey && v.Version == c.PolicyVersion).Select(v => (double?)v.Threshold).FirstOrDefault(), c.Lane == CaseLane.Sealed ? null : c.Language,
            c.OpenedAt, c.DeadlineAt, c.ClaimedBy, op.Db.Users.Where(u => u.Id == c.ClaimedBy).Select(u => u.Pseudonym).FirstOrDefault(), c.ClaimedUntil,
            c.Lane == CaseLane.Sealed ? null : c.Explanation))
        .ToListAsync(cancellation);

    async Task<List<QueueSummary>> SummariesAsync(IReadOnlyList<Queue> visible, CancellationToken cancellation)
    {
        await using var query = Plain();
        query.CommandText = $"""
            select q.id,
                (select count(*)::int from (select from cases c where c.platform_id = $1 and c.queue_id = q.id and c.state in ('open', 'escalated') limit {CountLimit + 1}) x),
                (select count(*)::int from cases c where c.platform_id = $1 and c.queue_id = q.id and c.state = 'claimed'),
                (select count(*)::int from (select from cases c where c.platform_id = $1 and c.queue_id = q.id and c.state in ('open', 'escalated') and c.band = any ($3) limit {CountLimit + 1}) x)
            from unnest($2) q(id)
            """;
        query.Parameters.Add(new() { Value = op.PlatformId });
        query.Parameters.Add(new() { Value = visible.Select(q => q.Id).ToArray() });
        query.Parameters.Add(new() { Value = CaseBand.Late.ToArray() });
        var counts = new Dictionary<string, (int Waiting, int Claimed, int Late)>();
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            counts[reader.GetString(0)] = (reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3));
        // A closed queue shows while something came back to it.
        return [.. visible.Where(q => q.ClosedAt is null || counts[q.Id] is not (0, 0, _)).Select(q => new QueueSummary(q.Id, q.Name, q.Kind, counts[q.Id].Waiting, counts[q.Id].Claimed, counts[q.Id].Late))];
    }

    NpgsqlCommand Plain() =>
        new("", (NpgsqlConnection)op.Db.Database.GetDbConnection(), (NpgsqlTransaction)op.Db.Database.CurrentTransaction!.GetDbTransaction());
}
