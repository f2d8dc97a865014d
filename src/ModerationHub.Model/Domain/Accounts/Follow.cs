namespace ModerationHub.Domain.Accounts;

public sealed class Follow
{
    public required int PlatformId { get; init; }
    public required string FollowerId { get; init; }
    public required string FollowedId { get; init; }
    public DateTimeOffset? At { get; init; }
}
