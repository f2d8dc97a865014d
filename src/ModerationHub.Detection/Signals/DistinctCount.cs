using System.Numerics;

namespace ModerationHub.Detection.Signals;

/// <summary>
/// Estimates how many different ids it was shown, by linear counting (Whang, Vander-Zanden and Taylor, ACM TODS 15:2, 1990) in a fixed
/// bitmap: within a few per cent up to about twice the number of bits. Two can be read as one.
/// </summary>
/// <param name="bits">A power of two, 64 or more.</param>
internal sealed class DistinctCount(int bits)
{
    private readonly ulong[] words = new ulong[bits / 64];

    internal void Add(string id)
    {
        var place = Place(id) & (uint)(bits - 1);
        words[place / 64] |= 1UL << (int)(place % 64);
    }

    /// <summary>Different ids in this one and the other together.</summary>
    internal double With(DistinctCount? other)
    {
        var set = 0;
        for (var i = 0; i < words.Length; i++) set += BitOperations.PopCount(words[i] | (other?.words[i] ?? 0));
        return set == 0 ? 0 : -bits * Math.Log(Math.Max(0.5, bits - set) / bits);
    }

    // Mixed, so that all bits count.
    private static uint Place(string id)
    {
        var hash = StableHash.Of(id);
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
        return hash ^ (hash >> 16);
    }
}
