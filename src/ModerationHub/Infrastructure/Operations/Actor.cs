using ModerationHub.Domain.People;

namespace ModerationHub.Infrastructure.Operations;

/// <summary>Who acts, on which platform, and what they may do. Built from the database when a request or circuit begins, never from what a client says.</summary>
public sealed record Actor(Guid? UserId, string Name, int PlatformId, IReadOnlySet<Permission> May)
{
    public Role? Role { get; init; }

    /// <summary>Languages that the actor reads; empty means all.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Queues given to the actor by name (specialist, lead, threat, sealed).</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    public bool SealedLane { get; init; }

    /// <summary>The API key that acts, which is nobody's; null for a person and the machine.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>The hub itself: jobs, sweeps, intake.</summary>
    public static Actor Machine(int platformId) =>
        new(null, "hub", platformId, new HashSet<Permission>(Enum.GetValues<Permission>()));

    public bool Can(Permission permission) => May.Contains(permission);

    public void Demand(Permission permission)
    {
        if (!Can(permission))
            throw new NotPermittedException(permission);
    }

    /// <summary>The user behind the actor; an API key or the machine has none.</summary>
    public Guid DemandUser() => UserId ?? throw new NotPermittedException(Permission.ClaimCase);
}

/// <summary>The actor lacks the permission. Answered with 403 and shown as a designed page, never as an error.</summary>
public sealed class NotPermittedException(Permission permission) : Exception($"You may not do this: {permission}.")
{
    public Permission Permission { get; } = permission;
}
