using System.Collections.Concurrent;
using System.Globalization;
using ModerationHub.Detection.Signals;

namespace ModerationHub.Detection.Text;

/// <summary>
/// Tells the language of a text whose platform did not. The script decides first, then what its account usually writes; only
/// where that does not fit is a detector asked, which costs more than all other signals of a post together.
/// Safe for any number of threads if the detector is.
/// </summary>
public sealed class LanguageTeller
{
    /// <summary>Letters from which on a text stands for what its account usually writes.</summary>
    private const int Telling = 20;

    /// <summary>After so many posts what is remembered is asked about again, for people change their language and detectors err.</summary>
    private const int Trusted = 16;

    private static readonly ConcurrentDictionary<string, CharClass> Scripts = new(StringComparer.Ordinal);

    private readonly (string Language, CharClass Script)[] working;
    private readonly Func<string, string?> detect;

    /// <summary>Sets up telling among some languages.</summary>
    /// <param name="working">The languages that the team reads, as ISO 639 codes ("ar"). What is written in a script of none of them is left unknown.</param>
    /// <param name="detect">Tells one of these languages for a text of at least one letter; null when it cannot.</param>
    public LanguageTeller(IEnumerable<string> working, Func<string, string?> detect) =>
        (this.working, this.detect) = ([.. working.Select(language => (language, ScriptOf(language)))], detect);

    /// <summary>Knows no language.</summary>
    public static LanguageTeller None { get; } = new([], _ => null);

    /// <summary>The likeliest language.</summary>
    /// <param name="text">Any text; links, mentions and hashtags say nothing.</param>
    /// <param name="usual">ISO 639 codes of what the account usually writes, the likeliest first; null for unknown.</param>
    /// <returns>One of the usual or the working languages; null when the text has no letters or nothing fits.</returns>
    public string? Tell(string text, params ReadOnlySpan<string?> usual) => Tell(text, usual, out _);

    /// <summary>The likeliest language of an account's new post; what a longer text is told to be is remembered as usual for the account.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="own">ISO 639 code of the account's language as the platform knows it; null for unknown.</param>
    /// <param name="features">What is remembered of the account.</param>
    public string? Tell(string text, string? own, AccountFeatures features)
    {
        var told = Tell(text, [own, features.Posts % Trusted == 0 ? null : features.Language], out var letters);
        if (letters >= Telling && told is not null && told != own) features.Language = told;
        return told;
    }

    private string? Tell(string text, ReadOnlySpan<string?> usual, out int letters)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(Speaks));
        (var script, letters) = Count(words);
        if (letters == 0) return null;
        foreach (var language in usual)
            if (language is not null && ScriptOf(language) == script) return language;
        var fitting = Array.FindAll(working, w => w.Script == script);
        return fitting.Length switch { 0 => null, 1 => fitting[0].Language, _ => detect(words) };
    }

    private static bool Speaks(string word) =>
        word[0] is not ('@' or '#') && !word.Contains("://", StringComparison.Ordinal) && !word.StartsWith("www.", StringComparison.OrdinalIgnoreCase);

    // A language is written in the script of its own name for itself. Longer codes than there are would be remembered without end.
    private static CharClass ScriptOf(string language) => language.Length > 3 || !language.All(char.IsAsciiLetter)
        ? CharClass.Separator
        : Scripts.GetOrAdd(language, static code => Count(CultureInfo.GetCultureInfo(code).NativeName).Script);

    private static (CharClass Script, int Letters) Count(string text)
    {
        Span<int> counts = stackalloc int[(int)CharClass.Expands + 1];
        counts.Clear();
        foreach (var c in text)
            if (char.IsLetter(c)) counts[(int)CharFold.Class(c)]++;
        var most = 0;
        for (var script = 1; script < counts.Length; script++)
            if (counts[script] > counts[most]) most = script;
        return ((CharClass)most, counts[most]);
    }
}
