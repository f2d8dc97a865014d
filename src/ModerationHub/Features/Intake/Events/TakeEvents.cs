using ModerationHub.Data;
using ModerationHub.Features.Scoring;
using Npgsql;

namespace ModerationHub.Features.Intake.Events;

/// <summary>
/// What happened on the platform. The state of accounts that it suspended, restored or deleted follows: within one request
/// the latest event of an account counts, what is told again or late changes nothing, and a deleted account comes back only when the platform
/// describes it as active again. What became of posts is kept beside them; an erasure request waits for <see cref="EraseRequested"/>.
/// </summary>
public sealed class TakeEvents(IntakeTransaction transaction, ScoringSignal scoring, TimeProvider time)
{
    public async Task<Taken> HandleAsync(int platformId, IReadOnlyList<EventRow> rows, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var states = LastRows.Of([.. rows.Where(IsState).OrderBy(e => e.At)], e => e.AccountId);
        var posts = LastRows.Of([.. rows.Where(IsOfPost)], Key);
        var erasures = LastRows.Of([.. rows.Where(e => e.Kind == EventKind.ErasureRequested)], Key);
        var (made, look) = await transaction.RunAsync(platformId, async (connection, token) =>
        {
            var changed = await ExecuteAsync(connection, token, Stubs.Command(platformId, Stubs.Sorted(rows.Select(e => e.AccountId)), now.UtcDateTime),
                States(platformId, states, now), Erasures(platformId, erasures, now));
            var (happened, soon) = await InsertAsync(connection, platformId, posts, now, token);
            await Chunks.AddAccountsAsync(connection, platformId, soon, now, token);
            return (changed + happened, soon.Length);
        }, cancellation);
        if (look > 0)
            scoring.Wake();
        return new(made, rows.Count - made);
    }

    static bool IsOfPost(EventRow e) => e.Kind is EventKind.PostEdited or EventKind.PostDeleted;

    static bool IsState(EventRow e) => !IsOfPost(e) && e.Kind != EventKind.ErasureRequested;

    // No id holds a NUL, so what is joined by one is a key.
    static string Key(EventRow e) => $"{e.AccountId}\0{e.PostId}\0{e.Kind}\0{e.At:O}";

    static async Task<int> ExecuteAsync(NpgsqlConnection connection, CancellationToken cancellation, params NpgsqlBatchCommand[] commands)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellation);
        return (int)(commands[1].RecordsAffected + commands[2].RecordsAffected);
    }

    static NpgsqlBatchCommand States(int platformId, List<EventRow> events, DateTimeOffset now) => new("""
        insert into accounts as a (platform_id, id, bucket, device_hashes, ip_hashes, is_stub, first_seen_at, updated_at, state, state_event_at)
        select $1, r.id, 0, '{}', '{}', true, $5, $5, r.state, r.at from unnest($2::text[], $3::text[], $4::timestamptz[]) as r(id, state, at)
        on conflict (platform_id, id) do update set state = excluded.state, state_event_at = excluded.state_event_at, updated_at = excluded.updated_at,
                state_until = case when a.state = excluded.state then a.state_until end
            where a.state <> 'deleted' and (a.state_event_at is null or a.state_event_at < excluded.state_event_at)
        """)
    {
        Parameters =
        {
            new NpgsqlParameter<int> { TypedValue = platformId },
            Columns.Of(events, e => e.AccountId),
            Columns.Of(events, e => SnakeCase.Of(e.State())),
            Columns.Of(events, e => (DateTime?)e.At),
            new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
        },
    };

    static NpgsqlBatchCommand Erasures(int platformId, List<EventRow> events, DateTimeOffset now) => new("""
        insert into erasure_requests (platform_id, account_id, post_id, at, received_at, state, next_check_at, retained)
        select $1, r.account_id, coalesce(r.post_id, ''), r.at, $5, 'pending', $5, '[]'
        from unnest($2::text[], $3::text[], $4::timestamptz[]) as r(account_id, post_id, at)
        on conflict do nothing
        """)
    {
        Parameters =
        {
            new NpgsqlParameter<int> { TypedValue = platformId },
            Columns.Of(events, e => e.AccountId),
            Columns.Of(events, e => e.PostId),
            Columns.Of(events, e => (DateTime?)e.At),
            new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
        },
    };

    /// <returns>How many were new, and the accounts of posts that were a day old at most.</returns>
    static async Task<(int Happened, string[] Soon)> InsertAsync(NpgsqlConnection connection, int platformId, List<EventRow> events, DateTimeOffset now, CancellationToken cancellation)
    {
        if (events.Count == 0)
            return (0, []);
        await using var command = new NpgsqlCommand("""
            insert into post_events (platform_id, account_id, post_id, kind, at, seconds_after, received_at)
            select $1, r.account_id, r.post_id, r.kind, r.at, extract(epoch from r.at - p.created_at)::int, $6
            from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) as r(account_id, post_id, kind, at)
            left join lateral (
                select created_at from posts where platform_id = $1 and account_id = r.account_id and id = r.post_id
                and created_at between r.at - interval '1 day' and r.at order by created_at desc limit 1) p on true
            on conflict do nothing
            returning account_id, seconds_after is not null
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId },
                Columns.Of(events, e => e.AccountId),
                Columns.Of(events, e => e.PostId),
                Columns.Of(events, e => e.Kind == EventKind.PostDeleted ? "deleted" : "edited"),
                Columns.Of(events, e => (DateTime?)e.At),
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
            },
        };
        var happened = 0;
        List<string> soon = [];
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            happened++;
            if (reader.GetBoolean(1))
                soon.Add(reader.GetString(0));
        }
        return (happened, Stubs.Sorted(soon));
    }
}
