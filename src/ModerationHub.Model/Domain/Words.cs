using System.Globalization;

namespace ModerationHub.Domain;

/// <summary>What people write for other people.</summary>
public static class Words
{
    /// <summary>Whether a text shows nothing: empty, blank, or signs that cannot be seen (direction marks, joiners, control signs).</summary>
    public static bool AreMissing([System.Diagnostics.CodeAnalysis.NotNullWhen(false)] string? text) => text is null || text.All(c => char.IsWhiteSpace(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned);
}
