namespace ModerationHub.Features.Enforcement;

/// <summary>When a failed delivery is tried again: twice as long each time up to an hour, a fifth more or less so that they spread; the last time a day after the first.</summary>
public static class DeliveryBackoff
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(24);

    /// <param name="attempts">How often it was tried, at least once.</param>
    /// <param name="chance">0 to 1.</param>
    /// <param name="sinceFirst">How long ago it was tried first.</param>
    /// <returns>How long to wait, or null when it is given up.</returns>
    public static TimeSpan? After(int attempts, double chance, TimeSpan sinceFirst)
    {
        if (sinceFirst >= GiveUpAfter)
            return null;
        var wait = TimeSpan.FromTicks((long)(Math.Min(First.Ticks * Math.Pow(2, attempts - 1), Longest.Ticks) * (0.8 + 0.4 * chance)));
        return wait < GiveUpAfter - sinceFirst ? wait : GiveUpAfter - sinceFirst;
    }

    /// <summary>The same for what was not sent because the platform's breaker is open: that spends no attempt, but the day runs.</summary>
    public static TimeSpan? AfterBreak(TimeSpan breaks, TimeSpan sinceFirst) => sinceFirst >= GiveUpAfter ? null : breaks;
}
