using System.Globalization;
using System.Text.RegularExpressions;

namespace ModerationHub.Features.Intake.Parsing;

/// <summary>
/// Times as RFC 3339 and its kin write them, where the quick reading of ISO 8601 finds none: small letters, a blank for the T or
/// before the offset, an offset without its colon, any number of digits of a second, the second 60.
/// </summary>
static partial class LooseTime
{
    /// <param name="time">In UTC.</param>
    public static bool TryParse(string text, out DateTime time)
    {
        time = default;
        if (Form().Match(text) is not { Success: true } match)
            return false;
        int Part(string name) => match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        var (second, hours, minutes) = (Part("second"), Part("hours"), Part("minutes"));
        if (second > 60 || hours > 23 || minutes > 59 || !DateTime.TryParseExact($"{match.Groups["day"].Value} {match.Groups["minute"].Value}",
            "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var start))
            return false;
        var fraction = match.Groups["fraction"].Value is { Length: > 0 } digits ? int.Parse(digits.PadRight(7, '0').AsSpan(0, 7), NumberStyles.None, CultureInfo.InvariantCulture) : 0;
        var offset = new TimeSpan(hours, minutes, 0);
        var ticks = start.Ticks + second * TimeSpan.TicksPerSecond + fraction - (match.Groups["sign"].Value == "-" ? -offset.Ticks : offset.Ticks);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;
        time = new DateTime(ticks, DateTimeKind.Utc);
        return true;
    }

    [GeneratedRegex("^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ](?<minute>[0-9]{2}:[0-9]{2})(:(?<second>[0-9]{2})([.,](?<fraction>[0-9]+))?)? ?([Zz]|(?<sign>[+-])(?<hours>[0-9]{2}):?(?<minutes>[0-9]{2})?)?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
