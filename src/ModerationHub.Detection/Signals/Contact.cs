namespace ModerationHub.Detection.Signals;

/// <summary>An account that a post speaks to directly: the only one or two that it mentions.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="IsYoung">It was made less than ninety days before the post.</param>
/// <param name="Follows">It follows whoever writes.</param>
public sealed record Contact(string AccountId, bool IsYoung, bool Follows);
