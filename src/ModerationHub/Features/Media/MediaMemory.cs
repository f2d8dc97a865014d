using System.Collections.Concurrent;
using ModerationHub.Data;
using ModerationHub.Detection.Media;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.Policies;
using Npgsql;

namespace ModerationHub.Features.Media;

/// <summary>
/// Keeps each platform's hashes in memory and reads what was added since, by numbers given in the order of commits: however many
/// hosts add, none is missed and none is read twice.
/// </summary>
public sealed class MediaMemory
{
    readonly ConcurrentDictionary<int, PlatformMedia> _platforms = new();

    public PlatformMedia Of(int platformId) => _platforms.GetOrAdd(platformId, _ => new PlatformMedia());

    /// <summary>Everything committed before the connection's transaction looks.</summary>
    public async Task<PlatformMedia> ReadBanksAsync(int platformId, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var media = Of(platformId);
        await media.Reading.WaitAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand("""
                select seq, id, bank_id, pdq, md5, quality, label, severity, stance, not_bankable
                from bank_hashes where platform_id = $1 and seq > $2 order by seq
                """, connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = platformId }, new NpgsqlParameter<long> { TypedValue = media.HashSeq } } };
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                var id = reader.GetGuid(1);
                var stance = SnakeCase.Parse<HashStance>(reader.GetString(8));
                if (reader.GetBoolean(9) || stance == HashStance.Rejected)
                    media.Banks.Remove(BankedHash.KeyOf(id));
                else
                    media.Banks.Put(new BankedHash(id, reader.GetString(2),
                        !reader.IsDBNull(3) && PdqHash.TryParse(reader.GetString(3), out var pdq) ? pdq : null, reader.IsDBNull(4) ? null : reader.GetString(4),
                        reader.IsDBNull(5) ? null : reader.GetInt16(5), reader.GetString(6), Weight((Severity)reader.GetInt16(7)), stance == HashStance.Disputed));
                media.HashSeq = reader.GetInt64(0);
            }
            return media;
        }
        finally
        {
            media.Reading.Release();
        }
    }

    public async Task<PlatformMedia> ReadImagesAsync(int platformId, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var media = Of(platformId);
        await media.Reading.WaitAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand("select seq, id, pdq, quality from known_images where platform_id = $1 and seq > $2 order by seq", connection)
            {
                Parameters = { new NpgsqlParameter<int> { TypedValue = platformId }, new NpgsqlParameter<long> { TypedValue = media.ImageSeq } },
            };
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                if (reader.GetInt16(3) >= PdqFingerprint.Usable && PdqHash.TryParse(reader.GetString(2), out var pdq))
                    media.Add(reader.GetGuid(1), pdq);
                media.ImageSeq = reader.GetInt64(0);
            }
            return media;
        }
        finally
        {
            media.Reading.Release();
        }
    }

    static double Weight(Severity severity) => severity switch
    {
        Severity.Low => 0.3,
        Severity.Medium => 0.55,
        Severity.High => 0.8,
        _ => 1,
    };
}
