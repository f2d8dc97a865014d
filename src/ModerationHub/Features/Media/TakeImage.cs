using System.Security.Cryptography;
using System.Threading.RateLimiting;
using ModerationHub.Detection.Media;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Intake;
using Npgsql;

namespace ModerationHub.Features.Media;

/// <summary>
/// Recognises an image: the same in another size keeps its id, and the banks say what they know of it. Kept are its hash and its
/// size as long as it is seen, never its pixels.
/// </summary>
public sealed class TakeImage(IntakeTransaction transaction, MediaMemory memory, TimeProvider time) : IDisposable
{
    const int MostMatches = 100;
    static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    /// <summary>Uploads of a platform that are read or wait for decoding; each may hold a whole file. Other platforms wait for none of them until all places are taken.</summary>
    public const int MostUploads = 16;

    /// <summary>Of all platforms: a gigabyte of files.</summary>
    const int MostAtOnce = 64;

    readonly PartitionedRateLimiter<int> _uploads = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<int, int>(static platformId => RateLimitPartition.GetConcurrencyLimiter(platformId, static _ => new() { PermitLimit = MostUploads, QueueLimit = 0 })),
        PartitionedRateLimiter.Create<int, int>(static _ => RateLimitPartition.GetConcurrencyLimiter(0, static _ => new() { PermitLimit = MostAtOnce, QueueLimit = 0 })));

    // Decoding is what costs memory: so many at once, and the others wait.
    readonly SemaphoreSlim _decoding = new(ImageLimits.AtOnce, ImageLimits.AtOnce);

    /// <summary>A place for an upload, to be asked for before its body is read; without one it has to come again.</summary>
    public RateLimitLease TryEnter(int platformId) => _uploads.AttemptAcquire(platformId);

    /// <exception cref="ImageRefusedException">No image, a damaged one, or one over the limits.</exception>
    public async Task<MediaAnswer> HandleAsync(int platformId, ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        var image = await HashAsync(file, cancellation);
#pragma warning disable CA5351 // MD5 names files here, as the banks of the field do; it protects nothing.
        var md5 = Convert.ToHexStringLower(MD5.HashData(file.Span));
#pragma warning restore CA5351
        return await transaction.RunAsync(platformId, async (connection, token) =>
        {
            // Before the head's lock: after a start this reads whole banks, and others would wait for it.
            var media = await memory.ReadBanksAsync(platformId, connection, token);
            var id = await KnownAsync(connection, platformId, image, md5, token) ?? await AddAsync(connection, platformId, image, md5, token);
            var matches = await NameAsync(connection, platformId, Matches(media.Banks, image.Fingerprint, md5), token);
            return new MediaAnswer(id, image.Fingerprint.Hash.ToString(), image.Fingerprint.Quality, image.Width, image.Height, matches);
        }, cancellation);
    }

    async Task<HashedImage> HashAsync(ReadOnlyMemory<byte> file, CancellationToken cancellation)
    {
        await _decoding.WaitAsync(cancellation);
        try
        {
            return ImageReader.Hash(file.Span);
        }
        finally
        {
            _decoding.Release();
        }
    }

    async Task<Guid?> KnownAsync(NpgsqlConnection connection, int platformId, HashedImage image, string md5, CancellationToken cancellation)
    {
        if (await SeenAsync(connection, platformId, "md5 = $2", new NpgsqlParameter<string> { TypedValue = md5 }, cancellation) is { } sameFile)
            return sameFile;
        if (!image.Fingerprint.IsUsable)
            return null;
        var media = await memory.ReadImagesAsync(platformId, connection, cancellation);
        while (media.Nearest(image.Fingerprint.Hash) is { } nearest)
        {
            if (await SeenAsync(connection, platformId, "id = $2", new NpgsqlParameter<Guid> { TypedValue = nearest }, cancellation) is not null)
                return nearest;
            media.Forget(nearest);
        }
        return null;
    }

    /// <summary>The image that is kept, noted as seen; a day apart is near enough, and most uploads write nothing.</summary>
    async Task<Guid?> SeenAsync(NpgsqlConnection connection, int platformId, string which, NpgsqlParameter value, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        (Guid Id, DateTimeOffset At) known;
        await using var find = new NpgsqlCommand($"select id, seen_at from known_images where platform_id = $1 and {which}", connection)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = platformId }, value },
        };
        await using (var reader = await find.ExecuteReaderAsync(cancellation))
        {
            if (!await reader.ReadAsync(cancellation))
                return null;
            known = (reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1));
        }
        if (known.At > now - Remembered)
            return known.Id;
        await using var note = new NpgsqlCommand("update known_images set seen_at = $3 where platform_id = $1 and id = $2", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId }, new NpgsqlParameter<Guid> { TypedValue = known.Id }, new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
            },
        };
        // Not there any more: it left this very moment.
        return await note.ExecuteNonQueryAsync(cancellation) > 0 ? known.Id : null;
    }

    /// <summary>Under the head's lock, so that two who bring the same image at once get one id.</summary>
    async Task<Guid> AddAsync(NpgsqlConnection connection, int platformId, HashedImage image, string md5, CancellationToken cancellation)
    {
        var seq = await MediaHeads.LockAsync(connection, platformId, "image_seq", cancellation);
        if (await KnownAsync(connection, platformId, image, md5, cancellation) is { } known)
            return known;
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using var command = new NpgsqlCommand("""
            insert into known_images (platform_id, id, seq, pdq, quality, md5, width, height, seen_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId }, new NpgsqlParameter<Guid> { TypedValue = id },
                new NpgsqlParameter<long> { TypedValue = seq + 1 }, new NpgsqlParameter<string> { TypedValue = image.Fingerprint.Hash.ToString() },
                new NpgsqlParameter<short> { TypedValue = (short)image.Fingerprint.Quality }, new NpgsqlParameter<string> { TypedValue = md5 },
                new NpgsqlParameter<int> { TypedValue = image.Width }, new NpgsqlParameter<int> { TypedValue = image.Height },
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
        await MediaHeads.MoveAsync(connection, platformId, "image_seq", seq + 1, cancellation);
        return id;
    }

    // Somebody who wants past a bank mirrors the image first.
    static List<(KnownMediaMatch Match, bool Turned)> Matches(KnownMedia banks, PdqFingerprint image, string md5)
    {
        var found = banks.Find(image.Hash, md5, image.Quality).Select(m => (Match: m, Turned: false)).ToList();
        if (image.IsUsable)
            foreach (var variant in image.Dihedral.Skip(1))
                found.AddRange(banks.Find(variant, null, image.Quality).Select(m => (m, true)));
        return [.. found.GroupBy(f => f.Match.Hash.Key).Select(same => same.MinBy(f => (f.Match.Distance, f.Turned)))
            .OrderBy(f => f.Match.Distance).ThenBy(f => f.Match.Hash.Key).Take(MostMatches)];
    }

    static async Task<List<MediaMatch>> NameAsync(NpgsqlConnection connection, int platformId, List<(KnownMediaMatch Match, bool Turned)> matches, CancellationToken cancellation)
    {
        if (matches.Count == 0)
            return [];
        Dictionary<Guid, (string Bank, Severity Severity)> names = [];
        await using var command = new NpgsqlCommand("""
            select h.id, b.name, h.severity from bank_hashes h join banks b on b.platform_id = h.platform_id and b.id = h.bank_id
            where h.platform_id = $1 and h.id = any ($2)
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = platformId },
                new NpgsqlParameter<Guid[]> { TypedValue = [.. matches.Select(m => m.Match.Hash.Id)] },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            names.Add(reader.GetGuid(0), (reader.GetString(1), (Severity)reader.GetInt16(2)));
        return [.. from m in matches
                   let hash = m.Match.Hash
                   where names.ContainsKey(hash.Id)
                   select new MediaMatch(hash.Id, hash.Bank, names[hash.Id].Bank, hash.Label, names[hash.Id].Severity, m.Match.Distance, m.Match.SameFile, m.Turned, hash.IsDisputed)];
    }

    public void Dispose()
    {
        _decoding.Dispose();
        _uploads.Dispose();
    }
}
