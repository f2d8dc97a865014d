namespace ModerationHub.Domain.Platforms;

/// <summary>The service whose accounts are moderated. Its id leads every key, so that its rows can move to a node of their own.</summary>
public sealed class Platform
{
    public const int DefaultRetentionDays = 90;

    public required int Id { get; init; }
    public required string Key { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Days after which posts leave; null keeps them (imported history, the demo).</summary>
    public int? PostRetentionDays { get; set; } = DefaultRetentionDays;

    /// <summary>Unscored posts above which intake answers 429.</summary>
    public int BacklogLimit { get; set; } = 2_000_000;

    /// <summary>Last number given to a decision of the feed; locked while numbers are given, so that they follow commit order.</summary>
    public long LastDecisionNumber { get; set; }

    /// <summary>Minutes after which a decision that the platform has not confirmed alarms.</summary>
    public int EnforcementAlarmMinutes { get; set; } = 30;
}
