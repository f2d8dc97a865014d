namespace ModerationHub.Detection.Text;

/// <summary>
/// Turns Cyrillic and Greek letters that pose as Latin into Latin: in words that mix the scripts, and in whole words when
/// the text has Latin letters and nothing that is plainly Cyrillic or Greek. Russian or Greek text stays what it is.
/// </summary>
internal static class LookAlikes
{
    internal static void Fold(ReadOnlySpan<char> original, NormalisedText text)
    {
        var chars = text.Chars;
        if (!Survey(original, text, out var everywhere)) return;
        for (var start = 0; start < chars.Length;)
        {
            var end = start;
            var mixed = false;
            for (; end < chars.Length && CharFold.IsWord(chars[end]); end++) mixed |= CharFold.Class(chars[end]) == CharClass.Latin;
            if (mixed || everywhere)
                for (var i = start; i < end; i++)
                    if (Latin(original, text, i) is var latin && latin != '\0') chars[i] = latin;
            start = end + 1;
        }
    }

    private static bool Survey(ReadOnlySpan<char> original, NormalisedText text, out bool everywhere)
    {
        var (foreign, plain, latin) = (false, false, false);
        var chars = text.Span;
        for (var i = 0; i < chars.Length; i++)
        {
            var kind = CharFold.Class(chars[i]);
            latin |= kind == CharClass.Latin;
            if (kind is not (CharClass.Cyrillic or CharClass.Greek)) continue;
            foreign = true;
            plain |= Latin(original, text, i) == '\0';
        }
        everywhere = latin && !plain;
        return foreign && latin;
    }

    private static char Latin(ReadOnlySpan<char> original, NormalisedText text, int index)
    {
        var c = text.Span[index];
        return Confusables.LooksLike(c, original[text.Starts[index]], CharFold.Class(c));
    }
}
