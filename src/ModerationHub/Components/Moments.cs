using System.Globalization;

namespace ModerationHub.Components;

/// <summary>Times as people read them.</summary>
public static class Moments
{
    /// <summary>Day and minute, in the console's language and the server's zone.</summary>
    public static string Moment(this DateTimeOffset at) => at.ToLocalTime().ToString("d MMM yyyy HH:mm", CultureInfo.CurrentCulture);

    /// <summary>The zone of all times that are shown.</summary>
    public static string Zone => TimeZoneInfo.Local.HasSameRules(TimeZoneInfo.Utc) ? "UTC" : TimeZoneInfo.Local.Id;

    public static string Day(this DateTimeOffset at) => at.ToLocalTime().ToString("d MMM yyyy", CultureInfo.CurrentCulture);
}
