using System.Numerics;

namespace ModerationHub.Detection.Text;

/// <summary>
/// Signatures of normalised texts for finding near-duplicates. Links and mentions are left out: senders vary them.
/// </summary>
public static class NearDuplicate
{
    /// <summary>From this estimated similarity on, two texts count as the same text.</summary>
    public const double SameText = 0.7;

    /// <summary>From this many equal bits of two sketches on, two texts count as the same text (unrelated texts agree in 32 ± 4).</summary>
    public const int SameSketchBits = 54;

    private const int Shingle = 4;
    private static readonly uint[] Multipliers = Constants(1, odd: true);
    private static readonly uint[] Offsets = Constants(2, odd: false);

    /// <summary>Whether two sketches (<see cref="MinHash.Sketch"/>) belong to nearly the same text.</summary>
    public static bool SameSketch(ulong left, ulong right) => BitOperations.PopCount(~(left ^ right)) >= SameSketchBits;

    /// <summary>The signature of a text as a value of its own.</summary>
    public static MinHash Sign(NormalisedText text)
    {
        var minima = new uint[MinHash.Size];
        Sign(text, minima);
        return new MinHash(minima);
    }

    /// <summary>Writes the signature into 64 places and returns how many units of text it stands for (0: nothing to compare).</summary>
    public static int Sign(NormalisedText text, Span<uint> minima)
    {
        minima.Fill(uint.MaxValue);
        var units = 0;
        var (gram, link) = (0UL, 0);
        var span = text.Span;
        var starts = text.Starts;
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i] == '@')
            {
                while (i + 1 < span.Length && span[i + 1] != ' ') i++;
                continue;
            }
            while (link < text.Links.Count && starts[i] >= text.Links[link].End) link++;
            if (link < text.Links.Count && starts[i] >= text.Links[link].Start) continue;
            // A space counts once, whatever was left out between.
            if (span[i] == ' ' && (units == 0 || (ushort)gram == ' ')) continue;
            gram = (gram << 16) | span[i];
            if (++units >= Shingle) Add(Mix(gram), minima);
        }
        if (units is > 0 and < Shingle) Add(Mix(gram), minima);
        return units;
    }

    /// <summary>The normalised text without links and mentions, words between single spaces.</summary>
    internal static string WithoutLinks(NormalisedText text)
    {
        var kept = new System.Text.StringBuilder(text.Length);
        var link = 0;
        var span = text.Span;
        var starts = text.Starts;
        for (var i = 0; i < span.Length; i++)
        {
            while (link < text.Links.Count && starts[i] >= text.Links[link].End) link++;
            if (link < text.Links.Count && starts[i] >= text.Links[link].Start) continue;
            if (span[i] == '@')
                while (i + 1 < span.Length && span[i + 1] != ' ') i++;
            else if (span[i] != ' ' || (kept.Length > 0 && kept[^1] != ' ')) kept.Append(span[i]);
        }
        return kept.ToString().TrimEnd();
    }

    private static uint Mix(ulong gram)
    {
        gram = (gram ^ (gram >> 32)) * 0x9E3779B97F4A7C15UL;
        gram = (gram ^ (gram >> 29)) * 0xBF58476D1CE4E5B9UL;
        return (uint)(gram >> 32);
    }

    private static void Add(uint hash, Span<uint> minima)
    {
        var value = new Vector<uint>(hash);
        for (var i = 0; i < MinHash.Size; i += Vector<uint>.Count)
        {
            var permuted = (value * new Vector<uint>(Multipliers, i)) + new Vector<uint>(Offsets, i);
            Vector.Min(new Vector<uint>(minima[i..]), permuted).CopyTo(minima[i..]);
        }
    }

    private static uint[] Constants(ulong seed, bool odd)
    {
        var constants = new uint[MinHash.Size];
        var state = seed;
        for (var i = 0; i < constants.Length; i++)
        {
            // SplitMix64 (Steele, Lea and Flood 2014): the same constants on every machine and version.
            state += 0x9E3779B97F4A7C15UL;
            var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            constants[i] = (uint)(z >> 32) | (odd ? 1u : 0u);
        }
        return constants;
    }
}
