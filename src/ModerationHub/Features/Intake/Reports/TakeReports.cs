using ModerationHub.Data;
using ModerationHub.Domain.Reports;
using ModerationHub.Features.Scoring;
using Npgsql;

namespace ModerationHub.Features.Intake.Reports;

/// <summary>
/// Reports come in, each id once for ever. An authority's report opens an order and leaves no work for scoring, so it
/// can add no risk; every other makes scoring look at the account again.
/// </summary>
public sealed class TakeReports(IntakeTransaction transaction, ScoringSignal scoring, TimeProvider time)
{
    public async Task<Taken> HandleAsync(int platformId, IReadOnlyList<ReportRow> rows, CancellationToken cancellation)
    {
        var reports = LastRows.Of(rows, r => r.Id);
        var now = time.GetUtcNow();
        var (made, look) = await transaction.RunAsync(platformId, async (connection, token) =>
        {
            var fresh = await InsertAsync(connection, platformId, reports, now, token);
            await OpenOrdersAsync(connection, platformId, fresh.FindAll(r => r.ReporterKind == ReporterKind.Authority), now, token);
            var look = Stubs.Sorted(fresh.Where(r => r.ReporterKind != ReporterKind.Authority).Select(r => r.AccountId));
            await Chunks.AddAccountsAsync(connection, platformId, look, now, token);
            return (fresh.Count, look.Length);
        }, cancellation);
        if (look > 0)
            scoring.Wake();
        return new(made, rows.Count - made);
    }

    static async Task<List<ReportRow>> InsertAsync(NpgsqlConnection connection, int platformId, List<ReportRow> reports, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Stubs.Command(platformId, Stubs.Sorted(reports.Select(r => r.AccountId)), now.UtcDateTime),
                Reporters(platformId, reports, now),
                new("""
                    with fresh as (
                        insert into reports (platform_id, id, account_id, post_id, reporter_id, reporter_kind, reason, comment, at, received_at)
                        select $1, r.id, r.account_id, r.post_id, r.reporter_id, r.reporter_kind, r.reason, r.comment, r.at, $10
                        from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[])
                            as r(id, account_id, post_id, reporter_id, reporter_kind, reason, comment, at)
                        on conflict (platform_id, id) do nothing
                        returning id, reporter_kind, reporter_id),
                    counted as (
                        update reporters p set reports = p.reports + f.n
                        from (select reporter_kind, reporter_id, count(*)::int as n from fresh group by 1, 2) f
                        where p.platform_id = $1 and p.kind = f.reporter_kind and p.id = f.reporter_id)
                    select id from fresh
                    """)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<int> { TypedValue = platformId },
                        Columns.Of(reports, r => r.Id),
                        Columns.Of(reports, r => r.AccountId),
                        Columns.Of(reports, r => r.PostId),
                        Columns.Of(reports, r => r.ReporterId),
                        Columns.Of(reports, r => SnakeCase.Of(r.ReporterKind)),
                        Columns.Of(reports, r => r.Reason),
                        Columns.Of(reports, r => r.Comment),
                        Columns.Of(reports, r => (DateTime?)r.At),
                        new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
                    },
                },
            },
        };
        HashSet<string> fresh = new(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            fresh.Add(reader.GetString(0));
        return reports.FindAll(r => fresh.Contains(r.Id));
    }

    /// <summary>
    /// Their rows are held in one order, to count what they sent. Volume alone earns nobody anything: it only tells a list from
    /// a report where nobody upholds it.
    /// </summary>
    static NpgsqlBatchCommand Reporters(int platformId, List<ReportRow> reports, DateTimeOffset now)
    {
        var reporters = reports.Select(r => (Kind: SnakeCase.Of(r.ReporterKind), Id: r.ReporterId)).Distinct()
            .OrderBy(r => r.Kind, StringComparer.Ordinal).ThenBy(r => r.Id, StringComparer.Ordinal).ToList();
        return new("""
            insert into reporters (platform_id, id, kind, reports, upheld, rejected, first_seen_at)
            select $1, r.id, r.kind, 0, 0, 0, $4 from unnest($2::text[], $3::text[]) as r(id, kind)
            on conflict (platform_id, kind, id) do update set reports = reporters.reports
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId },
                Columns.Of(reporters, r => r.Id),
                Columns.Of(reporters, r => r.Kind),
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
            },
        };
    }

    static async Task OpenOrdersAsync(NpgsqlConnection connection, int platformId, List<ReportRow> reports, DateTimeOffset now, CancellationToken cancellation)
    {
        if (reports.Count == 0)
            return;
        await using var command = new NpgsqlCommand("""
            insert into orders (platform_id, id, report_id, authority, account_id, post_id, grounds, comment, received_at, state)
            select $1, r.id, r.report_id, r.authority, r.account_id, r.post_id, r.grounds, r.comment, $9, 'received'
            from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
                as r(id, report_id, authority, account_id, post_id, grounds, comment)
            on conflict (platform_id, report_id) do nothing
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId },
                Columns.Of(reports, _ => Guid.CreateVersion7(now)),
                Columns.Of(reports, r => r.Id),
                Columns.Of(reports, r => r.ReporterId),
                Columns.Of(reports, r => r.AccountId),
                Columns.Of(reports, r => r.PostId),
                Columns.Of(reports, r => r.Reason),
                Columns.Of(reports, r => r.Comment),
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
