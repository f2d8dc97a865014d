using System.Globalization;

namespace ModerationHub.Components;

/// <summary>
/// What an address asks of a page. Anybody can type one, and Blazor ends the circuit at a value that does not convert: so pages take text,
/// and what cannot be read counts as not asked.
/// </summary>
public static class Asked
{
    const int FarthestOffset = 1_000_000;

    public static Guid? Id(string? value) => Guid.TryParse(value, out var id) ? id : null;

    public static int? Number(string? value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>How many entries a page of a list passes over.</summary>
    public static int Offset(string? value) => Number(value) is { } number and <= FarthestOffset ? number : 0;

    public static DateOnly? Day(string? value) => DateOnly.TryParse(value, CultureInfo.InvariantCulture, out var day) ? day : null;

    public static bool Yes(string? value) => bool.TryParse(value, out var yes) && yes;

    /// <summary>Without NUL, which PostgreSQL stores and looks for nowhere.</summary>
    public static string? Words(string? value) => value?.Replace("\0", "", StringComparison.Ordinal);
}
