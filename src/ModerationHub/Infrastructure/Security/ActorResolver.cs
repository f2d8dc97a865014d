using System.Security.Claims;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Infrastructure.Security;

/// <summary>From who signed in to what they may do on their platform, as the database has it now. Null: they may do nothing.</summary>
public sealed class ActorResolver(PeopleDirectory people)
{
    static readonly Dictionary<string, Permission[]> Scopes = new(StringComparer.Ordinal)
    {
        ["intake"] = [],
        ["read"] = [Permission.ReadCases, Permission.ReadAccounts],
        ["export"] = [Permission.ReadAudit, Permission.ExportAudit],
    };

    public async ValueTask<Actor?> ResolveAsync(ClaimsPrincipal who, CancellationToken cancellation = default)
    {
        if (who.KeyId() is { } key)
            return OfKey(key, who);
        return who.UserId() is { } user && who.PlatformId() is { } platform && !who.HasClaim(c => c.Type == HubClaims.Unfinished)
            ? Of(await people.FindAsync(user, who.FindFirstValue(HubClaims.Stamp), cancellation), platform, who.FindFirstValue(HubClaims.Stamp))
            : null;
    }

    /// <summary>A key was looked up by the request that carries it; its permissions follow its scopes, and it is nobody's.</summary>
    static Actor? OfKey(Guid key, ClaimsPrincipal who) => who.PlatformId() is not { } platform
        ? null
        : new(null, $"key {key:N}"[..12], platform, who.FindAll(HubClaims.Scope)
            .SelectMany(scope => Scopes.GetValueOrDefault(scope.Value, [])).ToHashSet()) { KeyId = key };

    static Actor? Of(PersonState? person, int platform, string? stamp)
    {
        if (person is null or { Revoked: true } || person.SecurityStamp != stamp || person.On(platform)?.Membership is not { } membership)
            return null;
        return new(person.UserId, person.Pseudonym, platform, Permissions.Of(membership).ToHashSet())
        {
            Role = membership.Role,
            Languages = membership.Languages,
            Queues = membership.Queues,
            SealedLane = membership.SealedLane,
        };
    }
}
