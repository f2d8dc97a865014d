namespace ModerationHub.Detection.Text;

/// <summary>
/// Finds Arabic terms in Arabic that is written with Latin letters and digits ("7abibi", "ma3lesh": Yaghan, Design Issues 24:2, 2008).
/// Nobody spells it the same way twice, vowels least of all, so terms and words are compared by their consonants. Only texts in
/// which a digit stands for a letter are looked at, and only terms of four consonants and more.
/// </summary>
internal sealed class Arabizi
{
    private const int Fewest = 4;
    private const string Vowels = "aeiouwy23'";

    private readonly TermTrie trie;
    private readonly (int Term, int Length)[] forms;

    private Arabizi(TermTrie trie, (int Term, int Length)[] forms) => (this.trie, this.forms) = (trie, forms);

    /// <param name="terms">Index and normalised text of each term.</param>
    /// <returns>Null when there is no Arabic among them.</returns>
    internal static Arabizi? Compile(IReadOnlyList<(int Term, string Text)> terms)
    {
        var forms = new List<(int Term, string Consonants)>();
        foreach (var (term, text) in terms)
        {
            if (!text.All(c => c == ' ' || CharFold.Class(c) == CharClass.Arabic)) continue;
            // Qaf is written as q or k, and as 2 where it is not spoken; ta marbuta is silent or, before another noun, a t.
            string[] spellings = [OfArabic(text, "k", ""), OfArabic(text, "", ""), OfArabic(text, "k", "t"), OfArabic(text, "", "t")];
            foreach (var consonants in spellings.Distinct())
                if (consonants.Count(c => c != ' ') >= Fewest) forms.Add((term, consonants));
        }
        if (forms.Count == 0) return null;
        var builder = new TermTrieBuilder(forms.Count);
        for (var i = 0; i < forms.Count; i++) builder.Add(forms[i].Consonants, i);
        return new Arabizi(builder.Build(), [.. forms.Select(form => (form.Term, form.Consonants.Length))]);
    }

    /// <summary>Appends the terms that whole words stand for.</summary>
    internal void Match(NormalisedText text, List<TermHit> hits)
    {
        if (text.Leets.Count == 0 && !MayMix(text.Span)) return;
        Span<char> chars = new char[text.Length];
        text.Span.CopyTo(chars);
        // What passed for simple leet may be Arabizi.
        foreach (var (at, digit) in text.Leets) chars[at] = digit;
        var words = Words(chars);
        if (!words.Exists(word => word.Mixed)) return;

        var (consonants, from, to) = (new List<char>(), new List<int>(), new List<int>());
        for (var w = 0; w < words.Count; w++)
        {
            var word = chars[words[w].Start..words[w].End];
            if (IsArticle(word, w + 1 < words.Count ? chars[words[w + 1].Start] : '\0')) continue;
            if (consonants.Count > 0) Add(' ', w);
            OfLatin(word, c => Add(c, w));
            // A word of vowels alone leaves no gap.
            if (consonants is [.., ' ']) RemoveLast();
        }

        var state = 0;
        for (var i = 0; i < consonants.Count; i++)
        {
            state = trie.Next(state, consonants[i]);
            if (i + 1 < consonants.Count && consonants[i + 1] != ' ') continue;
            for (var found = trie.Accepting(state); found != 0; found = trie.ShorterAccepting(found))
                for (var form = trie.FirstTerm(found); form >= 0; form = trie.NextTerm(form))
                {
                    var first = i + 1 - forms[form].Length;
                    if (first == 0 || consonants[first - 1] == ' ') hits.Add(new TermHit(forms[form].Term, from[first], to[i] - from[first]));
                }
        }

        void Add(char c, int w)
        {
            consonants.Add(c);
            from.Add(words[w].Start);
            to.Add(words[w].End);
        }

        void RemoveLast()
        {
            consonants.RemoveAt(consonants.Count - 1);
            from.RemoveAt(from.Count - 1);
            to.RemoveAt(to.Count - 1);
        }
    }

