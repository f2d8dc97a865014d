namespace ModerationHub.Detection.Text;

/// <summary>What a folded character is to the normaliser.</summary>
internal enum CharClass : byte
{
    Separator,
    Latin,
    Digit,
    Cyrillic,
    Greek,
    Arabic,
    Letter,
    Symbol,
    Dropped,
    Expands,
}

internal static class CharClasses
{
    internal static bool IsWord(this CharClass kind) => kind is >= CharClass.Latin and <= CharClass.Letter;

    internal static bool IsLetter(this CharClass kind) => kind.IsWord() && kind != CharClass.Digit;
}
