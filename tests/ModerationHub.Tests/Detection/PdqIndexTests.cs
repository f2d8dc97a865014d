using CsCheck;
using ModerationHub.Detection.Media;

namespace ModerationHub.Tests.Detection;

public class PdqIndexTests
{
    private const string Hex = "f162eb9daab170c0567fe3632d9a5548c5612982dd5e374a7424ebbc8a835c95";

    [Fact]
    public void A_hash_reads_and_writes_its_digits()
    {
        Assert.True(PdqHash.TryParse(Hex.ToUpperInvariant(), out var hash));
        Assert.Equal(Hex, hash.ToString());
        Assert.False(PdqHash.TryParse(Hex[1..], out _));
        Assert.False(PdqHash.TryParse("g" + Hex[1..], out _));
        Assert.False(PdqHash.TryParse(null, out _));
    }

    [Fact]
    public void The_limit_itself_matches_and_the_next_bit_does_not()
    {
        var index = new PdqIndex();
        index.Add(default);
        Assert.Equal(31, Assert.Single(index.Find(new PdqHash(0, 0, 0, (1UL << 31) - 1))).Distance);
        Assert.Empty(index.Find(new PdqHash(0, 0, 0, (1UL << 32) - 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Find(default, 257));
    }

    [Fact]
    public void The_index_finds_what_comparing_every_pair_finds() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.ULong, (a, b, c, d) => new PdqHash(a, b, c, d)).Array[1, 60]
            .Select(Gen.Int[0, 256]).Sample((hashes, distance) =>
            {
                var index = new PdqIndex();
                foreach (var hash in hashes) index.Add(hash);
                var expected = hashes.Select((h, i) => new PdqMatch(i, h.Distance(hashes[0]))).Where(m => m.Distance <= distance);
                return index.Find(hashes[0], distance).SequenceEqual(expected);
            }, iter: 300);
}
