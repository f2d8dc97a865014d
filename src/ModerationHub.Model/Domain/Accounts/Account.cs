namespace ModerationHub.Domain.Accounts;

public enum AccountState { Active, Suspended, Restricted, Deleted }

public enum AgeBand { Unknown, Minor, Adult }

/// <summary>An account as the platform described it last. What the hub thinks of it lies in <see cref="Scoring.AccountScore"/>.</summary>
public sealed class Account
{
    public const int MaxIdLength = 128;

    public required int PlatformId { get; init; }
    public required string Id { get; init; }

    /// <summary>Decides which worker scores the account; fixed for ever (<see cref="AccountBucket"/>).</summary>
    public required short Bucket { get; init; }

    public string? Handle { get; set; }
    public string? DisplayName { get; set; }
    public string? Bio { get; set; }
    public DateTimeOffset? CreatedAt { get; set; }
    public long? Followers { get; set; }
    public long? Following { get; set; }
    public long? Posts { get; set; }
    public string? Language { get; set; }
    public string? Location { get; set; }
    public string? Url { get; set; }
    public string? AvatarPdq { get; set; }
    public bool? Verified { get; set; }
    public bool? Protected { get; set; }
    public AccountState State { get; private set; }
    public DateTimeOffset? StateUntil { get; private set; }
    public AgeBand AgeBand { get; set; }
    public string? EmailHash { get; set; }
    public string[] DeviceHashes { get; set; } = [];
    public string[] IpHashes { get; set; } = [];

    /// <summary>True while only posts or reports have named the account.</summary>
    public bool IsStub { get; set; }

    public required DateTimeOffset FirstSeenAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    public void Suspend(DateTimeOffset? until) => Enter(AccountState.Suspended, until, AccountRules.AlreadySuspended);

    public void Restrict(DateTimeOffset? until) => Enter(AccountState.Restricted, until, AccountRules.AlreadyRestricted);

    /// <summary>Takes a suspension or restriction back: undone, overturned on audit or on appeal.</summary>
    public void Restore(AccountState to, DateTimeOffset? until)
    {
        if (State == AccountState.Deleted)
            throw new RuleBrokenException(AccountRules.Deleted);
        (State, StateUntil) = (to, until);
    }

    void Enter(AccountState state, DateTimeOffset? until, Rule already)
    {
        if (State == AccountState.Deleted)
            throw new RuleBrokenException(AccountRules.Deleted);
        if (State == state && StateUntil is null && until is null)
            throw new RuleBrokenException(already);
        (State, StateUntil) = (state, until);
    }
}
