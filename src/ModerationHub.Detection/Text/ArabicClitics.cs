namespace ModerationHub.Detection.Text;

/// <summary>
/// Arabic writes "and", "with", "for", "like" and "the" onto the next word, so a whole word may begin behind them.
/// </summary>
internal static class ArabicClitics
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = new HashSet<string>(
        ["ال", "و", "ف", "ب", "ك", "ل", "لل", "وال", "فال", "بال", "كال", "ولل", "فلل", "وبال", "وكال", "وب", "ول", "وك"],
        StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether the letters between a word's start and <paramref name="start"/> are such a prefix.</summary>
    internal static bool Before(ReadOnlySpan<char> text, int start)
    {
        if (CharFold.Class(text[start]) != CharClass.Arabic) return false;
        var first = start;
        while (first > 0 && start - first <= 4 && CharFold.Class(text[first - 1]) == CharClass.Arabic) first--;
        return Known.Contains(text[first..start]) && (first == 0 || !CharFold.IsWord(text[first - 1]));
    }
}
