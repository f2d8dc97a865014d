namespace ModerationHub.Detection.Text;

/// <summary>The automaton behind <see cref="TermMatcher"/>: edges in one open-addressed table, failure and output links in arrays.</summary>
internal sealed class TermTrie(long[] keys, int[] targets, int[] root, int[] fail, int[] accepting, int[] shorter, int[] first, int[] next)
{
    private readonly int mask = keys.Length - 1;

    internal int Next(int state, char c)
    {
        while (state != 0)
        {
            var target = Edge(state, c);
            if (target != 0) return target;
            state = fail[state];
        }
        return c < root.Length ? root[c] : 0;
    }

    /// <summary>The state itself or the longest suffix of it that ends a term; 0 if none.</summary>
    internal int Accepting(int state) => accepting[state];

    internal int ShorterAccepting(int state) => shorter[state];

    internal int FirstTerm(int state) => first[state];

    internal int NextTerm(int term) => next[term];

    private int Edge(int state, char c)
    {
        var key = Key(state, c);
        for (var slot = Slot(key, mask); keys[slot] != 0; slot = (slot + 1) & mask)
            if (keys[slot] == key) return targets[slot];
        return 0;
    }

    internal static long Key(int state, char c) => ((long)state << 16) | c;

    internal static int Slot(long key, int mask) => (int)((ulong)key * 0x9E3779B97F4A7C15UL >> 33) & mask;
}
