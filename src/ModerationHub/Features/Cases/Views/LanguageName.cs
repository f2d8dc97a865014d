using System.Globalization;

namespace ModerationHub.Features.Cases.Views;

/// <summary>A language's name in the language of the console; its tag where the name is unknown.</summary>
public static class LanguageName
{
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
