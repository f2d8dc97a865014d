using System.Collections.Concurrent;
using ModerationHub.Data;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Infrastructure.Security;

/// <summary>
/// People and their memberships, remembered for a moment so that each request does not ask the database, and forgotten
/// at once when their sessions end (<see cref="SessionRegistry"/>).
/// </summary>
public sealed class PeopleDirectory(NpgsqlDataSource source, TimeProvider time)
{
    static readonly TimeSpan Remembered = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<Guid, Remembrance> _known = new();

    /// <param name="stamp">What the session says. If it differs from what is remembered, the database is asked again: the session may be the newer one.</param>
    public async ValueTask<PersonState?> FindAsync(Guid userId, string? stamp, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(userId, out var known) && now < known.Until && known.State?.SecurityStamp == stamp)
            return known.State;
        // The place is taken before the question is asked: if the person is forgotten meanwhile, the answer may be old and is not kept.
        var place = new Remembrance(null, DateTimeOffset.MinValue);
        _known[userId] = place;
        var state = await ReadAsync(userId, cancellation);
        _known.TryUpdate(userId, new(state, now + Remembered), place);
        return state;
    }

    public async Task<PersonState?> FindNowAsync(Guid userId, CancellationToken cancellation = default) => await ReadAsync(userId, cancellation);

    public void Forget(Guid userId) => _known.TryRemove(userId, out _);

    async Task<PersonState?> ReadAsync(Guid userId, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginAsync(null, cancellation);
        await using var command = new NpgsqlCommand("""
            select u.pseudonym, coalesce(u.security_stamp, ''), u.revoked_at is not null,
                   p.name, m.platform_id, m.role, m.languages, m.queues, m.sealed_lane
            from users u
            left join memberships m on m.user_id = u.id
            left join platforms p on p.id = m.platform_id
            where u.id = $1
            order by m.platform_id
            """, connection, transaction)
        {
            Parameters = { new() { Value = userId } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        PersonState? person = null;
        List<PersonPlatform> platforms = [];
        while (await reader.ReadAsync(cancellation))
        {
            person ??= new(userId, reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), platforms);
            if (!await reader.IsDBNullAsync(4, cancellation))
                platforms.Add(new(reader.GetString(3), new()
                {
                    PlatformId = reader.GetInt32(4),
                    UserId = userId,
                    Role = SnakeCase.Parse<Role>(reader.GetString(5)),
                    Languages = reader.GetFieldValue<string[]>(6),
                    Queues = reader.GetFieldValue<string[]>(7),
                    SealedLane = reader.GetBoolean(8),
                }));
        }
        return person;
    }

    sealed record Remembrance(PersonState? State, DateTimeOffset Until);
}
