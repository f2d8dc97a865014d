using System.Globalization;

namespace ModerationHub.Detection.Text;

/// <summary>What a post's text carries besides words, as written, without repeats.</summary>
/// <param name="Hashtags">Without the sign.</param>
/// <param name="Urls">Whole links with their scheme, closing punctuation left off.</param>
/// <param name="Mentions">Handles without the sign.</param>
public sealed record Entities(IReadOnlyList<string> Hashtags, IReadOnlyList<string> Urls, IReadOnlyList<string> Mentions)
{
    /// <summary>No entities.</summary>
    public static Entities None { get; } = new([], [], []);

    private const int Most = 64;

    /// <summary>
    /// Takes hashtags of any script (UAX #31, hashtag identifiers: letters, marks, digits, connectors; not digits alone),
    /// links that name http or https, and mentions. At most 64 of each.
    /// </summary>
    public static Entities Extract(string text)
    {
        if (text.AsSpan().IndexOfAny("#＃@＠:") < 0) return None;
        var (tags, urls, mentions) = (new List<string>(), new List<string>(), new List<string>());
        for (var i = 0; i < text.Length; i++)
        {
            if (i > 0 && IsName(text, i - 1)) continue;
            var end = text[i] switch
            {
                '#' or '＃' => Take(text, i + 1, tags, mustHaveLetter: true),
                '@' or '＠' => Take(text, i + 1, mentions, mustHaveLetter: false),
                'h' or 'H' => Link(text, i, urls),
                _ => i,
            };
            if (end > i) i = end - 1;
        }
        return new Entities(tags, urls, mentions);
    }

    private static int Take(string text, int start, List<string> into, bool mustHaveLetter)
    {
        var end = start;
        var letters = false;
        for (; end < text.Length && IsName(text, end); end++) letters |= !char.IsDigit(text[end]) && text[end] != '_';
        if (end > start && (letters || !mustHaveLetter)) Add(into, text[start..end]);
        return end;
    }

    private static int Link(string text, int start, List<string> urls)
    {
        var rest = text.AsSpan(start);
        if (!rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) return start;
        var end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('"' or '<' or '>' or '«' or '»')) end++;
        var trimmed = end;
        while (trimmed > start && text[trimmed - 1] is '.' or ',' or ';' or ':' or '!' or '?' or ')' or ']' or '\'' or '…' or '،' or '؟' or '”') trimmed--;
        if (trimmed > start + "https://".Length) Add(urls, text[start..trimmed]);
        return end;
    }

    private static bool IsName(string text, int i) => text[i] is '_' or '\u200C' || char.IsLetterOrDigit(text[i])
        || CharUnicodeInfo.GetUnicodeCategory(text[i]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static void Add(List<string> list, string value)
    {
        if (list.Count < Most && !list.Contains(value, StringComparer.OrdinalIgnoreCase)) list.Add(value);
    }
}
