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

    public bool IsOpen => State is OrderState.Received or OrderState.Verified;

    /// <summary>The next step: verified, then fulfilled; or refused from either. Whoever takes it says how or why.</summary>
    public void Answer(OrderState answer, string? words)
    {
        if (Words.AreMissing(words))
            throw new RuleBrokenException(OrderRules.WordsRequired);
        if (words.Length > OrderRules.LongestWords)
            throw new RuleBrokenException(OrderRules.WordsTooLong);
        if (!IsOpen)
            throw new RuleBrokenException(OrderRules.Answered);
        State = (State, answer) switch
        {
            (OrderState.Verified, OrderState.Verified) => throw new RuleBrokenException(OrderRules.AlreadyVerified),
            (OrderState.Received, OrderState.Fulfilled) => throw new RuleBrokenException(OrderRules.NotVerified),
            (_, OrderState.Received) => throw new RuleBrokenException(OrderRules.Answered),
            _ => answer,
        };
    }
}

public static class OrderRules
{
    public const int LongestWords = 2_000;

    public static readonly Rule Unknown = new("order_unknown", "There is no such order.");
    public static readonly Rule WordsRequired = new("order_words_required", "Say how it was done or why not; whoever reads the record later was not there.");
    public static readonly Rule WordsTooLong = new("order_words_too_long", "At most 2,000 characters.");
    public static readonly Rule Answered = new("order_answered", "This order is answered already.");
    public static readonly Rule AlreadyVerified = new("order_already_verified", "The sender is verified already.");
    public static readonly Rule NotVerified = new("order_not_verified", "First verify who sent the order, by other means than the order itself.");
}
