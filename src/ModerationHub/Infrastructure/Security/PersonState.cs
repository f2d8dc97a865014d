using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Infrastructure.Security;

/// <summary>What the database says about a person right now.</summary>
public sealed record PersonState(Guid UserId, string Pseudonym, string SecurityStamp, bool Revoked, IReadOnlyList<PersonPlatform> Platforms)
{
    public PersonPlatform? On(int? platformId) => Platforms.FirstOrDefault(p => p.Membership.PlatformId == platformId);

    /// <summary>The person about their own account only (password, second factor): no permission is needed and none is given.</summary>
    public Actor AsSelf(int? platformId = null) =>
        new(UserId, Pseudonym, (On(platformId) ?? Platforms[0]).Membership.PlatformId, new HashSet<Permission>());
}

public sealed record PersonPlatform(string Name, Membership Membership);
