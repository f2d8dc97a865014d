using System.Numerics;

namespace ModerationHub.Detection.Text;

/// <summary>Collects terms as a trie and links it into an automaton.</summary>
internal sealed class TermTrieBuilder(int terms)
{
    private readonly List<SortedDictionary<char, int>> children = [[]];
    private readonly List<int> first = [-1];
    private readonly int[] next = Enumerable.Repeat(-1, terms).ToArray();

    internal void Add(ReadOnlySpan<char> text, int term)
    {
        var state = 0;
        foreach (var c in text)
        {
            if (!children[state].TryGetValue(c, out var child))
            {
                child = children.Count;
                children[state].Add(c, child);
                children.Add([]);
                first.Add(-1);
            }
            state = child;
        }
        next[term] = first[state];
        first[state] = term;
    }

    internal TermTrie Build()
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, children.Count * 2));
        var (keys, targets) = (new long[size], new int[size]);
        var root = new int[children[0].Count == 0 ? 0 : children[0].Keys.Max() + 1];
        foreach (var (c, child) in children[0]) root[c] = child;
        for (var state = 1; state < children.Count; state++)
            foreach (var (c, child) in children[state])
            {
                var slot = TermTrie.Slot(TermTrie.Key(state, c), size - 1);
                while (keys[slot] != 0) slot = (slot + 1) & (size - 1);
                (keys[slot], targets[slot]) = (TermTrie.Key(state, c), child);
            }

        var (fail, accepting, shorter) = (new int[children.Count], new int[children.Count], new int[children.Count]);
        var trie = new TermTrie(keys, targets, root, fail, accepting, shorter, [.. first], next);
        // Breadth first: a state's failure link is shorter than the state, hence finished before it.
        var queue = new Queue<int>([0]);
        while (queue.TryDequeue(out var state))
        {
            shorter[state] = state == 0 ? 0 : accepting[fail[state]];
            accepting[state] = first[state] >= 0 ? state : shorter[state];
            foreach (var (c, child) in children[state])
            {
                fail[child] = state == 0 ? 0 : trie.Next(fail[state], c);
                queue.Enqueue(child);
            }
        }
        return trie;
    }
}
