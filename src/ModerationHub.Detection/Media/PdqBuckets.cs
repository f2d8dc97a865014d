using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

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
    private readonly List<Node[]> segments = [];
    private readonly int mask;

    /// <param name="bits">Of a piece, those that tell buckets apart, up to 23.</param>
    internal PdqBuckets(int bits)
    {
        mask = (1 << Math.Min(bits, PieceBits)) - 1;
        for (var piece = 0; piece < Pieces; piece++) heads[piece] = new int[mask + 1];
    }

    internal PdqHash this[int position] => segments[position >> SegmentBits][position & ((1 << SegmentBits) - 1)].Hash;

    internal void Add(int position, PdqHash hash)
    {
        if (position >> SegmentBits == segments.Count) segments.Add(new Node[1 << SegmentBits]);
        ref var node = ref segments[position >> SegmentBits][position & ((1 << SegmentBits) - 1)];
        node.Hash = hash;
        for (var piece = 0; piece < Pieces; piece++)
        {
            ref var head = ref heads[piece][Key(hash, piece) & mask];
            (node.Next[piece], head) = (head, position + 1);
        }
    }

    /// <summary>Appends all within the distance, in no order; one may come several times.</summary>
    /// <param name="needle">The hash that is looked for.</param>
    /// <param name="distance">Up to <see cref="Reach"/>.</param>
    /// <param name="matches">Appended to.</param>
    internal void Find(PdqHash needle, int distance, List<PdqMatch> matches)
    {
        Span<int> waiting = stackalloc int[Flips.Length];
        var nodes = CollectionsMarshal.AsSpan(segments);
        Fetch(needle, 0);
        for (var piece = 0; piece < Pieces; piece++)
        {
            // What the next piece will read comes in while this one is worked on.
            if (piece + 1 < Pieces) Fetch(needle, piece + 1);
            var (head, key, count) = (heads[piece], Key(needle, piece) & mask, 0);
            foreach (var flip in FlipsOf(piece))
            {
                var first = head[key ^ (flip & mask)];
                waiting[count] = first;
                count += first != 0 ? 1 : 0;
            }
            while (count > 0)
            {
                var chains = waiting[..count];
                Fetch(chains, piece, nodes);
                count = Step(needle, distance, piece, chains, nodes, matches);
            }
        }
    }

    private static ReadOnlySpan<int> FlipsOf(int piece) => piece == Pieces - 1 ? Flips.AsSpan(0, 1 + PieceBits) : Flips;

    // Asks memory for all at once, so that its latency is paid once for many. Only a hint: a machine without it reads as well.
    private unsafe void Fetch(PdqHash needle, int piece)
    {
        if (!Sse.IsSupported) return;
        var (head, key) = (heads[piece], Key(needle, piece) & mask);
        foreach (var flip in FlipsOf(piece)) Sse.Prefetch0(Unsafe.AsPointer(ref head[key ^ (flip & mask)]));
    }

    private static unsafe void Fetch(ReadOnlySpan<int> chains, int piece, ReadOnlySpan<Node[]> nodes)
    {
        if (!Sse.IsSupported) return;
        foreach (var place in chains)
        {
            ref var node = ref nodes[(place - 1) >> SegmentBits][(place - 1) & ((1 << SegmentBits) - 1)];
            Sse.Prefetch0(Unsafe.AsPointer(ref node.Hash));
            Sse.Prefetch0(Unsafe.AsPointer(ref node.Next[piece]));
        }
    }

    // One hash of each chain; what is left are the chains that go on.
    private static int Step(PdqHash needle, int distance, int piece, Span<int> chains, ReadOnlySpan<Node[]> nodes, List<PdqMatch> matches)
    {
        var left = 0;
        foreach (var place in chains)
        {
            ref readonly var node = ref nodes[(place - 1) >> SegmentBits][(place - 1) & ((1 << SegmentBits) - 1)];
            var next = node.Next[piece];
            if (node.Hash.IsWithin(needle, distance, out var differing)) matches.Add(new PdqMatch(place - 1, differing));
            chains[left] = next;
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

    // Side by side, since whoever reads the one reads the other.
    private struct Node
    {
        internal PdqHash Hash;
        internal Chains Next;
    }

    // For each piece the place (from 1) of the next hash in the same bucket; 0 ends a chain.
    [InlineArray(Pieces)]
    private struct Chains
    {
        private int first;
    }
}
