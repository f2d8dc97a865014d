using System.Numerics;
using System.Runtime.InteropServices;

namespace ModerationHub.Detection.Media;

/// <summary>A stored hash that lies near enough, and how many bits differ.</summary>
/// <param name="Position">The order in which it was added, from 0.</param>
/// <param name="Distance">Differing bits, 0–256.</param>
public readonly record struct PdqMatch(int Position, int Distance);

/// <summary>
/// Finds all stored hashes within a distance, exactly, by a scan of packed words that gives up on a hash after its first half
/// (about a millisecond for a million hashes); it grows without rebuilding. Not safe for writing beside other use.
/// </summary>
public sealed class PdqIndex
{
    private readonly List<PdqHash> hashes = [];

    /// <summary>Number of stored hashes.</summary>
    public int Count => hashes.Count;

    /// <summary>Adds a hash and returns its position.</summary>
    public int Add(PdqHash hash)
    {
        hashes.Add(hash);
        return hashes.Count - 1;
    }

    /// <summary>All stored hashes within the distance, in the order in which they were added.</summary>
    /// <param name="needle">The hash that is looked for.</param>
    /// <param name="distance">Differing bits allowed, 0–256.</param>
    /// <exception cref="ArgumentOutOfRangeException">The distance is outside 0–256.</exception>
    public IReadOnlyList<PdqMatch> Find(PdqHash needle, int distance = PdqHash.SameImage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(distance);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(distance, PdqHash.Bits);
        var matches = new List<PdqMatch>();
        var span = CollectionsMarshal.AsSpan(hashes);
        for (var i = 0; i < span.Length; i++)
        {
            ref readonly var hash = ref span[i];
            var half = BitOperations.PopCount(hash.A ^ needle.A) + BitOperations.PopCount(hash.B ^ needle.B);
            if (half > distance) continue;
            var whole = half + BitOperations.PopCount(hash.C ^ needle.C) + BitOperations.PopCount(hash.D ^ needle.D);
            if (whole <= distance) matches.Add(new PdqMatch(i, whole));
        }
        return matches;
    }
}
