namespace ModerationHub.Domain.Platforms;

public static class PlatformRules
{
    public static readonly Rule Retention = new("retention_out_of_range", "Posts are kept for 7 to 3,650 days, or for good.");
    public static readonly Rule Backlog = new("backlog_limit_out_of_range", "The limit of waiting posts is 10,000 to 100,000,000.");
    public static readonly Rule EnforcementAlarm = new("enforcement_alarm_out_of_range", "The alarm of what is not applied comes after 1 to 10,080 minutes.");
}

/// <summary>What an administrator sets for a platform.</summary>
/// <param name="RetentionDays">Days after which posts leave; null keeps them.</param>
/// <param name="BacklogLimit">Unscored posts above which intake answers 429.</param>
/// <param name="EnforcementAlarmMinutes">Minutes after which a decision that the platform has not confirmed alarms.</param>
public sealed record PlatformSettings(int? RetentionDays, int BacklogLimit, int EnforcementAlarmMinutes)
{
    public static PlatformSettings Of(Platform platform) => new(platform.PostRetentionDays, platform.BacklogLimit, platform.EnforcementAlarmMinutes);

    public void Check()
    {
        if (RetentionDays is < 7 or > 3_650)
            throw new RuleBrokenException(PlatformRules.Retention);
        if (BacklogLimit is < 10_000 or > 100_000_000)
            throw new RuleBrokenException(PlatformRules.Backlog);
        if (EnforcementAlarmMinutes is < 1 or > 10_080)
            throw new RuleBrokenException(PlatformRules.EnforcementAlarm);
    }

    public void ApplyTo(Platform platform)
    {
        Check();
        (platform.PostRetentionDays, platform.BacklogLimit, platform.EnforcementAlarmMinutes) = (RetentionDays, BacklogLimit, EnforcementAlarmMinutes);
    }
}
