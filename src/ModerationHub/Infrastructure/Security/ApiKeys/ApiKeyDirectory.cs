using System.Collections.Concurrent;
using ModerationHub.Infrastructure.Data;
using Npgsql;

namespace ModerationHub.Infrastructure.Security.ApiKeys;

/// <summary>A key that was found valid.</summary>
public sealed record VerifiedKey(int PlatformId, Guid Id, string Name, IReadOnlyList<string> Scopes, byte[] SecretHash, DateTimeOffset FoundAt);

/// <summary>
/// Finds keys, and remembers valid ones for a few seconds: long enough to spare the database, short enough that a
/// revoked key stops on every host without being told.
/// </summary>
public sealed class ApiKeyDirectory(NpgsqlDataSource source, TimeProvider time)
{
    static readonly TimeSpan Remembered = TimeSpan.FromSeconds(3);

    readonly ConcurrentDictionary<Guid, VerifiedKey> _known = new();

    public async Task<VerifiedKey?> VerifyAsync(ApiKeyToken token, CancellationToken cancellation)
    {
        if (!_known.TryGetValue(token.Id, out var key) || time.GetUtcNow() - key.FoundAt >= Remembered)
        {
            key = await FindAsync(token.Id, cancellation);
            if (key is null)
                _known.TryRemove(token.Id, out _);
        }
        if (key is null || !token.Matches(key.SecretHash))
            return null;
        _known[token.Id] = key;
        return key;
    }

    /// <summary>On this host at once; other hosts follow when their memory is over.</summary>
    public void Forget(Guid id) => _known.TryRemove(id, out _);

    async Task<VerifiedKey?> FindAsync(Guid id, CancellationToken cancellation)
    {
        var foundAt = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancellation);
        // The platform is what the key tells us, so the search goes over all.
        await using var transaction = await connection.BeginAsync(null, cancellation);
        await using var command = new NpgsqlCommand(
            "select platform_id, name, scopes, secret_hash from api_keys where id = $1 and revoked_at is null", connection, transaction)
        {
            Parameters = { new() { Value = id } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new(reader.GetInt32(0), id, reader.GetString(1), reader.GetFieldValue<string[]>(2), reader.GetFieldValue<byte[]>(3), foundAt)
            : null;
    }
}
