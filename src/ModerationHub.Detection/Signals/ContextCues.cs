using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>Finds cues that the writer reports, studies, quotes, rejects or mocks the terms rather than means them.</summary>
internal static class ContextCues
{
    /// <summary>No pile of cues takes all the weight from a term.</summary>
    internal const double Strongest = 0.85;

    private const double QuotationStrength = 0.3;
    private const string Openers = "\"“«„‹”";
    private const string Closers = "\"”»“›“";

    /// <summary>What cues say together, 0–1.</summary>
    internal static double Strength(IEnumerable<ContextCue> cues) => Math.Min(Strongest, 1 - cues.Aggregate(1.0, (product, cue) => product * (1 - cue.Strength)));

    /// <summary>Strength of the cues around places in a post, and of those around the policy's terms. Without places it has no neighbours: then as for links, all but what bears on its next words.</summary>
    internal static double Around(ObservedPost post, string policy, List<TermHit> places)
    {
        var near = Find(post.Post.Text, post.Text, places, places.Count).Where(cue => places.Count == 0 ? cue.Scope != CueScope.Following : cue.Covers(places));
        return Math.Max(Strength(near), post.Hits.Find(known => known.Policy == policy)?.Cue ?? 0);
    }

    /// <summary>The cues of a post that has hits.</summary>
    /// <param name="original">The text.</param>
    /// <param name="text">The same, normalised.</param>
    /// <param name="hits">All hits.</param>
    /// <param name="inText">How many of them lie in the text (they come first).</param>
    internal static List<ContextCue> Find(string original, NormalisedText text, List<TermHit> hits, int inText)
    {
        var cues = new List<ContextCue>();
        var found = new List<TermHit>();
        CueLexicon.Matcher.Match(text, found);
        foreach (var cue in found)
        {
            // A bank's own term is never its own excuse.
            if (hits.Exists(hit => hit.Length > 0 && hit.Start <= cue.Start && cue.End <= hit.End)) continue;
            var index = CueLexicon.EntryOf[cue.Term];
            var (kind, strength, scope, _) = CueLexicon.Entries[index];
            // One cue of an entry says as much as five.
            if (scope != CueScope.Anywhere || !cues.Exists(known => known.Kind == kind && known.Strength >= strength && known.Scope == scope))
                cues.Add(new ContextCue(kind, strength, cue.Start, cue.Length, scope));
        }
        if (inText > 0 && hits.Take(inText).Count(hit => IsQuoted(original, text.Original(hit.Start, hit.Length))) * 2 >= inText)
            cues.Add(new ContextCue(CueKind.Quotation, QuotationStrength, hits[0].Start, hits[0].Length, CueScope.Anywhere));
        return cues;
    }

    // Quoted, if a mark opens before and closes behind, and the quotation is not the whole text.
    private static bool IsQuoted(string original, TextSpan span)
    {
        for (var pair = 0; pair < Openers.Length; pair++)
        {
            var open = span.Start > 0 ? original.LastIndexOf(Openers[pair], span.Start - 1) : -1;
            if (open < 0) continue;
            var close = span.End < original.Length ? original.IndexOf(Closers[pair], span.End) : -1;
            if (close < 0) continue;
            var opensHere = Openers[pair] != Closers[pair] || original.AsSpan(0, span.Start).Count(Openers[pair]) % 2 == 1;
            if (opensHere && close - open < original.Trim().Length - 12) return true;
        }
        return false;
    }
}
