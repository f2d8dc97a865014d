using System.Numerics;
using System.Runtime.InteropServices;

namespace ModerationHub.Detection.Text;

/// <summary>
/// A text's MinHash signature: 64 minima of hashed 4-unit shingles (Broder 1997), so that the share of equal places
/// estimates the Jaccard similarity of two texts with a standard error of at most 0.07.
/// </summary>
public readonly struct MinHash : IEquatable<MinHash>
{
    /// <summary>Number of minima.</summary>
    public const int Size = 64;

    /// <summary>Number of bands for look-ups: sixteen of four rows, which finds 99 % of pairs of similarity 0.7 and 12 % of those of 0.3.</summary>
    public const int Bands = 16;

    private readonly uint[] minima;

    /// <summary>Wraps 64 minima.</summary>
    /// <exception cref="ArgumentException">The array has another length.</exception>
    public MinHash(uint[] minima)
    {
        if (minima.Length != Size) throw new ArgumentException($"A signature has {Size} minima.", nameof(minima));
        this.minima = minima;
    }

    /// <summary>The minima.</summary>
    public ReadOnlySpan<uint> Minima => minima;

    /// <summary>Estimated Jaccard similarity, 0–1.</summary>
    public double Similarity(MinHash other)
    {
        var equal = Vector<uint>.Zero;
        for (var i = 0; i < Size; i += Vector<uint>.Count)
            equal -= Vector.Equals(new Vector<uint>(minima, i), new Vector<uint>(other.minima, i));
        return Vector.Sum(equal) / (double)Size;
    }

    /// <summary>Writes the keys under which near-duplicates meet: two texts are worth comparing when any key agrees.</summary>
    /// <param name="keys">At least <see cref="Bands"/> long.</param>
    public void BandKeys(Span<ulong> keys)
    {
        var words = MemoryMarshal.Cast<uint, ulong>(minima.AsSpan());
        for (var band = 0; band < Bands; band++)
        {
            var key = (ulong)(band + 1);
            foreach (var word in words.Slice(band * 2, 2)) key = BitOperations.RotateLeft((key ^ word) * 0x9E3779B97F4A7C15UL, 29);
            keys[band] = key;
        }
    }

    /// <summary>One bit of each minimum (b-bit minwise hashing, Li and König 2010): eight bytes that still tell near-duplicates.</summary>
    public ulong Sketch()
    {
        var sketch = 0UL;
        for (var i = 0; i < Size; i++) sketch |= (ulong)((minima[i] ^ (minima[i] >> 15)) * 0x9E3779B1u >> 31) << i;
        return sketch;
    }

    /// <inheritdoc />
    public bool Equals(MinHash other) => Minima.SequenceEqual(other.Minima);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is MinHash other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => (int)minima[0];

    /// <summary>Equality of all minima.</summary>
    public static bool operator ==(MinHash left, MinHash right) => left.Equals(right);

    /// <summary>Inequality of any minimum.</summary>
    public static bool operator !=(MinHash left, MinHash right) => !left.Equals(right);
}
