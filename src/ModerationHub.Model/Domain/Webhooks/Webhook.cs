namespace ModerationHub.Domain.Webhooks;

public sealed class WebhookEndpoint
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required string Url { get; set; }

    /// <summary>The signing secret, protected by the data protection keys.</summary>
    public required string ProtectedSecret { get; set; }

    public bool Active { get; set; } = true;
    public required DateTimeOffset CreatedAt { get; init; }
}

public enum DeliveryState { Held, Pending, Delivered, Dead, Cancelled }

/// <summary>
/// An intent to tell the platform, written in the decision's transaction and held until its undo time is over.
/// Sent in order per account: a delivery waits for the earlier ones of its account.
/// </summary>
public sealed class WebhookDelivery
{
    public required int PlatformId { get; init; }

    /// <summary>Version 7, so that order by id is order in time; also the X-Hub-Delivery header.</summary>
    public required Guid Id { get; init; }

    public required Guid EndpointId { get; init; }
    public required string AccountId { get; init; }
    public Guid? DecisionId { get; init; }
    public required string Event { get; init; }
    public required string Payload { get; init; }
    public DeliveryState State { get; set; }
    public int Attempts { get; set; }

    /// <summary>A day later it is given up.</summary>
    public DateTimeOffset? FirstAttemptAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset NextAttemptAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public string? LastError { get; set; }

    /// <summary>Given up, it is due again with all its tries.</summary>
    public void Revive(DateTimeOffset now) => (State, Attempts, FirstAttemptAt, NextAttemptAt, FinishedAt) = (DeliveryState.Pending, 0, null, now, null);
}
