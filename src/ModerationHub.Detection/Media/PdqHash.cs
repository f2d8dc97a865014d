using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace ModerationHub.Detection.Media;

/// <summary>
/// A 256-bit PDQ image hash (Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019);
/// the first word holds the first sixteen hexadecimal digits.
/// </summary>
public readonly record struct PdqHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Number of bits.</summary>
    public const int Bits = 256;

    /// <summary>Two images within this many bits count as the same; the specification's recommendation.</summary>
    public const int SameImage = 31;

    private const ulong EveryOther = 0x5555_5555_5555_5555;

    /// <summary>Reads 64 hexadecimal digits of either case.</summary>
    /// <returns>False for anything else.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out PdqHash hash)
    {
        hash = default;
        if (text is not { Length: 64 }) return false;
        Span<ulong> words = stackalloc ulong[4];
        for (var i = 0; i < 4; i++)
            if (!ulong.TryParse(text.AsSpan(i * 16, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out words[i])) return false;
        hash = new PdqHash(words[0], words[1], words[2], words[3]);
        return true;
    }

    /// <summary>
    /// Whether it is the hash of a surface without a picture on it. A bit says that a frequency lies above the median of all, so half of the
    /// bits of a picture are set; where most frequencies are zero, as in a plain card, hardly one lies above.
    /// </summary>
    public bool IsFlat => Distance(default) is < Bits / 4 or > 3 * Bits / 4;

    /// <summary>
    /// About the hash of the same image mirrored left to right, for who has no pixels: mirroring changes the sign of every other frequency
    /// across, and a bit says on which side of the median, which is near zero, a frequency lies. Of real images two to sixteen bits are wrong.
    /// </summary>
    public PdqHash Mirrored => new(A ^ EveryOther, B ^ EveryOther, C ^ EveryOther, D ^ EveryOther);

    /// <summary>Number of differing bits, 0–256.</summary>
    public int Distance(PdqHash other) =>
        BitOperations.PopCount(A ^ other.A) + BitOperations.PopCount(B ^ other.B) + BitOperations.PopCount(C ^ other.C) + BitOperations.PopCount(D ^ other.D);

    /// <summary>Whether at most so many bits differ; gives up after the first half, which alone tells most hashes apart.</summary>
    internal bool IsWithin(in PdqHash other, int distance, out int differing)
    {
        differing = BitOperations.PopCount(A ^ other.A) + BitOperations.PopCount(B ^ other.B);
        if (differing > distance) return false;
        differing += BitOperations.PopCount(C ^ other.C) + BitOperations.PopCount(D ^ other.D);
        return differing <= distance;
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{A:x16}{B:x16}{C:x16}{D:x16}";
}
