using System.Globalization;

namespace ModerationHub.Components;

/// <summary>Times as people read them.</summary>
public static class Moments
{
    /// <summary>Day and minute, in the console's language and the server's zone.</summary>
    public static string Moment(this DateTimeOffset at) => at.ToLocalTime().ToString("d MMM yyyy HH:mm", CultureInfo.CurrentCulture);

    public static string Day(this DateTimeOffset at) => at.ToLocalTime().ToString("d MMM yyyy", CultureInfo.CurrentCulture);
}
