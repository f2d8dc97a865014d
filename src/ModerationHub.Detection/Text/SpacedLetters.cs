namespace ModerationHub.Detection.Text;

/// <summary>
/// Joins letters written apart ("s p a c e d"). A run of four or more single letters becomes one word, or several where
/// the writer left wider gaps between words.
/// </summary>
internal static class SpacedLetters
{
    private const int ShortestRun = 4;

    internal static void Join(NormalisedText text)
    {
        var write = 0;
        for (var read = 0; read < text.Length;)
        {
            var run = Run(text, read);
            if (run < ShortestRun || !MostlyLetters(text, read, run))
            {
                var end = run > 0 ? read + (2 * run) - 1 : WordEnd(text, read);
                while (read < end) text.Move(read++, write++);
            }
            else
            {
                var splits = EverySegmentIsAWord(text, read, run);
                for (var k = 0; k < run; k++, read += 2)
                {
                    if (k > 0 && splits && IsWide(text, read - 1)) text.Move(read - 1, write++);
                    text.Move(read, write++);
                }
                read--;
            }
            if (read < text.Length) text.Move(read++, write++);
        }
        text.Length = write;
    }

    // The result must hold no run of its own, or a second pass would join it: so no segment may be a single letter.
    private static bool EverySegmentIsAWord(NormalisedText text, int start, int run)
    {
        var segment = 1;
        for (var k = 1; k < run; k++)
        {
            if (!IsWide(text, start + (2 * k) - 1)) segment++;
            else if (segment < 2) return false;
            else segment = 1;
        }
        return segment >= 2;
    }

    private static bool IsWide(NormalisedText text, int gap) => text.Width(gap) > 1;

    private static int Run(NormalisedText text, int start)
    {
        var span = text.Span;
        var count = 0;
        for (var i = start; i < span.Length && CharFold.IsWord(span[i]); i += 2)
        {
            if (i + 1 < span.Length && span[i + 1] != ' ') break;
            count++;
        }
        return count;
    }

    private static bool MostlyLetters(NormalisedText text, int start, int run)
    {
        var digits = 0;
        for (var k = 0; k < run; k++)
            if (CharFold.Class(text.Span[start + (2 * k)]) == CharClass.Digit) digits++;
        return digits < run - digits;
    }

    private static int WordEnd(NormalisedText text, int start)
    {
        var length = text.Span[start..].IndexOf(' ');
        return length < 0 ? text.Length : start + length;
    }
}
