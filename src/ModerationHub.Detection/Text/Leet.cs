namespace ModerationHub.Detection.Text;

/// <summary>
/// Reads digits as letters where a word hides behind them ("b4nn3r"): inside a word, or as its single first character.
/// Trailing digits stay (years, counters), as do words with as many digits as letters.
/// </summary>
internal static class Leet
{
    private const string Letters = "oi\0eas\0t\0\0";

    internal static void Fold(NormalisedText text)
    {
        var chars = text.Chars;
        if (chars.IndexOfAnyInRange('0', '9') < 0) return;
        for (var start = 0; start < chars.Length;)
        {
            var end = start;
            var (latin, digits) = (0, 0);
            for (; end < chars.Length && CharFold.IsWord(chars[end]); end++)
            {
                if (char.IsAsciiDigit(chars[end])) digits++;
                else if (CharFold.Class(chars[end]) == CharClass.Latin) latin++;
            }
            if (digits > 0 && latin >= 2 && latin > digits) Word(text, start, end);
            start = end + 1;
        }
    }

    private static void Word(NormalisedText text, int start, int end)
    {
        var word = text.Chars[start..end];
        var last = word.Length - 1;
        while (char.IsAsciiDigit(word[last])) last--;
        var first = 0;
        while (char.IsAsciiDigit(word[first])) first++;
        if (first == 1) first = 0;
        for (var i = first; i < last; i++)
            if (char.IsAsciiDigit(word[i]) && Letters[word[i] - '0'] is var letter && letter != '\0')
            {
                text.Leets.Add((start + i, word[i]));
                word[i] = letter;
            }
    }
}
