using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Rules;

/// <summary>Where a post's text made rules hold, the first few places.</summary>
internal sealed class RuleMarks
{
    private const int Most = 8;
    private readonly List<TextSpan> originals = [];

    /// <summary>Places in the normalised text, as hits without a term.</summary>
    internal List<TermHit> Hits { get; } = [];

    /// <returns>Whether there is room for more.</returns>
    internal bool Add(int start, int length)
    {
        var hit = new TermHit(0, start, length);
        if (Hits.Count < Most && !Hits.Contains(hit)) Hits.Add(hit);
        return Hits.Count < Most;
    }

    internal void AddOriginal(string text, string part)
    {
        var at = text.IndexOf(part, StringComparison.OrdinalIgnoreCase);
        if (at >= 0 && originals.Count < Most) originals.Add(new TextSpan(at, part.Length));
    }

    internal IEnumerable<Highlight> Highlights(NormalisedText text, string rule) =>
        Hits.Select(hit => text.Original(hit.Start, hit.Length)).Concat(originals).Distinct().Select(span => Highlight.Of(span, rule));
}
