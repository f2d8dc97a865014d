using System.Globalization;
using Microsoft.Extensions.Localization;

namespace ModerationHub.Components;

/// <summary>What is written for somebody who reads another language than the console's.</summary>
public static class OtherLanguage
{
    public static T In<T>(this IStringLocalizer<Strings> _, string language, Func<T> say)
    {
        var own = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            return say();
        }
        finally
        {
            CultureInfo.CurrentUICulture = own;
        }
    }
}
