namespace ModerationHub.Detection.Media;

/// <summary>
/// The PDQ perceptual hash (Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019, section 2): luminance,
/// smoothed and reduced to 64×64, the 16×16 lowest frequencies but the constant one of its cosine transform, a bit for each above their median.
/// Deterministic: one matrix gives one hash on every machine, however wide its vectors are.
/// </summary>
public static class PdqHasher
{
    /// <summary>Shorter sides than this cannot be hashed.</summary>
    public const int SmallestSide = 5;

    private const int Small = 64;
    private const int Lowest = 16;
    private const int Passes = 2;

    // Tells quality's sum of gradients from 0–100; the reference's constant.
    private const int QualityDivisor = 90;

    private static readonly float[] Cosines = MakeCosines();

    /// <summary>The luminance of a pixel (ITU-R BT.601), 0–255 like its parts.</summary>
    public static float Luminance(byte red, byte green, byte blue) => (0.299f * red) + (0.587f * green) + (0.114f * blue);

    /// <summary>Hashes an image.</summary>
    /// <param name="luminance">0–255, row after row; <paramref name="width"/> × <paramref name="height"/> numbers. It is used as scratch space.</param>
    /// <param name="width">Columns, at least <see cref="SmallestSide"/>.</param>
    /// <param name="height">Rows, at least <see cref="SmallestSide"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is too short.</exception>
    /// <exception cref="ArgumentException">The number of values is not that of the pixels.</exception>
    public static PdqFingerprint Hash(Span<float> luminance, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, SmallestSide);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, SmallestSide);
        if (luminance.Length != (long)width * height) throw new ArgumentException("There must be one value for each pixel.", nameof(luminance));
        JaroszFilter.Smooth(luminance, width, height, Passes);
        Span<float> small = stackalloc float[Small * Small];
        for (var row = 0; row < Small; row++)
        {
            // The middle of each cell, not its corner.
            var from = luminance.Slice((int)((row + 0.5) * height / Small) * width, width);
            for (var column = 0; column < Small; column++) small[(row * Small) + column] = from[(int)((column + 0.5) * width / Small)];
        }
        Span<float> frequencies = stackalloc float[Lowest * Lowest];
        Transform(small, frequencies);
        return new PdqFingerprint(Quality(small), Variants(frequencies));
    }

    // Differences of neighbours, each in whole percent as in the reference, so that noise adds nothing.
    private static int Quality(ReadOnlySpan<float> small)
    {
        var sum = 0;
        for (var row = 0; row < Small; row++)
            for (var column = 0; column < Small; column++)
            {
                var here = small[(row * Small) + column];
                if (row + 1 < Small) sum += Math.Abs((int)((here - small[((row + 1) * Small) + column]) * 100 / 255));
                if (column + 1 < Small) sum += Math.Abs((int)((here - small[(row * Small) + column + 1]) * 100 / 255));
            }
        return Math.Min(100, sum / QualityDivisor);
    }

    private static void Transform(ReadOnlySpan<float> small, Span<float> frequencies)
    {
        Span<float> half = stackalloc float[Lowest * Small];
        for (var i = 0; i < Lowest; i++)
            for (var k = 0; k < Small; k++)
            {
                var cosine = Cosines[(i * Small) + k];
                for (var j = 0; j < Small; j++) half[(i * Small) + j] += cosine * small[(k * Small) + j];
            }
        for (var i = 0; i < Lowest; i++)
            for (var j = 0; j < Lowest; j++)
            {
                var sum = 0f;
                for (var k = 0; k < Small; k++) sum += half[(i * Small) + k] * Cosines[(j * Small) + k];
                frequencies[(i * Lowest) + j] = sum;
            }
    }

    // Turning and mirroring an image transposes its frequencies and changes the signs of every other one.
    private static PdqHash[] Variants(ReadOnlySpan<float> frequencies)
    {
        Span<float> turned = stackalloc float[Lowest * Lowest];
        var hashes = new PdqHash[8];
        for (var variant = 0; variant < hashes.Length; variant++)
        {
            for (var i = 0; i < Lowest; i++)
                for (var j = 0; j < Lowest; j++)
                {
                    var (transposed, keeps) = variant switch
                    {
                        0 => (false, true),
                        1 => (true, j % 2 == 1),
                        2 => (false, (i + j) % 2 == 0),
                        3 => (true, i % 2 == 1),
                        4 => (false, i % 2 == 1),
                        5 => (false, j % 2 == 1),
                        6 => (true, true),
                        _ => (true, (i + j) % 2 == 0),
                    };
                    var value = frequencies[(i * Lowest) + j];
                    turned[transposed ? (j * Lowest) + i : (i * Lowest) + j] = keeps ? value : -value;
                }
            hashes[variant] = Bits(turned);
        }
        return hashes;
    }

    private static PdqHash Bits(ReadOnlySpan<float> frequencies)
    {
        Span<float> sorted = stackalloc float[Lowest * Lowest];
        frequencies.CopyTo(sorted);
        sorted.Sort();
        var median = sorted[(PdqHash.Bits / 2) - 1];
        Span<ulong> words = stackalloc ulong[4];
        // The reference writes the highest frequency first.
        for (var bit = 0; bit < PdqHash.Bits; bit++)
            if (frequencies[bit] > median) words[3 - (bit / 64)] |= 1UL << (bit % 64);
        return new PdqHash(words[0], words[1], words[2], words[3]);
    }

    private static float[] MakeCosines()
    {
        var cosines = new float[Lowest * Small];
        var scale = Math.Sqrt(2.0 / Small);
        for (var i = 0; i < Lowest; i++)
            for (var j = 0; j < Small; j++) cosines[(i * Small) + j] = (float)(scale * Math.Cos(Math.PI / 2 / Small * (i + 1) * ((2 * j) + 1)));
        return cosines;
    }
}
