namespace ModerationHub.Domain.Policies;

public enum ShadowState { Running, Stopped, Ended, Changed, Closed }

/// <summary>
/// A version that is scored beside the live one, without effect on cases. It counts from its start on: what accounts said before is
/// taken as the live version remembers it. It ends by itself, when its version changes, and when that is published or given up.
/// </summary>
public sealed class Shadow
{
    public static readonly TimeSpan Usual = TimeSpan.FromDays(7);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>On a platform at a time: each costs scoring a little.</summary>
    public const int Most = 3;

    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required string PolicyKey { get; init; }
    public required int Version { get; init; }

    /// <summary>The version's last change at the start: changed since, it is another version.</summary>
    public DateTimeOffset? VersionChangedAt { get; init; }

    public ShadowState State { get; set; }
    public required string StartedBy { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }
    public DateTimeOffset? StoppedAt { get; set; }
    public string? StoppedBy { get; set; }
}

/// <summary>What a shadow knows of an account; only accounts that crossed, or about whose terms shadow and live differ, have one.</summary>
public sealed class ShadowAccount
{
    public required int PlatformId { get; init; }
    public required Guid ShadowId { get; init; }
    public required string AccountId { get; init; }
    public required string Language { get; set; }

    /// <summary>Use of terms under the shadow, UTF-8 JSON; null while it is the live version's.</summary>
    public byte[]? Use { get; set; }

    public float Risk { get; set; }
    public float LiveRisk { get; set; }

    /// <summary>When the account first crossed the shadow's threshold, and the live one's, as seen since the start.</summary>
    public DateTimeOffset? CrossedAt { get; set; }
    public DateTimeOffset? LiveCrossedAt { get; set; }
}
