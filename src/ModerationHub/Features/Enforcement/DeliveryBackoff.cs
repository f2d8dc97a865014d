namespace ModerationHub.Features.Enforcement;

/// <summary>When a failed delivery is tried again: twice as long each time up to an hour, a fifth more or less so that they spread, and dead after a day.</summary>
public static class DeliveryBackoff
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Tries that fill a day: ten that double, then one an hour.</summary>
    public const int Tries = 33;

    /// <param name="attempts">How often it was tried, at least once.</param>
    /// <param name="chance">0 to 1.</param>
    /// <returns>How long to wait, or null when it is given up.</returns>
    public static TimeSpan? After(int attempts, double chance) => attempts >= Tries
        ? null
        : TimeSpan.FromTicks((long)(Math.Min(First.Ticks * Math.Pow(2, attempts - 1), Longest.Ticks) * (0.8 + 0.4 * chance)));
}
