using ModerationHub.Data;
using ModerationHub.Domain.Accounts;
using ModerationHub.Features.Scoring;
using Npgsql;

namespace ModerationHub.Features.Intake.Accounts;

/// <summary>
/// Accounts come in: new ones are made, known ones take over what the platform says about them. Those whose profile
/// changed (not merely their counters) are looked at again by scoring.
/// </summary>
public sealed class TakeAccounts(IntakeTransaction transaction, ScoringSignal scoring, TimeProvider time)
{
    public async Task<Taken> HandleAsync(int platformId, IReadOnlyList<AccountRow> rows, CancellationToken cancellation)
    {
        var accounts = LastRows.Of(rows, a => a.Id);
        var now = time.GetUtcNow();
        var (made, changed) = await transaction.RunAsync(platformId, async (connection, token) =>
        {
            var made = await MakeAndLockAsync(connection, platformId, accounts, now, token);
            var changed = await UpdateAsync(connection, platformId, accounts, now, token);
            await Chunks.AddAccountsAsync(connection, platformId, changed, now, token);
            return (made, changed.Count);
        }, cancellation);
        if (changed > 0)
            scoring.Wake();
        return new(made, rows.Count - made);
    }

    /// <summary>Makes missing rows and locks the others, in id order. An update that changes nothing still locks its row.</summary>
    static async Task<int> MakeAndLockAsync(NpgsqlConnection connection, int platformId, List<AccountRow> accounts, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            insert into accounts (platform_id, id, bucket, device_hashes, ip_hashes, is_stub, first_seen_at, updated_at)
            select $1, r.id, r.bucket, '{}', '{}', true, $4, $4
            from unnest($2::text[], $3::smallint[]) as r(id, bucket)
            on conflict (platform_id, id) do update set updated_at = excluded.updated_at where false
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId },
                Columns.Of(accounts, a => a.Id),
                Columns.Of(accounts, a => AccountBucket.Of(a.Id)),
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
            },
        };
        await command.PrepareAsync(cancellation);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <returns>Ids whose profile scoring has to look at.</returns>
    static async Task<List<string>> UpdateAsync(NpgsqlConnection connection, int platformId, List<AccountRow> accounts, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(UpdateSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId },
                Columns.Of(accounts, a => a.Id),
                Columns.Of(accounts, a => a.Handle),
                Columns.Of(accounts, a => a.DisplayName),
                Columns.Of(accounts, a => a.Bio),
                Columns.Of(accounts, a => a.CreatedAt),
                Columns.Of(accounts, a => a.Followers),
                Columns.Of(accounts, a => a.Following),
                Columns.Of(accounts, a => a.Posts),
                Columns.Of(accounts, a => a.Language),
                Columns.Of(accounts, a => a.Location),
                Columns.Of(accounts, a => a.Url),
                Columns.Of(accounts, a => a.AvatarPdq),
                Columns.Of(accounts, a => a.Verified),
                Columns.Of(accounts, a => a.Protected),
                Columns.Of(accounts, a => a.State is { } state ? SnakeCase.Of(state) : null),
                Columns.Of(accounts, a => a.AgeBand is { } band ? SnakeCase.Of(band) : null),
                Columns.Of(accounts, a => a.EmailHash),
                Columns.Of(accounts, a => Columns.Literal(a.DeviceHashes)),
                Columns.Of(accounts, a => Columns.Literal(a.IpHashes)),
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
            },
        };
        await command.PrepareAsync(cancellation);
        List<string> changed = [];
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            if (reader.GetBoolean(1))
                changed.Add(reader.GetString(0));
        return changed;
    }

    /// <summary>
    /// The row as it was (o) stands beside the one written (a), to tell a changed profile from changed counters. A profile does not
    /// say since when its state holds: where a decision or an event has set one, only a deletion goes beyond it, and beyond a deletion
    /// only that the account is active: nothing else could take back one that was sent by mistake.
    /// </summary>
    const string UpdateSql = """
        update accounts a set
            handle = coalesce(r.handle, o.handle), display_name = coalesce(r.display_name, o.display_name), bio = coalesce(r.bio, o.bio),
            created_at = coalesce(r.created_at, o.created_at), followers = coalesce(r.followers, o.followers),
            following = coalesce(r.following, o.following), posts = coalesce(r.posts, o.posts), language = coalesce(r.language, o.language),
            location = coalesce(r.location, o.location), url = coalesce(r.url, o.url), avatar_pdq = coalesce(r.avatar_pdq, o.avatar_pdq),
            verified = coalesce(r.verified, o.verified), protected = coalesce(r.protected, o.protected),
            state = s.state, state_until = case when s.state = o.state then o.state_until end,
            age_band = coalesce(r.age_band, o.age_band), email_hash = coalesce(r.email_hash, o.email_hash),
            device_hashes = coalesce(r.device_hashes::text[], o.device_hashes), ip_hashes = coalesce(r.ip_hashes::text[], o.ip_hashes),
            is_stub = false, updated_at = $21
        from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bigint[], $8::bigint[], $9::bigint[],
                $10::text[], $11::text[], $12::text[], $13::text[], $14::boolean[], $15::boolean[], $16::text[], $17::text[],
                $18::text[], $19::text[], $20::text[])
            as r(id, handle, display_name, bio, created_at, followers, following, posts, language, location, url, avatar_pdq,
                verified, protected, state, age_band, email_hash, device_hashes, ip_hashes)
            join accounts o on o.platform_id = $1 and o.id = r.id
            cross join lateral (select case when o.state_event_at is null or r.state = 'deleted' or (o.state = 'deleted' and r.state = 'active') then coalesce(r.state, o.state) else o.state end as state) s
        where a.platform_id = $1 and a.id = r.id
        returning a.id, o.is_stub or
            (o.handle, o.display_name, o.bio, o.created_at, o.language, o.location, o.url, o.avatar_pdq, o.verified, o.protected,
                o.age_band, o.email_hash, o.device_hashes, o.ip_hashes) is distinct from
            (a.handle, a.display_name, a.bio, a.created_at, a.language, a.location, a.url, a.avatar_pdq, a.verified, a.protected,
                a.age_band, a.email_hash, a.device_hashes, a.ip_hashes)
        """;
}
