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
        if (text.Any(char.IsControl) || !TextNormaliser.IsWellFormed(text))
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
        if (Kind == TermKind.Domain && WebAddress.Of(text) is { IsShortened: true })
            throw new RuleBrokenException(BankRules.Shortener);
        CheckLetters(text);
        return new TermEntry(Kind, text, language, Weight, ThreatToLife);
    }

    static void CheckLetters(string text)
    {
        switch (TextNormaliser.Letters(text))
        {
            case 0: throw new RuleBrokenException(PolicyRules.TermNothingLeft);
            case 1: throw new RuleBrokenException(PolicyRules.TermOneLetter);
        }
    }

    [GeneratedRegex(@"\A[a-z]{2,3}\z")]
    private static partial Regex LanguageTag();

    [GeneratedRegex(@"\A[\p{L}\p{M}\p{N}_]+\z")]
    private static partial Regex Hashtag();
}
