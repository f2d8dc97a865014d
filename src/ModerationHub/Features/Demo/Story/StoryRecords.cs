namespace ModerationHub.Features.Demo.Story;

// The shapes of the public API, as any platform would send them; absent values are not written.

public sealed record DemoAccount
{
    public required string Id { get; init; }
    public required string Handle { get; init; }
    public string? DisplayName { get; init; }
    public string? Bio { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public int Followers { get; init; }
    public int Following { get; init; }
    public int Posts { get; init; }
    public required string Language { get; init; }
    public string? Location { get; init; }
    public string? Url { get; init; }
    public bool Verified { get; init; }
    public string State { get; init; } = "active";
    public string AgeBand { get; init; } = "unknown";
    public IReadOnlyList<string>? DeviceHashes { get; init; }
    public IReadOnlyList<string>? IpHashes { get; init; }
}

public sealed record DemoPost
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string Text { get; init; }
    public required string Language { get; init; }
    public required string Client { get; init; }
    public string? InReplyTo { get; init; }
    public string? QuoteOf { get; init; }
    public IReadOnlyList<string>? Mentions { get; init; }
}

public sealed record DemoFollow
{
    public required string FollowerId { get; init; }
    public required string FollowedId { get; init; }
    public required DateTimeOffset At { get; init; }
}

public sealed record DemoReport
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public string? PostId { get; init; }
    public required string ReporterId { get; init; }
    public required string ReporterKind { get; init; }
    public required string Reason { get; init; }
    public string? Comment { get; init; }
    public required DateTimeOffset At { get; init; }
}
