using System.Text;

namespace ModerationHub.Detection.Text;

/// <summary>
/// Folds a post's text to the form in which terms are looked up and texts are compared: compatibility forms (NFKC, UAX #15),
/// case, diacritics, Arabic tashkeel, tatweel and alef, yeh, ta marbuta, kaf and heh forms with their Persian and Urdu variants,
/// all decimal digits to 0–9, invisible characters, look-alike letters (UTS #39), simple leet inside words and spaced-out letters.
/// Words stay apart by one space; punctuation is a boundary. Idempotent; linear in the text's length.
/// </summary>
public static class TextNormaliser
{
    /// <summary>Normalises into a new buffer.</summary>
    /// <param name="text">Any UTF-16, lone surrogates included (they are boundaries).</param>
    public static NormalisedText Normalise(string text)
    {
        var target = new NormalisedText();
        Normalise(text, target);
        return target;
    }

    /// <summary>How many letters and digits scoring sees in a text: tatweel, diacritics and signs are none.</summary>
    /// <param name="text">Any UTF-16.</param>
    public static int Letters(string text)
    {
        var letters = 0;
        foreach (var c in Normalise(text).Span)
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c)) letters++;
        return letters;
    }

    /// <summary>Whether every surrogate has its other half.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i]))) return false;
        return true;
    }

    /// <summary>Normalises into a reused buffer; no allocation once the buffer has grown to the usual length.</summary>
    public static void Normalise(ReadOnlySpan<char> text, NormalisedText target)
    {
        target.Clear();
        new Pass(text, target).Run();
        SpacedLetters.Join(target);
        LookAlikes.Fold(text, target);
        Leet.Fold(target);
    }

    private ref struct Pass(ReadOnlySpan<char> text, NormalisedText target)
    {
        private readonly ReadOnlySpan<char> source = text;
        private int gapStart = -1;
        private int gapEnd;
        private int sign = -1;

        internal void Run()
        {
            for (var i = 0; i < source.Length; i++)
            {
                var c = source[i];
                switch (CharFold.Class(c))
                {
                    case CharClass.Dropped: Drop(i); break;
                    case CharClass.Expands: Emit(CharFold.Expansion(c), i, i + 1); break;
                    case CharClass.Separator when char.IsHighSurrogate(c) && i + 1 < source.Length && char.IsLowSurrogate(source[i + 1]):
                        Pair(i++);
                        break;
                    case CharClass.Separator: Separate(c, i); break;
                    default: Emit(CharFold.Of(c), i, i + 1); break;
                }
            }
        }

        private readonly void Drop(int i)
        {
            if (gapStart < 0) target.Extend(i + 1);
        }

        private void Pair(int i)
        {
            var folded = CharFold.Supplementary(new Rune(source[i], source[i + 1]));
            if (folded.Length == 0) Drop(i + 1);
            else Emit(folded, i, i + 2);
        }

        private void Emit(string folded, int start, int end)
        {
            foreach (var c in folded)
            {
                if (CharFold.Class(c) == CharClass.Separator && !char.IsSurrogate(c)) Gap(start, end);
                else Emit(c, start, end);
            }
        }

        private void Emit(char c, int start, int end)
        {
            if (gapStart >= 0 && target.Length > 0) target.Append(' ', gapStart, gapEnd);
            gapStart = -1;
            if (sign >= 0 && CharFold.IsWord(c)) target.Append(source[sign] is '#' or '\uFF03' ? '#' : '@', sign, sign + 1);
            sign = -1;
            target.Append(c, start, end);
        }

        private void Separate(char c, int i)
        {
            switch (c)
            {
                case '@' when AfterLatin() && BeforeLatin(i): Emit('a', i, i + 1); return;
                case '$' when BeforeLatin(i): Emit('s', i, i + 1); return;
                case '#' or '@' or '\uFF03' or '\uFF20':
                    // A sign belongs to the word behind it, so the gap ends before it.
                    if (sign >= 0) Gap(sign, sign + 1);
                    if (gapStart < 0) (gapStart, gapEnd) = (i, i);
                    sign = i;
                    return;
                case ':' when source[i..].StartsWith("://") && AfterLatin(): Link(i); break;
            }
            Gap(i, i + 1);
        }

        private void Gap(int start, int end)
        {
            if (sign >= 0) start = Math.Min(start, sign);
            sign = -1;
            if (gapStart < 0) gapStart = start;
            gapEnd = end;
        }

        private readonly bool AfterLatin() =>
            gapStart < 0 && target.Length > 0 && CharFold.Class(target.Span[^1]) == CharClass.Latin;

        private readonly bool BeforeLatin(int i) => i + 1 < source.Length && CharFold.Class(source[i + 1]) == CharClass.Latin;

        private readonly void Link(int colon)
        {
            var start = colon;
            while (start > 0 && char.IsAsciiLetter(source[start - 1])) start--;
            var end = colon;
            while (end < source.Length && !char.IsWhiteSpace(source[end])) end++;
            target.AddLink(new TextSpan(start, end - start));
        }
    }
}
