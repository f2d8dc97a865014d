namespace ModerationHub.Domain.Policies;

public enum Severity { Low = 0, Medium = 1, High = 2, Severe = 3, ThreatToLife = 7 }

public enum PolicyVersionState { Draft, InReview, Approved, Live, Retired, Withdrawn }

public sealed class Policy
{
    public required int PlatformId { get; init; }
    public required string Key { get; init; }
    public required string Name { get; set; }
    public string? ParentKey { get; init; }
    public required Severity Severity { get; set; }
    public int Position { get; set; }
}

/// <summary>What a decision pins: the words of the policy, its threshold, actions and banks at one moment.</summary>
public sealed partial class PolicyVersion
{
    public required int PlatformId { get; init; }
    public required string PolicyKey { get; init; }
    public required int Version { get; init; }
    public required string Text { get; set; }
    public string[] Examples { get; set; } = [];
    public string[] EdgeCases { get; set; } = [];

    /// <summary>Risk from which an account becomes a candidate, 0–1.</summary>
    public required double Threshold { get; set; }

    /// <summary>How many violating posts satisfy the policy: with so many exhibits the page says "enough".</summary>
    public int EnoughExhibits { get; set; } = 3;

    public required string[] AllowedActions { get; set; }
    public required int TargetMinutes { get; set; }
    public string[] BankIds { get; init; } = [];

    /// <summary>JSON of the risk parameters; null takes the defaults of the release.</summary>
    public string? RiskParameters { get; set; }

    /// <summary>JSON of the rules that its team wrote; null when there are none.</summary>
    public string? Rules { get; set; }

    public PolicyVersionState State { get; set; }
    public DateTimeOffset? PublishedAt { get; set; }
}
