using System.Diagnostics;
using ModerationHub.Detection.Media;

namespace ModerationHub.Benchmarks;

/// <summary>Look-ups within 31 bits on one core, against comparing every hash; the results of both are compared too.</summary>
public static class PdqBench
{
    private const int Needles = 4_000;
    private static readonly int[] Sizes = [1_000_000, 10_000_000];

    /// <summary>Runs all measurements and prints a table.</summary>
    public static void Run(TextWriter output)
    {
        var random = new Random(11);
        var (index, all) = (new PdqIndex(), new List<PdqHash>(Sizes[^1]));
        PdqIndex? scan = new(int.MaxValue);
        output.WriteLine($"{"hashes",12} {"index/s",10} {"µs",8} {"scan/s",10} {"ms",8} {"ratio",8}   growth");
        foreach (var size in Sizes)
        {
            var growing = Stopwatch.StartNew();
            while (index.Count < size)
            {
                var hash = new PdqHash(Word(random), Word(random), Word(random), Word(random));
                all.Add(hash);
                index.Add(hash);
                scan.Add(hash);
            }
            growing.Stop();
            // Half of them near something, half near nothing.
            var needles = Enumerable.Range(0, Needles).Select(i => i % 2 == 0 ? Off(all[random.Next(size)], random) : new PdqHash(Word(random), Word(random), Word(random), Word(random))).ToArray();
            var scanned = needles.AsSpan(0, 100);
            foreach (var needle in scanned)
                if (!index.Find(needle).SequenceEqual(scan.Find(needle))) throw new InvalidOperationException("The index and the scan differ.");
            var (fast, slow) = (Best(index, needles), Best(scan, scanned));
            output.WriteLine($"{size,12:N0} {1 / fast.TotalSeconds,10:N0} {fast.TotalMicroseconds,8:0.0} {1 / slow.TotalSeconds,10:N0} {slow.TotalMilliseconds,8:0.00} {slow / fast,7:0.0}x   {growing.Elapsed.TotalSeconds:0.0} s");
        }
        all.Clear();
        all.TrimExcess();
        scan = null;
        output.WriteLine($"memory of the index: {GC.GetTotalMemory(forceFullCollection: true) / (1024 * 1024):N0} MB");
        GC.KeepAlive(index);
    }

    // The processor's time, the best of a few rounds: what else the machine is doing is not in it, but for the caches it takes.
    private static TimeSpan Best(PdqIndex index, ReadOnlySpan<PdqHash> needles)
    {
        using var process = Process.GetCurrentProcess();
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = process.TotalProcessorTime;
            foreach (var needle in needles) index.Find(needle);
            process.Refresh();
            if (process.TotalProcessorTime - before is var spent && spent < best) best = spent;
        }
        return best / needles.Length;
    }

    private static ulong Word(Random random) => (ulong)random.NextInt64(long.MinValue, long.MaxValue);

    private static PdqHash Off(PdqHash hash, Random random) => hash with { B = hash.B ^ (Word(random) & Word(random)) };
}
