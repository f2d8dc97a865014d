namespace ModerationHub.Detection.Text;

/// <summary>
/// Finds all terms of all banks in one walk over the normalised text (Aho and Corasick, CACM 18:6, 1975).
/// Immutable and safe to share between threads. Memory grows with the sum of the terms' lengths.
/// </summary>
public sealed class TermMatcher
{
    private readonly TermTrie trie;
    private readonly int[] lengths;
    private readonly Arabizi? arabizi;

    private TermMatcher(IReadOnlyList<Term> terms, TermTrie trie, int[] lengths, Arabizi? arabizi)
    {
        Terms = terms;
        this.trie = trie;
        this.lengths = lengths;
        this.arabizi = arabizi;
    }

    /// <summary>The terms, in the order given; <see cref="TermHit.Term"/> points here.</summary>
    public IReadOnlyList<Term> Terms { get; }

    /// <summary>Compiles the terms. Terms that are empty once normalised never match.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight lies outside (0, 1].</exception>
    public static TermMatcher Compile(IEnumerable<Term> terms)
    {
        var list = terms.ToArray();
        var lengths = new int[list.Length];
        var builder = new TermTrieBuilder(list.Length);
        var buffer = new NormalisedText();
        var texts = new List<(int Term, string Text)>(list.Length);
        for (var i = 0; i < list.Length; i++)
        {
            if (!(list[i].Weight is > 0 and <= 1))
                throw new ArgumentOutOfRangeException(nameof(terms), $"Term {list[i].Id} has weight {list[i].Weight}, which is not over 0 and at most 1.");
            TextNormaliser.Normalise(list[i].Text, buffer);
            lengths[i] = buffer.Length;
            if (buffer.Length == 0) continue;
            builder.Add(buffer.Span, i);
            texts.Add((i, buffer.ToString()));
        }
        return new TermMatcher(list, builder.Build(), lengths, Arabizi.Compile(texts));
    }

    /// <summary>Appends every occurrence to <paramref name="hits"/>, by end, then longest first; then Arabic terms that are spelled with Latin letters and digits.</summary>
    public void Match(NormalisedText text, List<TermHit> hits)
    {
        Match(text.Span, hits);
        arabizi?.Match(text, hits);
    }

    internal void Match(ReadOnlySpan<char> text, List<TermHit> hits)
    {
        var state = 0;
        for (var i = 0; i < text.Length; i++)
        {
            state = trie.Next(state, text[i]);
            for (var found = trie.Accepting(state); found != 0; found = trie.ShorterAccepting(found))
                for (var term = trie.FirstTerm(found); term >= 0; term = trie.NextTerm(term))
                {
                    var start = i + 1 - lengths[term];
                    if (Terms[term].InsideWords || IsWhole(text, start, i + 1)) hits.Add(new TermHit(term, start, lengths[term]));
                }
        }
    }

    private static bool IsWhole(ReadOnlySpan<char> text, int start, int end) =>
        (end == text.Length || !CharFold.IsWord(text[end]) || !CharFold.IsWord(text[end - 1]))
        && (start == 0 || !CharFold.IsWord(text[start - 1]) || !CharFold.IsWord(text[start]) || ArabicClitics.Before(text, start));
}
