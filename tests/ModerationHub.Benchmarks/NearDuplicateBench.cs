using System.Collections;
using System.Diagnostics;
using System.Globalization;
using ModerationHub.Detection.Text;
using ModerationHub.Harness;

namespace ModerationHub.Benchmarks;

/// <summary>Grouping near-duplicates among ever more texts on one core: the shape of growth, against looking at each text once.</summary>
public static class NearDuplicateBench
{
    static readonly int[] Sizes = [100_000, 1_000_000, 10_000_000];

    /// <summary>Runs all measurements and prints a table.</summary>
    public static void Run(TextWriter output)
    {
        Table.Header("texts", "grouped in", "texts/s", "µs a text", "ratio to normalising and signing", "groups", "bytes a text");
        foreach (var size in Sizes)
        {
            var texts = new Texts(size);
            var reading = Stopwatch.StartNew();
            Read(texts);
            reading.Stop();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var grouping = Stopwatch.StartNew();
            var groups = NearDuplicateGroups.Of(texts);
            grouping.Stop();
            var bytes = GC.GetTotalMemory(forceFullCollection: false) - before;
            var shared = groups.Select((first, i) => first != i ? 1 : 0).Sum();
            Table.Row($"{size:N0}", Text($"{grouping.Elapsed.TotalSeconds:0.0} s"), $"{size / grouping.Elapsed.TotalSeconds:N0}", Text($"{grouping.Elapsed.TotalMicroseconds / size:0.0}"),
                Text($"{grouping.Elapsed / reading.Elapsed:0.00}"), $"{size - shared:N0}", $"{bytes / size:N0}");
        }
        output.Flush();
    }

    static void Read(Texts texts)
    {
        var (normalised, minima) = (new NormalisedText(), new uint[MinHash.Size]);
        foreach (var text in texts)
        {
            TextNormaliser.Normalise(text, normalised);
            NearDuplicate.Sign(normalised, minima);
        }
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Made when asked for: one in ten is a variant of another.</summary>
    sealed class Texts(int count) : IReadOnlyList<string>
    {
        const string Consonants = "bcdfghklmnprstvzبتجدرسعفقكلمن", Vowels = "aeiouاوي";

        public int Count => count;

        public string this[int index]
        {
            get
            {
                var variant = index % 10 == 9;
                var random = new Random(variant ? index / 20 * 10 : index);
                var words = new string[16];
                for (var i = 0; i < words.Length; i++) words[i] = Word(random);
                if (variant) words[index / 10 % words.Length] = "changed";
                return string.Join(' ', words);
            }
        }

        // Of two to four syllables: as many different ones as a language has.
        static string Word(Random random) => string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => $"{Consonants[random.Next(Consonants.Length)]}{Vowels[random.Next(Vowels.Length)]}"));

        public IEnumerator<string> GetEnumerator() => Enumerable.Range(0, count).Select(i => this[i]).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
