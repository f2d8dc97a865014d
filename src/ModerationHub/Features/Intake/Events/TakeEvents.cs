using ModerationHub.Data;
using Npgsql;

namespace ModerationHub.Features.Intake.Events;

/// <summary>
/// The platform itself suspended, restored or deleted accounts: their state follows. Within one request the latest event
/// of an account counts; an account that was deleted comes back only when the platform describes it again.
/// </summary>
public sealed class TakeEvents(IntakeTransaction transaction, TimeProvider time)
{
    public async Task<Taken> HandleAsync(int platformId, IReadOnlyList<EventRow> rows, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var events = LastRows.Of([.. rows.OrderBy(e => e.At)], e => e.AccountId);
        var changed = await transaction.RunAsync(platformId, async (connection, token) =>
        {
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    Stubs.Command(platformId, [.. events.Select(e => e.AccountId)], now),
                    new("""
                        insert into accounts as a (platform_id, id, bucket, device_hashes, ip_hashes, is_stub, first_seen_at, updated_at, state)
                        select $1, r.id, 0, '{}', '{}', true, $4, $4, r.state from unnest($2::text[], $3::text[]) as r(id, state)
                        on conflict (platform_id, id) do update set state = excluded.state, state_until = null, updated_at = excluded.updated_at
                            where a.state <> 'deleted' and a.state <> excluded.state
                        """)
                    {
                        Parameters =
                        {
                            new NpgsqlParameter<int> { TypedValue = platformId },
                            Columns.Of(events, e => e.AccountId),
                            Columns.Of(events, e => SnakeCase.Of(e.State())),
                            new NpgsqlParameter<DateTime> { TypedValue = now },
                        },
                    },
                },
            };
            await batch.ExecuteNonQueryAsync(token);
            return (int)batch.BatchCommands[1].RecordsAffected;
        }, cancellation);
        return new(changed, rows.Count - changed);
    }
}
