using Microsoft.EntityFrameworkCore;
using ModerationHub.Data;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Intake.Parsing;
using ModerationHub.Infrastructure.Operations;
using Npgsql;

namespace ModerationHub.Features.Intake.Enforcements;

/// <summary>
/// The platform says what became of decisions. The newest word (by the platform's clock) on a decision counts, so words
/// may come twice and out of order. Each change is an audit entry.
/// </summary>
public sealed class RecordEnforcements(Operation op)
{
    public sealed record Command(IReadOnlyList<EnforcementRow> Rows);

    public async Task<Taken> HandleAsync(Command command, CancellationToken cancellation)
    {
        var connection = (NpgsqlConnection)op.Db.Database.GetDbConnection();
        var known = await LockAsync(connection, command.Rows, cancellation);
        List<RowFault> faults = [];
        Dictionary<Guid, EnforcementRow> latest = [];
        foreach (var row in command.Rows)
        {
            if (!known.Contains(row.DecisionId))
                faults.Add(new(row.Line, "decision_id", "There is no such decision on this platform."));
            else if (!latest.TryGetValue(row.DecisionId, out var before) || row.At >= before.At)
                latest[row.DecisionId] = row;
        }
        var changed = await UpdateAsync(connection, [.. latest.Values], cancellation);
        foreach (var row in changed.Select(id => latest[id]))
            op.Audit("decision.enforced", "decision", row.DecisionId.ToString(), new { state = SnakeCase.Of(row.State), row.At, row.Detail });
        await AlarmAsync(connection, [.. changed.Select(id => latest[id])], cancellation);
        return new(changed.Count, command.Rows.Count - faults.Count - changed.Count) { Faults = faults };
    }

    /// <summary>The decisions themselves, as whoever alarms, undoes or overturns does: what is said meanwhile is seen by whoever waits.</summary>
    async Task<HashSet<Guid>> LockAsync(NpgsqlConnection connection, IReadOnlyList<EnforcementRow> rows, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand("select id from decisions where platform_id = $1 and id = any($2) order by id for no key update", connection)
        {
            Parameters = { new() { Value = op.PlatformId }, new() { Value = rows.Select(r => r.DecisionId).Distinct().ToArray() } },
        };
        return [.. await IdsAsync(select, cancellation)];
    }

    async Task<HashSet<Guid>> UpdateAsync(NpgsqlConnection connection, List<EnforcementRow> rows, CancellationToken cancellation)
    {
        await using var update = new NpgsqlCommand("""
            update decision_actions a set enforcement = r.state, enforcement_at = r.at, enforcement_detail = r.detail
            from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[]) as r(decision_id, state, at, detail)
            where a.platform_id = $1 and a.decision_id = r.decision_id
                and (a.enforcement_at is null or r.at > a.enforcement_at
                    or r.at = a.enforcement_at and (a.enforcement, a.enforcement_detail) is distinct from (r.state, r.detail))
            returning a.decision_id
            """, connection)
        {
            Parameters =
            {
                new() { Value = op.PlatformId },
                Columns.Of(rows, r => r.DecisionId),
                Columns.Of(rows, r => SnakeCase.Of(r.State)),
                Columns.Of(rows, r => (DateTime?)r.At),
                Columns.Of(rows, r => r.Detail),
            },
        };
        return [.. await IdsAsync(update, cancellation)];
    }

    /// <summary>A platform that refuses or fails alarms at once; one that applies ends what alarmed.</summary>
    async Task AlarmAsync(NpgsqlConnection connection, List<EnforcementRow> words, CancellationToken cancellation)
    {
        await using var update = new NpgsqlCommand("""
            update decisions d set not_applied_at = case when w.applied then null else $4::timestamptz end
            from unnest($2::uuid[], $3::boolean[]) as w(id, applied)
            where d.platform_id = $1 and d.id = w.id and w.applied = (d.not_applied_at is not null)
            returning d.id
            """, connection)
        {
            Parameters =
            {
                new() { Value = op.PlatformId },
                Columns.Of(words, w => w.DecisionId),
                Columns.Of(words, w => w.State == EnforcementWord.Applied),
                new() { Value = op.Now },
            },
        };
        foreach (var id in await IdsAsync(update, cancellation))
        {
            var word = words.Find(w => w.DecisionId == id)!;
            op.Audit(word.State == EnforcementWord.Applied ? "decision.applied_late" : "decision.not_applied", "decision", id.ToString(), new { state = SnakeCase.Of(word.State), word.At });
            op.Publish(AlarmUnapplied.Changed(op, id));
        }
    }

    static async Task<List<Guid>> IdsAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        List<Guid> ids = [];
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            ids.Add(reader.GetGuid(0));
        return ids;
    }
}
