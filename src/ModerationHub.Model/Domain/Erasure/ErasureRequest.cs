namespace ModerationHub.Domain.Erasure;

/// <summary>Waiting; everything is gone; some of it is kept for a reason, and looked at again.</summary>
public enum ErasureState { Pending, Done, Partly }

/// <summary>Why something is kept although its owner asked for its erasure.</summary>
public enum RetentionReason { OpenCase, StandingDecision, OpenOrder, Preserved, OpenAppeal, RecentDecision }

/// <summary>Somebody wants what they wrote, or all that is known of them, forgotten; the platform passes it on.</summary>
public sealed class ErasureRequest
{
    /// <summary>The post id of a request about the whole account.</summary>
    public const string WholeAccount = "";

    public required int PlatformId { get; init; }
    public required string AccountId { get; init; }

    /// <summary>The post; empty for the whole account.</summary>
    public required string PostId { get; init; }

    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public ErasureState State { get; set; }
    public DateTimeOffset NextCheckAt { get; set; }
    public DateTimeOffset? ErasedAt { get; set; }

    /// <summary>JSON array of <see cref="Retained"/>.</summary>
    public string Retained { get; set; } = "[]";
}

/// <summary>One thing that is kept, and why.</summary>
/// <param name="What">"account" or "post:…".</param>
/// <param name="Reason">Why.</param>
/// <param name="Reference">The case or order that needs it.</param>
public sealed record Retained(string What, RetentionReason Reason, Guid Reference);
