using System.Text.RegularExpressions;
using ModerationHub.Detection.Text;
using ModerationHub.Domain;
using ModerationHub.Domain.Policies;

namespace ModerationHub.Features.Policies;

/// <summary>A term as somebody types it.</summary>
/// <param name="Weight">Strength of one use, over 0 to 1.</param>
public sealed partial record TermEntry(TermKind Kind, string Text, string? Language, double Weight, bool ThreatToLife = false)
{
    const int Longest = 200;

    /// <summary>The term as it will be stored.</summary>
    /// <exception cref="RuleBrokenException">It would match nothing, nearly everything, or is not what its kind says.</exception>
    public TermEntry Checked()
    {
        var text = (Text ?? "").Trim();
        if (text.Length == 0)
            throw new RuleBrokenException(PolicyRules.TermEmpty);
        if (text.Length > Longest)
            throw new RuleBrokenException(PolicyRules.TermTooLong);
        if (text.Any(char.IsControl) || !IsWellFormed(text))
            throw new RuleBrokenException(PolicyRules.TermControl);
        if (!(Weight is > 0 and <= 1))
            throw new RuleBrokenException(PolicyRules.TermWeight);
        var language = string.IsNullOrWhiteSpace(Language) ? null : Language.Trim().ToLowerInvariant();
        if (language is not null && !LanguageTag().IsMatch(language))
            throw new RuleBrokenException(PolicyRules.TermLanguage);
        if (Kind == TermKind.Hashtag)
        {
            // Stored without the sign, as seeds and imports do; scoring puts it in front.
            text = text.TrimStart('#', '＃');
            if (!Hashtag().IsMatch(text))
                throw new RuleBrokenException(PolicyRules.TermHashtag);
        }
        if (Kind == TermKind.Domain && Uri.CheckHostName(text = text.ToLowerInvariant()) != UriHostNameType.Dns | !text.Contains('.', StringComparison.Ordinal))
            throw new RuleBrokenException(PolicyRules.TermDomain);
        CheckLetters(text);
        return new TermEntry(Kind, text, language, Weight, ThreatToLife);
    }

    // Counted as scoring sees them: tatweel, diacritics and signs are no letters.
    static void CheckLetters(string text)
    {
        var normalised = new NormalisedText();
        TextNormaliser.Normalise(text, normalised);
        var letters = 0;
        foreach (var c in normalised.Span)
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
                letters++;
        if (normalised.Length == 0)
            throw new RuleBrokenException(PolicyRules.TermNothingLeft);
        if (letters < 2)
            throw new RuleBrokenException(letters == 0 ? PolicyRules.TermNothingLeft : PolicyRules.TermOneLetter);
    }

    static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
                return false;
        return true;
    }

    [GeneratedRegex(@"\A[a-z]{2,3}\z")]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"\A[\p{L}\p{M}\p{N}_]+\z")]
    private static partial Regex Hashtag();
}
