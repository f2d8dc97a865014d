using System.Text;

namespace ModerationHub.Features.Demo.Story;

/// <summary>SplitMix64: the same seed tells the same story on every runtime, which System.Random does not promise.</summary>
public sealed class StoryRandom
{
    const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    readonly ulong _seed;
    ulong _state;

    public StoryRandom(ulong seed) => (_seed, _state) = (seed, seed);

    /// <summary>A stream of its own, so that one more draw in one part of the story does not change all others.</summary>
    public StoryRandom Fork(string label)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(label)) hash = (hash ^ octet) * 1099511628211UL;
        return new StoryRandom(Mix(_seed + hash));
    }

    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15UL);

    public int Next(int minimum, int beyond) => minimum + (int)(Next() % (ulong)(beyond - minimum));

    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double from, double to) => from + (to - from) * Fraction();

    public bool Chance(double probability) => Fraction() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Next(0, items.Count)];

    public T[] Sample<T>(IEnumerable<T> items, int count) => [.. Shuffle(items).Take(count)];

    public T[] Shuffle<T>(IEnumerable<T> items)
    {
        var shuffled = items.ToArray();
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var other = Next(0, i + 1);
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }
        return shuffled;
    }

    public string Code(int length) => string.Create(length, this, (span, random) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = Alphabet[random.Next(0, Alphabet.Length)];
    });

    internal static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
