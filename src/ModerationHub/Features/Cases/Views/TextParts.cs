namespace ModerationHub.Features.Cases.Views;

public readonly record struct TextPart(string Text, string? Reason);

/// <summary>Cuts a text at its highlights. Spans may overlap, lie outside or split a letter: the text itself always comes out whole.</summary>
public static class TextParts
{
    public static IEnumerable<TextPart> Of(string text, IReadOnlyList<Highlight> highlights)
    {
        var at = 0;
        foreach (var highlight in highlights.OrderBy(highlight => highlight.Start).ThenByDescending(highlight => highlight.Length))
        {
            var start = Whole(text, Math.Max(highlight.Start, at), backwards: true);
            var end = Whole(text, (int)Math.Clamp((long)highlight.Start + highlight.Length, 0, text.Length), backwards: false);
            start = Math.Max(start, at);
            if (start >= end)
                continue;
            if (start > at)
                yield return new(text[at..start], null);
            yield return new(text[start..end], highlight.Reason);
            at = end;
        }
        if (at < text.Length)
            yield return new(text[at..], null);
    }

    // A span that ends inside a surrogate pair grows to take the whole of it.
    static int Whole(string text, int index, bool backwards) =>
        index > 0 && index < text.Length && char.IsLowSurrogate(text[index]) && char.IsHighSurrogate(text[index - 1]) ? index + (backwards ? -1 : 1) : index;
}
