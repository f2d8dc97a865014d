using System.Globalization;
using System.Text;

namespace ModerationHub.Detection.Text;

/// <summary>
/// What each UTF-16 unit folds to, computed once. The fold is closed: folding a folded character changes nothing,
/// which is what makes the normaliser idempotent.
/// </summary>
internal static class CharFold
{
    private static readonly char[] Folded = new char[65536];
    private static readonly CharClass[] Classes = new CharClass[65536];
    private static readonly Dictionary<char, string> Expansions = [];

    static CharFold()
    {
        for (var code = 0; code < 65536; code++) Add((char)code);
    }

    internal static CharClass Class(char c) => Classes[c];

    internal static char Of(char c) => Folded[c];

    internal static string Expansion(char c) => Expansions[c];

    internal static bool IsWord(char c) => Classes[c].IsWord();

    /// <summary>Folds one scalar beyond the basic plane; empty means that it is dropped.</summary>
    internal static string Supplementary(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        if (category == UnicodeCategory.Format) return "";
        if (Confusables.Enclosed(rune.Value) is { } letter) return letter.ToString();
        if (category == UnicodeCategory.OtherSymbol && rune.Value >= 0x1F1E6) return rune.ToString();
        if (category is UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse) return " ";
        return Close(Rune.ToLowerInvariant(rune).ToString());
    }

    private static void Add(char c)
    {
        var text = char.IsSurrogate(c) || IsNonCharacter(c) ? " " : IsIdentity(c) ? c.ToString() : Close(c.ToString());
        if (text.Length == 1)
        {
            Classes[c] = Classify(text[0]);
            Folded[c] = Classes[c] == CharClass.Separator ? ' ' : text[0];
            return;
        }
        Classes[c] = text.Length == 0 ? CharClass.Dropped : CharClass.Expands;
        if (text.Length > 1) Expansions[c] = text;
    }

    // Ideographs and syllables fold to themselves; skipping them keeps the start-up short.
    private static bool IsIdentity(char c) => c is (>= '\u3400' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uE000' and <= '\uF8FF');

    private static bool IsNonCharacter(char c) => c is (>= '\uFDD0' and <= '\uFDEF') or '\uFFFE' or '\uFFFF';

    private static string Close(string text)
    {
        for (var round = 0; round < 8; round++)
        {
            var next = Once(text);
            if (next == text) break;
            text = next;
        }
        return text;
    }

    private static string Once(string text)
    {
        var folded = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormKD))
        {
            if (IsDropped(c)) continue;
            var lower = char.ToLowerInvariant(c);
            if (Confusables.Variants.TryGetValue(lower, out var variant)) folded.Append(variant);
            else folded.Append(lower);
        }
        return folded.ToString().Normalize(NormalizationForm.FormKC);
    }

    // Marks that readers of the script do without; vowel signs of Indic scripts and kana marks carry meaning and stay.
    private static bool IsDropped(char c) => c is
        (>= '\u0300' and <= '\u036F') or (>= '\u0483' and <= '\u0489') or (>= '\u0591' and <= '\u05BD') or '\u05BF'
        or '\u05C1' or '\u05C2' or '\u05C4' or '\u05C5' or '\u05C7' or (>= '\u0610' and <= '\u061A') or '\u0640'
        or (>= '\u064B' and <= '\u065F') or '\u0670' or (>= '\u06D6' and <= '\u06DC') or (>= '\u06DF' and <= '\u06E8')
        or (>= '\u06EA' and <= '\u06ED') or (>= '\u08D3' and <= '\u08FF') or (>= '\u1AB0' and <= '\u1AFF')
        or (>= '\u1DC0' and <= '\u1DFF') or (>= '\u20D0' and <= '\u20FF') or (>= '\uFE00' and <= '\uFE0F')
        or (>= '\uFE20' and <= '\uFE2F') or '\u115F' or '\u1160' or '\u2800' or '\u3164' or '\uFFA0'
        || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static CharClass Classify(char c) => CharUnicodeInfo.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.DecimalDigitNumber => CharClass.Digit,
        UnicodeCategory.OtherSymbol => CharClass.Symbol,
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Script(c),
        _ => CharClass.Separator,
    };

    private static CharClass Script(char c) => c switch
    {
        >= 'a' and <= 'z' => CharClass.Latin,
        >= '\u0370' and <= '\u03FF' => CharClass.Greek,
        >= '\u0400' and <= '\u052F' => CharClass.Cyrillic,
        >= '\u0600' and <= '\u08FF' => CharClass.Arabic,
        _ => CharClass.Letter,
    };
}
