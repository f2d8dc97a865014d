using System.Buffers.Binary;

namespace ModerationHub.Detection.Media;

/// <summary>A labelled hash of a bank.</summary>
/// <param name="Id">Names it for ever.</param>
/// <param name="Bank">Id of its bank.</param>
/// <param name="Pdq">What the image looks like; null when only the file is known.</param>
/// <param name="Md5">The very file, 32 lower-case hexadecimal digits; null when unknown.</param>
/// <param name="Quality">Of the PDQ hash, 0–100; null when unknown.</param>
/// <param name="Label">What it shows, in the source's words: text to be escaped.</param>
/// <param name="Weight">How much showing it tells, 0–1.</param>
/// <param name="IsDisputed">Whether sources contradict each other about it.</param>
public sealed record BankedHash(Guid Id, string Bank, PdqHash? Pdq, string? Md5, int? Quality, string Label, double Weight, bool IsDisputed)
{
    /// <summary>The random half of the id (RFC 9562, version 7): short enough to be remembered with an account.</summary>
    public ulong Key => KeyOf(Id);

    /// <summary>See <see cref="Key"/>.</summary>
    public static ulong KeyOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
    }
}

/// <summary>A banked hash that an image comes near.</summary>
/// <param name="Hash">The banked hash.</param>
/// <param name="Distance">Differing bits, 0–31; 0 for the very file.</param>
/// <param name="SameFile">Whether the file itself is the same.</param>
/// <param name="IsMirrored">Whether it comes near only when mirrored left to right.</param>
public sealed record KnownMediaMatch(BankedHash Hash, int Distance, bool SameFile, bool IsMirrored = false);

/// <summary>
/// The hashes of one platform's banks: those within 31 bits of an image, exactly, and the very file by MD5. Hashes of low quality
/// are never compared. It grows without rebuilding; thread-safe.
/// </summary>
public sealed class KnownMedia : IDisposable
{
    private readonly ReaderWriterLockSlim gate = new();
    private readonly PdqIndex index = new();
    private readonly List<BankedHash?> entries = [];
    private readonly Dictionary<ulong, int> places = [];
    private readonly Dictionary<string, List<int>> files = new(StringComparer.Ordinal);

    private long version;

    /// <summary>Whether there is nothing to find.</summary>
    public bool IsEmpty => places.Count == 0;

    /// <summary>Rises with every change: what was found before need not be looked up again while it stays.</summary>
    public long Version => Interlocked.Read(ref version);

    /// <summary>Takes in a hash, or what was newly said of it. Its PDQ and MD5 never change.</summary>
    public void Put(BankedHash hash)
    {
        gate.EnterWriteLock();
        try
        {
            Interlocked.Increment(ref version);
            if (places.TryGetValue(hash.Key, out var place))
            {
                entries[place] = hash;
                return;
            }
            places.Add(hash.Key, place = entries.Count);
            entries.Add(hash);
            // One that cannot be compared keeps its place in the index, so that places stay equal.
            index.Add(hash.Pdq ?? default);
            if (hash.Md5 is null) return;
            if (!files.TryGetValue(hash.Md5, out var same)) files.Add(hash.Md5, same = []);
            same.Add(place);
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    /// <summary>Never matches it again, until it is put back.</summary>
    public void Remove(ulong key)
    {
        gate.EnterWriteLock();
        try
        {
            Interlocked.Increment(ref version);
            if (places.TryGetValue(key, out var place)) entries[place] = null;
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    /// <summary>The hash of this key, as it is labelled now; null when it matches nothing any more.</summary>
    public BankedHash? Find(ulong key)
    {
        gate.EnterReadLock();
        try
        {
            return places.TryGetValue(key, out var place) ? entries[place] : null;
        }
        finally
        {
            gate.ExitReadLock();
        }
    }

    /// <summary>All that an image comes near, the nearest first.</summary>
    /// <param name="pdq">What it looks like; null when unknown.</param>
    /// <param name="md5">The file, 32 lower-case hexadecimal digits; null when unknown.</param>
    /// <param name="quality">Of the PDQ hash, 0–100; null when unknown. Below <see cref="PdqFingerprint.Usable"/> only the file counts.</param>
    /// <param name="mirrored">Whether the image mirrored left to right counts as well, see <see cref="PdqHash.Mirrored"/>; takes twice the time.</param>
    public IReadOnlyList<KnownMediaMatch> Find(PdqHash? pdq, string? md5, int? quality = null, bool mirrored = false)
    {
        gate.EnterReadLock();
        try
        {
            if (places.Count == 0) return [];
            List<KnownMediaMatch> matches = [];
            // Few have the very same file; how many look like it is up to those who share banks.
            var same = md5 is null ? [] : files.GetValueOrDefault(md5, []);
            foreach (var place in same)
                if (entries[place] is { } hash) matches.Add(new KnownMediaMatch(hash, 0, SameFile: true));
            // A blank image has no bit set or no quality: everything blank looks like it.
            if (pdq is { } needle && needle != default && quality is not < PdqFingerprint.Usable)
            {
                FindNear(needle, same, isMirrored: false, matches);
                if (mirrored) FindNear(needle.Mirrored, same, isMirrored: true, matches);
            }
            matches.Sort(static (a, b) => (a.Distance, a.Hash.Key).CompareTo((b.Distance, b.Hash.Key)));
            return matches;
        }
        finally
        {
            gate.ExitReadLock();
        }
    }

    private void FindNear(PdqHash needle, List<int> same, bool isMirrored, List<KnownMediaMatch> matches)
    {
        foreach (var near in index.Find(needle))
            if (entries[near.Position] is { Pdq: not null, Quality: null or >= PdqFingerprint.Usable } hash && !same.Contains(near.Position)
                && !(isMirrored && matches.Exists(match => match.Hash.Key == hash.Key)))
                matches.Add(new KnownMediaMatch(hash, near.Distance, SameFile: false, isMirrored));
    }

    /// <inheritdoc />
    public void Dispose() => gate.Dispose();
}
