using System.Globalization;

namespace ModerationHub.Features.Cases.Views;

/// <summary>A language's name in the language of the console; its tag where the name is unknown.</summary>
public static class LanguageName
{
    /// <summary>Whether somebody who writes these words may mean the language: its tag, or its name in the console's language, in English or in itself.</summary>
    public static bool Fits(string? tag, string words)
    {
        if (string.IsNullOrWhiteSpace(tag) || tag == "und")
            return false;
        if (string.Equals(tag, words, StringComparison.OrdinalIgnoreCase))
            return true;
        // Two letters are a tag, or the beginning of many names.
        return words.Length > 2 && Names(tag).Any(name => name.StartsWith(words, StringComparison.CurrentCultureIgnoreCase));
    }

    static string[] Names(string tag)
    {
        try
        {
            var culture = CultureInfo.GetCultureInfo(tag, predefinedOnly: true);
            return [Of(tag), culture.EnglishName, culture.NativeName];
        }
        catch (CultureNotFoundException)
        {
            return [];
        }
    }

    public static string Of(string? tag)
    {
        if (string.IsNullOrWhiteSpace(tag) || tag == "und")
            return "?";
        try
        {
            var culture = CultureInfo.GetCultureInfo(tag, predefinedOnly: true);
            return CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == culture.TwoLetterISOLanguageName ? culture.NativeName : culture.DisplayName;
        }
        catch (CultureNotFoundException)
        {
            return tag;
        }
    }
}
