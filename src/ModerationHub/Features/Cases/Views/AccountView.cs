using ModerationHub.Domain.Accounts;

namespace ModerationHub.Features.Cases.Views;

/// <param name="Name">Of the part, in words.</param>
/// <param name="Was">The owner's own words; empty where there was nothing.</param>
public sealed record FormerProfilePart(string Name, string Was);

/// <param name="CaseHref">Null where it is the case that is shown.</param>
/// <param name="Tone">A tone of StateBadge.</param>
public sealed record EarlierDecision(Guid Id, DateTimeOffset At, string Actions, string Policy, string Outcome, string Tone, string? CaseHref);

/// <summary>Who: the account as a reviewer needs it beside a case.</summary>
public sealed record AccountView(string Id, string Handle, string? DisplayName, DateTimeOffset? CreatedAt)
{
    public string? Bio { get; init; }

    public AccountState State { get; init; }

    /// <summary>When a suspension or restriction ends by itself; null where it does not.</summary>
    public DateTimeOffset? StateUntil { get; init; }

    public long? Followers { get; init; }

    public long? Following { get; init; }

    public long? Posts { get; init; }

    public IReadOnlyList<string> Languages { get; init; } = [];

    public string? Location { get; init; }

    public string? Url { get; init; }

    /// <summary>What stood otherwise in the profile when the case's evidence was copied.</summary>
    public IReadOnlyList<FormerProfilePart> Formerly { get; init; } = [];

    /// <summary>Newest first; empty where the page lists them by itself.</summary>
    public IReadOnlyList<EarlierDecision> Earlier { get; init; } = [];

    public int Strikes { get; init; }

    public int EarlierDecisions { get; init; }

    public int EarlierOverturned { get; init; }

    public bool Verified { get; init; }

    public bool Protected { get; init; }

    /// <summary>Whether the platform says that a minor owns the account.</summary>
    public bool Minor { get; init; }
}
