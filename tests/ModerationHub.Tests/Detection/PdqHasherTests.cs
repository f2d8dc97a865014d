using CsCheck;
using ModerationHub.Detection.Media;

namespace ModerationHub.Tests.Detection;

public sealed class PdqHasherTests
{
    // Smooth, lopsided and full of structure.
    private static float[] Image(int width, int height)
    {
        var image = new float[width * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (u, v) = ((x + 0.5) / width, (y + 0.5) / height);
                image[(y * width) + x] = (float)(127 + (60 * Math.Sin((9 * u) + (4 * v * v))) + (50 * Math.Cos((17 * v) - (5 * u * v))) + (15 * Math.Sin(31 * u * u)));
            }
        return image;
    }

    // The specification's formula, word for word and in double precision; no smoothing happens at 64×64.
    private static PdqHash Direct(float[] image)
    {
        var frequencies = new double[256];
        for (var i = 0; i < 16; i++)
            for (var j = 0; j < 16; j++)
                for (var y = 0; y < 64; y++)
                    for (var x = 0; x < 64; x++)
                        frequencies[(i * 16) + j] += image[(y * 64) + x] * Math.Cos(Math.PI * (i + 1) * (y + 0.5) / 64) * Math.Cos(Math.PI * (j + 1) * (x + 0.5) / 64) / 32;
        var median = frequencies.Order().ElementAt(127);
        var digits = string.Concat(Enumerable.Range(0, 16).Reverse()
            .Select(row => Enumerable.Range(0, 16).Sum(bit => frequencies[(row * 16) + bit] > median ? 1 << bit : 0).ToString("x4", null)));
        Assert.True(PdqHash.TryParse(digits, out var hash));
        return hash;
    }

    [Fact]
    public void Agrees_with_the_formula() => Assert.InRange(PdqHasher.Hash(Image(64, 64), 64, 64).Hash.Distance(Direct(Image(64, 64))), 0, 2);

    [Fact]
    public void One_matrix_gives_one_hash_and_half_the_bits_are_set()
    {
        var hash = PdqHasher.Hash(Image(700, 411), 700, 411);
        Assert.Equal(hash.Dihedral, PdqHasher.Hash(Image(700, 411), 700, 411).Dihedral);
        Assert.Equal(128, hash.Hash.Distance(default));
        Assert.InRange(hash.Quality, PdqFingerprint.Usable, 100);
    }

    [Theory]
    [InlineData(128, 128), InlineData(333, 222), InlineData(900, 1200)]
    public void Size_hardly_matters(int width, int height) =>
        Assert.InRange(PdqHasher.Hash(Image(width, height), width, height).Hash.Distance(PdqHasher.Hash(Image(64, 64), 64, 64).Hash), 0, 16);

    [Fact]
    public void The_variants_are_the_hashes_of_the_turned_image()
    {
        const int n = 64;
        var variants = PdqHasher.Hash(Image(n, n), n, n).Dihedral;
        (int, int)[] At(int x, int y) => [(x, y), (y, n - 1 - x), (n - 1 - x, n - 1 - y), (n - 1 - y, x), (x, n - 1 - y), (n - 1 - x, y), (y, x), (n - 1 - y, n - 1 - x)];
        Assert.Equal(8, variants.Distinct().Count());
        for (var variant = 0; variant < 8; variant++)
        {
            var (image, turned) = (Image(n, n), new float[n * n]);
            for (var y = 0; y < n; y++)
                for (var x = 0; x < n; x++)
                {
                    var (column, row) = At(x, y)[variant];
                    turned[(row * n) + column] = image[(y * n) + x];
                }
            Assert.InRange(PdqHasher.Hash(turned, n, n).Hash.Distance(variants[variant]), 0, 2);
        }
    }

    [Theory]
    [InlineData(64, 64), InlineData(333, 222), InlineData(700, 411)]
    public void A_hash_alone_tells_about_that_of_the_mirrored_image(int width, int height)
    {
        var variants = PdqHasher.Hash(Image(width, height), width, height).Dihedral;
        Assert.InRange(variants[0].Mirrored.Distance(variants[5]), 0, 20);
        Assert.Equal(variants[0], variants[0].Mirrored.Mirrored);
    }

    [Fact]
    public void Any_matrix_is_hashed() => Gen.Select(Gen.Int[5, 300], Gen.Int[5, 300], Gen.Int[0, 10000]).Sample((width, height, seed) =>
    {
        var image = Enumerable.Range(0, width * height).Select(i => (float)((i * 2654435761L + seed) % 256)).ToArray();
        var hash = PdqHasher.Hash(image, width, height);
        return hash.Dihedral.Count == 8 && hash.Quality is >= 0 and <= 100 && hash.Dihedral.All(h => h.Distance(default) <= 128);
    }, iter: 200);

    [Fact]
    public void A_flat_image_has_no_quality() => Assert.Equal(0, PdqHasher.Hash(Enumerable.Repeat(90f, 100 * 100).ToArray(), 100, 100).Quality);

    [Fact]
    public void Refuses_what_is_no_matrix()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PdqHasher.Hash(new float[40], 10, 4));
        Assert.Throws<ArgumentException>(() => PdqHasher.Hash(new float[99], 10, 10));
    }
}