    // Most posts with digits have them apart from their words: those cost a look.
    private static bool MayMix(ReadOnlySpan<char> text)
    {
        for (var i = text.IndexOfAnyInRange('2', '9'); i >= 0 && i < text.Length; i++)
            if (text[i] is >= '2' and <= '9' && ((i > 0 && char.IsAsciiLetter(text[i - 1])) || (i + 1 < text.Length && char.IsAsciiLetter(text[i + 1])))) return true;
        return false;
    }

    private static List<(int Start, int End, bool Mixed)> Words(ReadOnlySpan<char> text)
    {
        var words = new List<(int, int, bool)>();
        for (var start = 0; start < text.Length;)
        {
            var (end, latin, digits, other) = (start, 0, 0, 0);
            for (; end < text.Length && CharFold.IsWord(text[end]); end++)
                _ = text[end] is >= '2' and <= '9' ? digits++ : CharFold.Class(text[end]) == CharClass.Latin ? latin++ : other++;
            if (latin > 0 && other == 0) words.Add((start, end, digits > 0 && latin >= 2));
            start = end + 1;
        }
        return words;
    }

    // "el", and what it becomes before a sun letter: "es salam".
    private static bool IsArticle(ReadOnlySpan<char> word, char next) => word.Length == 2 && Vowels.Contains(word[0]) && (word[1] == 'l' || word[1] == next);

    private static string OfArabic(string text, string qaf, string marbuta)
    {
        var words = new List<string>();
        var split = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in split)
        {
            var last = ReferenceEquals(word, split[^1]);
            var bare = word.Length > 4 && word.StartsWith("ال", StringComparison.Ordinal) ? word[2..] : word;
            var consonants = string.Concat(bare.Select((c, i) => c switch
            {
                'ب' or 'پ' => "b", 'ت' or 'ث' or 'ط' => "t", 'ج' or 'گ' => "j", 'چ' or 'ش' => "$", 'خ' => "x", 'د' or 'ض' => "d", 'ذ' or 'ز' or 'ظ' => "z",
                'ر' => "r", 'س' or 'ص' => "s", 'غ' => "g", 'ف' or 'ڤ' => "f", 'ق' => qaf, 'ك' or 'ک' => "k", 'ل' => "l", 'م' => "m", 'ن' => "n", 'ح' => "h",
                // Normalised, ta marbuta is a heh.
                'ه' or 'ة' or 'ہ' when i == bare.Length - 1 => last ? "" : marbuta, 'ه' or 'ہ' => "h",
                _ => "",
            }));
            if (consonants.Length > 0) words.Add(consonants);
        }
        return string.Join(' ', words);
    }

    private static void OfLatin(ReadOnlySpan<char> word, Action<char> add)
    {
        if (word.Length > 4 && Vowels.Contains(word[0]) && word[1] == 'l') word = word[2..];
        if (word.Length > 2 && word[^1] == 'h' && Vowels.Contains(word[^2])) word = word[..^1];
        for (var i = 0; i < word.Length; i++)
        {
            var c = word[i];
            if (i > 0 && c == word[i - 1] && char.IsAsciiLetter(c)) continue;
            var pair = i + 1 < word.Length && word[i + 1] == 'h';
            var consonant = (c, pair) switch
            {
                ('k', true) or ('5', _) or ('x', _) => 'x',
                ('g', true) or ('8', _) => 'g',
                ('s', true) or ('c', true) => '$',
                ('d', true) => 'z',
                ('t', true) or ('6', _) => 't',
                ('b' or 'p', _) => 'b',
                ('j' or 'g', _) => 'j',
                ('7', _) => 'h',
                ('9', _) => 's',
                ('f' or 'v', _) => 'f',
                ('k' or 'q' or 'c', _) => 'k',
                ('t' or 'd' or 'r' or 'z' or 's' or 'l' or 'm' or 'n' or 'h', _) => c,
                _ => '\0',
            };
            if (consonant == '\0') continue;
            add(consonant);
            if (pair && c is 'k' or 'g' or 's' or 'c' or 'd' or 't') i++;
        }
    }
}
