using Npgsql;

namespace ModerationHub.Features.Intake.Follows;

/// <summary>Edges come in. They make no stubs: being followed is no evidence, and a graph may name millions that never post.</summary>
public sealed class TakeFollows(IntakeTransaction transaction)
{
    public async Task<Taken> HandleAsync(int platformId, IReadOnlyList<FollowRow> rows, CancellationToken cancellation)
    {
        // No id holds a NUL, so the pair joined by one is a key.
        var follows = LastRows.Of(rows, f => $"{f.FollowerId}\0{f.FollowedId}");
        var made = await transaction.RunAsync(platformId, async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("""
                insert into follows as f (platform_id, follower_id, followed_id, at)
                select $1, r.follower_id, r.followed_id, r.at
                from unnest($2::text[], $3::text[], $4::timestamptz[]) as r(follower_id, followed_id, at)
                on conflict (platform_id, follower_id, followed_id) do update set at = excluded.at
                    where excluded.at is not null and excluded.at is distinct from f.at
                returning xmax = 0
                """, connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<int> { TypedValue = platformId },
                    Columns.Of(follows, f => f.FollowerId),
                    Columns.Of(follows, f => f.FollowedId),
                    Columns.Of(follows, f => f.At),
                },
            };
            await command.PrepareAsync(token);
            var made = 0;
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token))
                made += reader.GetBoolean(0) ? 1 : 0;
            return made;
        }, cancellation);
        return new(made, rows.Count - made);
    }
}
