using System.Globalization;

namespace ModerationHub.Components;

/// <summary>Times as people read them.</summary>
public static class Moments
{
    /// <summary>Day and minute, in the console's language and the server's zone.</summary>
    public static string Moment(this DateTimeOffset at) => at.ToLocalTime().ToString("d MMM yyyy HH:mm", CultureInfo.CurrentCulture);

    /// <summary>The zone of all times that are shown.</summary>
    public static string Zone => TimeZoneInfo.Local.HasSameRules(TimeZoneInfo.Utc) ? "UTC" : TimeZoneInfo.Local.Id;

    /// <summary>The day that is shown for a time.</summary>
    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.ToLocalTime().DateTime);

    /// <summary>When a day begins in the zone of the times that are shown; the calendar's first and last days are cut short rather than refused.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo? zone = null)
    {
        zone ??= TimeZoneInfo.Local;
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        // Where the clocks go back over midnight, the day begins at its first one.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new(Math.Clamp(midnight.Ticks - offset.Ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
    }

    /// <summary>When the day after begins.</summary>
    public static DateTimeOffset EndOf(DateOnly day, TimeZoneInfo? zone = null) => day < DateOnly.MaxValue ? StartOf(day.AddDays(1), zone) : DateTimeOffset.MaxValue;

    public static string Day(this DateTimeOffset at) => at.ToLocalTime().ToString("d MMM yyyy", CultureInfo.CurrentCulture);
}
