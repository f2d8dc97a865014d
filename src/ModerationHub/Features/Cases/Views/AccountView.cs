namespace ModerationHub.Features.Cases.Views;

/// <summary>Who: the account as a reviewer needs it beside a case.</summary>
public sealed record AccountView(string Id, string Handle, string? DisplayName, DateTimeOffset? CreatedAt)
{
    public string? Bio { get; init; }

    public string State { get; init; } = "active";

    public long? Followers { get; init; }

    public long? Following { get; init; }

    public long? Posts { get; init; }

    public IReadOnlyList<string> Languages { get; init; } = [];

    public string? Location { get; init; }

    public int Strikes { get; init; }

    public int EarlierDecisions { get; init; }

    public int EarlierOverturned { get; init; }

    public bool Verified { get; init; }

    public bool Protected { get; init; }

    /// <summary>Whether the platform says that a minor owns the account.</summary>
    public bool Minor { get; init; }
}
