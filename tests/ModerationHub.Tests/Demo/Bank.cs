using System.Globalization;
using System.Text;
using ModerationHub.Features.Demo;

namespace ModerationHub.Tests.Demo;

/// <summary>A plain look into the demo's term bank, independent of the detectors: case, accents and tatweel aside.</summary>
static class Bank
{
    static readonly string[] Terms = [.. DemoPolicies.Terms.Where(term => term.Policy == DemoPolicies.ViolentExtremism).Select(term => Plain(term.Value))];

    public static bool Matches(string text)
    {
        var plain = Plain(text);
        return Terms.Any(term => plain.Contains(term, StringComparison.Ordinal));
    }

    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.ToLowerInvariant().Normalize(NormalizationForm.FormD))
            if (CharUnicodeInfo.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark && rune != 'ـ')
                plain.Append(rune == 'ı' ? 'i' : rune);
        return plain.ToString();
    }
}
