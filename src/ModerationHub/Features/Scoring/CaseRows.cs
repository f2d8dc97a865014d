using System.Text.Json;
using ModerationHub.Data;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Scoring;

/// <param name="SeenEvidence">The most evidence that a decision on the account has seen.</param>
/// <param name="CanBeUndone">A decision's undo time runs: what is new is looked at when it is over, by its case when it is undone.</param>
public sealed record DecidedAccount(long SeenEvidence, bool CanBeUndone);

/// <summary>
/// The cases of the accounts of one batch. Rows are locked in the order of their ids before they are judged: what a reviewer
/// commits is seen, and what is written here meets no other state than the one that was judged.
/// </summary>
public sealed class CaseRows(NpgsqlTransaction transaction, int platformId)
{
    public NpgsqlTransaction Transaction => transaction;

    public async Task<Dictionary<string, CaseRow>> LockUndecidedAsync(IEnumerable<string> accounts, CancellationToken cancellation)
    {
        await using var command = Command("""
            select id, account_id, state, lane, queue_id, band, rank, opened_at, deadline_at, policy_key, policy_version, risk, evidence_count, escalation_id
            from cases where platform_id = $1 and account_id = any ($2) and state <> 'decided' order by id for update
            """, Param.Of(platformId), Param.Of(accounts));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        Dictionary<string, CaseRow> rows = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
            rows[reader.GetString(1)] = new CaseRow(reader.GetGuid(0), reader.GetString(1), SnakeCase.Parse<CaseState>(reader.GetString(2)),
                SnakeCase.Parse<CaseLane>(reader.GetString(3)), reader.GetString(4), reader.GetInt16(5), reader.GetDouble(6),
                reader.GetFieldValue<DateTimeOffset>(7), reader.IsDBNull(8) ? null : reader.GetFieldValue<DateTimeOffset>(8), reader.GetString(9),
                reader.GetInt32(10), reader.GetDouble(11), reader.GetInt64(12), reader.IsDBNull(13) ? null : reader.GetGuid(13));
        return rows;
    }

    public async Task<Dictionary<string, DecidedAccount>> DecidedAsync(IEnumerable<string> accounts, CancellationToken cancellation)
    {
        await using var command = Command("""
            select c.account_id, max(c.evidence_count),
                bool_or(exists (select from decisions d where d.platform_id = c.platform_id and d.case_id = c.id and d.state = 'pending'))
            from cases c where c.platform_id = $1 and c.account_id = any ($2) and c.state = 'decided' group by c.account_id
            """, Param.Of(platformId), Param.Of(accounts));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        Dictionary<string, DecidedAccount> decided = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
            decided[reader.GetString(0)] = new DecidedAccount(reader.GetInt64(1), reader.GetBoolean(2));
        return decided;
    }

    /// <returns>Ids of the cases that were made; an account that has an undecided case by now gets no second one.</returns>
    public async Task<HashSet<Guid>> InsertAsync(IReadOnlyList<CaseDraft> drafts, CancellationToken cancellation)
    {
        if (drafts.Count == 0)
            return [];
        await using var command = Command("""
            insert into cases (platform_id, id, account_id, queue_id, state, lane, band, rank, priority, policy_key, policy_version, risk, explanation,
                language, opened_at, deadline_at, escalation_id, evidence_count, risk_version, text_model, times_reopened, changed_at)
            select $1, c.id, c.account, c.queue, c.state, c.lane, c.band, c.rank, c.priority, c.policy, c.version, c.risk, c.explanation,
                c.language, c.opened, c.deadline, c.escalation, c.evidence, c.learned, c.model, 0, c.opened
            from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::float8[], $9::jsonb[], $10::text[], $11::int[],
                $12::float8[], $13::jsonb[], $14::text[], $15::timestamptz[], $16::timestamptz[], $17::uuid[], $18::bigint[], $19::int[], $20::text[])
                as c(id, account, queue, state, lane, band, rank, priority, policy, version, risk, explanation, language, opened, deadline, escalation, evidence, learned, model)
            on conflict (platform_id, account_id) where state <> 'decided' do nothing
            returning id
            """, Param.Of(platformId), Param.Of(drafts.Select(d => d.Id)), Param.Of(drafts.Select(d => d.Scored.Work.Id)), Param.Of(drafts.Select(d => d.QueueId)),
            Param.Of(drafts.Select(d => SnakeCase.Of(d.State))), Param.Of(drafts.Select(d => SnakeCase.Of(d.Lane))), Param.Of(drafts.Select(d => d.Band)),
            Param.Of(drafts.Select(d => d.Rank)), Param.Json(drafts.Select(PriorityJson)), Param.Of(drafts.Select(d => d.PolicyKey)), Param.Of(drafts.Select(d => d.PolicyVersion)),
            Param.Of(drafts.Select(d => d.Risk.Risk)), Param.Json(drafts.Select(d => Explanation.ForCase(d.Risk))), Param.Of(drafts.Select(d => d.Language)),
            Param.Of(drafts.Select(d => d.OpenedAt.UtcDateTime)), Param.Of(drafts.Select(d => d.DeadlineAt?.UtcDateTime)), Param.Of(drafts.Select(d => d.Threat)),
            Param.Of(drafts.Select(d => d.Scored.Memory.EvidenceCount)), Param.Of(drafts.Select(d => d.Policy?.Learned?.Version)),
            Param.Of(drafts.Select(d => d.Policy?.TextModel)));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        HashSet<Guid> made = [];
        while (await reader.ReadAsync(cancellation))
            made.Add(reader.GetGuid(0));
        return made;
    }

    public async Task WriteAsync(IReadOnlyList<CaseDraft> opened, IReadOnlyList<CaseDraft> changed, IReadOnlyList<EvidenceRow> evidence,
        IReadOnlyList<LiveEvent> events, Func<Guid> newId, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var writes = new CaseWrites(batch, platformId, now);
        foreach (var draft in changed)
            writes.Update(draft);
        foreach (var draft in opened.Concat(changed).Where(d => d.Threat is not null))
            writes.Escalate(draft);
        writes.Evidence(evidence, changed);
        writes.Timeline(opened.Concat(changed).Where(d => d.Noticeable), newId);
        writes.Live(events);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellation);
    }

    internal static string PriorityJson(CaseDraft draft) => JsonSerializer.Serialize(draft.Priority, Operation.Json);

    NpgsqlCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
