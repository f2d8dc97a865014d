namespace ModerationHub.Domain.Orders;

public enum OrderState { Received, Verified, Refused, Fulfilled }

/// <summary>A demand by an authority. It adds no risk to the account; its sender is to be verified by other means.</summary>
public sealed class Order
{
    public required int PlatformId { get; init; }
    public required Guid Id { get; init; }
    public required string ReportId { get; init; }
    public required string Authority { get; init; }
    public required string AccountId { get; init; }
    public string? PostId { get; init; }
    public required string Grounds { get; init; }
    public string? Comment { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public OrderState State { get; set; }
}
