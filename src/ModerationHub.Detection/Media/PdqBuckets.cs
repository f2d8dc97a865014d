namespace ModerationHub.Detection.Media;

/// <summary>
/// Multi-index hashing (Norouzi, Punjani, Fleet: "Fast Search in Hamming Space with Multi-Index Hashing", CVPR 2012): 253 of the bits
/// are cut into eleven pieces of 23, each with a table of the hashes that have it. Two hashes within 31 bits differ by at most two
/// bits in one of the first ten pieces or by at most one in the last, since ten times three and two are 32 already: so some 2,800
/// buckets hold all that lie near enough, and of ten million hashes these hold some 3,300. Hashes are chained within a bucket.
/// </summary>
internal sealed class PdqBuckets
{
    /// <summary>The greatest distance that is searched exactly.</summary>
    internal const int Reach = 31;

    private const int Pieces = 11;
    private const int PieceBits = 23;
    private const int SegmentBits = 16;

    // No bit, then single ones, then pairs.
    private static readonly int[] Flips = [0, .. Singles(), .. Pairs()];

    private readonly int[][] heads = new int[Pieces][];
    private readonly List<int[]> nexts = [];
    private readonly int mask;

    /// <param name="bits">Of a piece, those that tell buckets apart, up to 23.</param>
    internal PdqBuckets(int bits)
    {
        mask = (1 << Math.Min(bits, PieceBits)) - 1;
        for (var piece = 0; piece < Pieces; piece++) heads[piece] = new int[mask + 1];
    }

    internal void Add(int position, PdqHash hash)
    {
        if (position >> SegmentBits == nexts.Count) nexts.Add(new int[Pieces << SegmentBits]);
        var next = nexts[position >> SegmentBits].AsSpan((position & ((1 << SegmentBits) - 1)) * Pieces, Pieces);
        for (var piece = 0; piece < Pieces; piece++)
        {
            ref var head = ref heads[piece][Key(hash, piece) & mask];
            (next[piece], head) = (head, position + 1);
        }
    }

    /// <summary>Appends all within the distance, in no order; one may come several times.</summary>
    /// <param name="needle">The hash that is looked for.</param>
    /// <param name="distance">Up to <see cref="Reach"/>.</param>
    /// <param name="hashes">All hashes, in segments.</param>
    /// <param name="matches">Appended to.</param>
    internal void Find(PdqHash needle, int distance, List<PdqHash[]> hashes, List<PdqMatch> matches)
    {
        Span<int> waiting = stackalloc int[Flips.Length];
        for (var piece = 0; piece < Pieces; piece++)
        {
            var (head, key) = (heads[piece], Key(needle, piece) & mask);
            var flips = piece == Pieces - 1 ? Flips.AsSpan(0, 1 + PieceBits) : Flips;
            var count = 0;
            // Reads that don't wait for each other: the memory's latency is paid once for many.
            foreach (var flip in flips)
            {
                var first = head[key ^ (flip & mask)];
                waiting[count] = first;
                count += first != 0 ? 1 : 0;
            }
            while (count > 0) count = Step(needle, distance, piece, waiting[..count], hashes, matches);
        }
    }

    // One hash of each chain; what is left are the chains that go on.
    private int Step(PdqHash needle, int distance, int piece, Span<int> waiting, List<PdqHash[]> hashes, List<PdqMatch> matches)
    {
        var left = 0;
        foreach (var place in waiting)
        {
            var position = place - 1;
            var (segment, offset) = (position >> SegmentBits, position & ((1 << SegmentBits) - 1));
            var next = nexts[segment][(offset * Pieces) + piece];
            if (hashes[segment][offset].IsWithin(needle, distance, out var differing)) matches.Add(new PdqMatch(position, differing));
            waiting[left] = next;
            left += next != 0 ? 1 : 0;
        }
        return left;
    }

    private static int Key(PdqHash hash, int piece)
    {
        var bit = piece * PieceBits;
        var (low, high) = (bit >> 6) switch
        {
            0 => (hash.A, hash.B),
            1 => (hash.B, hash.C),
            2 => (hash.C, hash.D),
            _ => (hash.D, 0UL),
        };
        var shift = bit & 63;
        // Shifted twice, since a shift by 64 would do nothing.
        return (int)((low >> shift) | (high << 1 << (63 - shift))) & ((1 << PieceBits) - 1);
    }

    private static IEnumerable<int> Singles() => Enumerable.Range(0, PieceBits).Select(bit => 1 << bit);

    private static IEnumerable<int> Pairs() => Enumerable.Range(0, PieceBits).SelectMany(high => Enumerable.Range(0, high).Select(low => (1 << high) | (1 << low)));
}
