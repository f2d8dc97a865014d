using System.Globalization;
using Microsoft.Extensions.Localization;

namespace ModerationHub.Components;

/// <summary>
/// What is counted, in the form that the number asks for. English has one and other; Arabic has six forms (the Unicode plural
/// rules), whose translations stand under the English plural with the form's name behind it: <c>{0} terms|few</c>.
/// </summary>
public static class Counts
{
    /// <summary>The Arabic forms beside "other", which stands under the English plural itself.</summary>
    public static IReadOnlyList<string> ArabicForms { get; } = ["zero", "one", "two", "few", "many"];

    /// <param name="number">How many.</param>
    /// <param name="one">The English words for one.</param>
    /// <param name="other">The English words for every other number; they are the key of the translations.</param>
    public static string Count(this IStringLocalizer<Strings> L, long number, string one, string other)
    {
        var shown = number.ToString("N0", CultureInfo.InvariantCulture);
        if (CultureInfo.CurrentUICulture.TwoLetterISOLanguageName != "ar")
            return string.Format(CultureInfo.InvariantCulture, number == 1 ? one : other, shown);
        var translated = L[$"{other}|{ArabicForm(number)}", shown];
        return translated.ResourceNotFound ? L[other, shown] : translated;
    }

    public static string ArabicForm(long number) => (number, Math.Abs(number % 100)) switch
    {
        (0, _) => "zero",
        (1, _) => "one",
        (2, _) => "two",
        (_, >= 3 and <= 10) => "few",
        (_, >= 11) => "many",
        _ => "other",
    };
}
