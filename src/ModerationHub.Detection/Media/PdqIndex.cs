namespace ModerationHub.Detection.Media;

/// <summary>A stored hash that lies near enough, and how many bits differ.</summary>
/// <param name="Position">The order in which it was added, from 0.</param>
/// <param name="Distance">Differing bits, 0–256.</param>
public readonly record struct PdqMatch(int Position, int Distance);

/// <summary>
/// Finds all stored hashes within a distance, exactly. Up to a quarter of a million it compares them all (a millisecond for a million);
/// beyond, it looks into buckets (see <see cref="PdqBuckets"/>), some hundred times as fast for ten million. It grows without
/// rebuilding or copying. Safe for reading from several threads, not for writing beside other use. Memory: 32 bytes a hash, with
/// buckets 76 and 370 MB.
/// </summary>
public sealed class PdqIndex
{
    private const int SegmentBits = 16;

    private readonly List<PdqHash[]> segments = [];
    private readonly int scanned;
    private readonly int bucketBits;
    private PdqBuckets? buckets;

    /// <summary>Makes an empty index.</summary>
    /// <param name="scanned">Number of hashes up to which all are compared.</param>
    /// <param name="bucketBits">Bits that tell buckets apart, 1–23: 23 suit ten million hashes, fewer save memory.</param>
    public PdqIndex(int scanned = 1 << 18, int bucketBits = 23)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scanned);
        ArgumentOutOfRangeException.ThrowIfLessThan(bucketBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bucketBits, 23);
        (this.scanned, this.bucketBits) = (scanned, bucketBits);
    }

    /// <summary>Number of stored hashes.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a hash and returns its position.</summary>
    public int Add(PdqHash hash)
    {
        if (Count == scanned) MoveToBuckets();
        if (buckets is not null)
        {
            buckets.Add(Count, hash);
            return Count++;
        }
        if (Count >> SegmentBits == segments.Count) segments.Add(new PdqHash[1 << SegmentBits]);
        segments[^1][Count & ((1 << SegmentBits) - 1)] = hash;
        return Count++;
    }

    /// <summary>All stored hashes within the distance, in the order in which they were added. Beyond 31 bits all are compared.</summary>
    /// <param name="needle">The hash that is looked for.</param>
    /// <param name="distance">Differing bits allowed, 0–256.</param>
    /// <exception cref="ArgumentOutOfRangeException">The distance is outside 0–256.</exception>
    public IReadOnlyList<PdqMatch> Find(PdqHash needle, int distance = PdqHash.SameImage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(distance);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(distance, PdqHash.Bits);
        if (buckets is null || distance > PdqBuckets.Reach) return Scan(needle, distance);
        var matches = new List<PdqMatch>();
        buckets.Find(needle, distance, matches);
        if (matches.Count < 2) return matches;
        matches.Sort(static (a, b) => a.Position.CompareTo(b.Position));
        var kept = 1;
        for (var i = 1; i < matches.Count; i++)
            if (matches[i].Position != matches[i - 1].Position) matches[kept++] = matches[i];
        matches.RemoveRange(kept, matches.Count - kept);
        return matches;
    }

    private void MoveToBuckets()
    {
        buckets = new PdqBuckets(bucketBits);
        for (var i = 0; i < Count; i++) buckets.Add(i, segments[i >> SegmentBits][i & ((1 << SegmentBits) - 1)]);
        segments.Clear();
    }

    private List<PdqMatch> Scan(PdqHash needle, int distance)
    {
        var matches = new List<PdqMatch>();
        if (buckets is not null)
        {
            for (var i = 0; i < Count; i++)
                if (buckets[i].IsWithin(needle, distance, out var differing)) matches.Add(new PdqMatch(i, differing));
            return matches;
        }
        for (var start = 0; start < Count; start += 1 << SegmentBits)
        {
            var segment = segments[start >> SegmentBits].AsSpan(0, Math.Min(Count - start, 1 << SegmentBits));
            for (var i = 0; i < segment.Length; i++)
                if (segment[i].IsWithin(needle, distance, out var differing)) matches.Add(new PdqMatch(start + i, differing));
        }
        return matches;
    }
}
