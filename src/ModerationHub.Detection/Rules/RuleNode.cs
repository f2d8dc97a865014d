using ModerationHub.Detection.Signals;

namespace ModerationHub.Detection.Rules;

/// <summary>A compiled condition.</summary>
/// <param name="cost">Roughly what asking costs: the cheap ones are asked first, so that most posts never reach a pattern.</param>
internal abstract class RuleNode(int cost)
{
    internal int Cost { get; } = cost;

    internal abstract Truth Holds(RuleReading reading);

    /// <summary>Notes where the text made it hold.</summary>
    internal virtual void Mark(RuleReading reading, RuleMarks marks)
    {
    }
}

internal sealed class AllNode(RuleNode[] parts) : RuleNode(parts.Sum(part => part.Cost))
{
    internal override Truth Holds(RuleReading reading)
    {
        var holds = Truth.Yes;
        foreach (var part in parts)
        {
            var one = part.Holds(reading);
            if (one == Truth.No) return Truth.No;
            if (one < holds) holds = one;
        }
        return holds;
    }

    internal override void Mark(RuleReading reading, RuleMarks marks)
    {
        foreach (var part in parts) part.Mark(reading, marks);
    }
}

internal sealed class AnyNode(RuleNode[] parts) : RuleNode(parts.Sum(part => part.Cost))
{
    internal override Truth Holds(RuleReading reading)
    {
        var holds = Truth.No;
        foreach (var part in parts)
        {
            var one = part.Holds(reading);
            if (one == Truth.Yes) return Truth.Yes;
            if (one > holds) holds = one;
        }
        return holds;
    }

    internal override void Mark(RuleReading reading, RuleMarks marks)
    {
        foreach (var part in parts)
            if (part.Holds(reading) == Truth.Yes) part.Mark(reading, marks);
    }
}

internal sealed class NoneNode(RuleNode[] parts) : RuleNode(parts.Sum(part => part.Cost))
{
    private readonly AnyNode any = new(parts);

    internal override Truth Holds(RuleReading reading) => (Truth)(Truth.Yes - any.Holds(reading));
}

/// <summary>A yes or no, or an amount compared; unknown where the platform did not tell.</summary>
internal sealed class AskNode(Func<RuleReading, bool?> ask, int cost = 1) : RuleNode(cost)
{
    internal override Truth Holds(RuleReading reading) => Truths.Of(ask(reading));
}

internal sealed class SignalNode(string detector, string policy, double atLeast) : RuleNode(60)
{
    internal override Truth Holds(RuleReading reading) => Truths.Of(reading.Strength(detector, policy) is { } strength ? strength >= atLeast : null);
}

internal sealed class CountNode(uint key, long seconds, int atLeast) : RuleNode(2)
{
    internal override Truth Holds(RuleReading reading) => Truths.Of(reading.Counted(key, seconds) is { } posts ? posts >= atLeast : null);
}

internal sealed class WordsNode(int word) : RuleNode(10)
{
    internal override Truth Holds(RuleReading reading) => Truths.Of(reading.Has(word));

    internal override void Mark(RuleReading reading, RuleMarks marks)
    {
        foreach (var hit in reading.Words())
            if (hit.Term == word) marks.Add(hit.Start, hit.Length);
    }
}

internal sealed class PatternNode(int pattern, RuleSet set) : RuleNode(100)
{
    internal override Truth Holds(RuleReading reading) => Truths.Of(reading.Fits(pattern));

    internal override void Mark(RuleReading reading, RuleMarks marks)
    {
        foreach (var match in set.Patterns[pattern].EnumerateMatches(reading.Post.Text.Span))
            if (match.Length > 0 && !marks.Add(match.Index, match.Length)) break;
    }
}

internal sealed class HashtagNode(string tag) : RuleNode(3)
{
    internal override Truth Holds(RuleReading reading) => Truths.Of(reading.Tags().Any(IsIt));

    internal override void Mark(RuleReading reading, RuleMarks marks)
    {
        foreach (var found in reading.Tags())
            if (IsIt(found)) marks.AddOriginal(reading.Input.Text, found);
    }

    private bool IsIt(string found) => string.Equals(found.TrimStart('#', '＃'), tag, StringComparison.OrdinalIgnoreCase);
}

internal sealed class HostNode(string host) : RuleNode(20)
{
    internal override Truth Holds(RuleReading reading) => Truths.Of(reading.Post.Urls.Count > 0 && reading.Hosts().Exists(IsIt));

    internal override void Mark(RuleReading reading, RuleMarks marks)
    {
        foreach (var url in reading.Post.Urls)
            if (Text.WebAddress.Of(url) is { } address && IsIt(address.Host)) marks.AddOriginal(reading.Input.Text, url);
    }

    // A domain stands for all below it.
    private bool IsIt(string found) => found == host || (found.Length > host.Length && found.EndsWith(host, StringComparison.Ordinal) && found[^(host.Length + 1)] == '.');
}
