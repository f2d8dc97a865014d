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

    // Families of near hashes, so that there is something to find at every distance around the limit.
    private static readonly Gen<PdqHash[]> Families = Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.ULong, (a, b, c, d) => new PdqHash(a, b, c, d))
        .Select(Gen.Int[0, 255].Array[0, 45].Array[1, 40], (first, flips) => flips.Select(bits => bits.Distinct().Aggregate(first, Flip)).Prepend(first).ToArray())
        .Array[1, 6].Select(families => families.SelectMany(family => family).ToArray());

    private static PdqHash Flip(PdqHash hash, int bit) => (bit / 64) switch
    {
        0 => hash with { A = hash.A ^ (1UL << (bit % 64)) },
        1 => hash with { B = hash.B ^ (1UL << (bit % 64)) },
        2 => hash with { C = hash.C ^ (1UL << (bit % 64)) },
        _ => hash with { D = hash.D ^ (1UL << (bit % 64)) },
    };

    [Fact]
    public void Buckets_find_what_the_scan_finds() =>
        Gen.Select(Families, Gen.Int[0, 40], Gen.Int[1, 14], Gen.Int[0, 100]).Sample((hashes, distance, bits, scanned) =>
        {
            var (index, scan) = (new PdqIndex(scanned, bits), new PdqIndex(int.MaxValue));
            foreach (var hash in hashes)
            {
                index.Add(hash);
                scan.Add(hash);
            }
            return hashes.All(needle => index.Find(needle, distance).SequenceEqual(scan.Find(needle, distance)));
        }, iter: 150);

    [Fact]
    public void Whole_buckets_lose_nothing_at_the_limit()
    {
        var (index, scan) = (new PdqIndex(scanned: 0), new PdqIndex(int.MaxValue));
        Gen.Select(Families, Gen.Int[25, 31]).Sample((hashes, distance) =>
        {
            foreach (var hash in hashes)
            {
                index.Add(hash);
                scan.Add(hash);
            }
            return hashes.All(needle => index.Find(needle, distance).SequenceEqual(scan.Find(needle, distance)));
        }, iter: 60, threads: 1);
    }

    [Fact]
    public void Grows_over_segments_and_many_equal_hashes()
    {
        var index = new PdqIndex(scanned: 1000, bucketBits: 12);
        for (var i = 0; i < 70_000; i++) index.Add(new PdqHash((ulong)i, 0, 0, ulong.MaxValue));
        for (var i = 0; i < 500; i++) index.Add(default);
        Assert.Equal(70_500, index.Count);
        Assert.Equal(Enumerable.Range(70_000, 500), index.Find(default).Select(m => m.Position));
        Assert.Equal(Enumerable.Range(0, 70_000), index.Find(new PdqHash(0, 0, 0, ulong.MaxValue)).Select(m => m.Position));
    }
}
