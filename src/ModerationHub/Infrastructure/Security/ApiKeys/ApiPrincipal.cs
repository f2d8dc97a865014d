using System.Globalization;
using System.Security.Claims;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Infrastructure.Security.ApiKeys;

/// <summary>The program behind a key, as a principal and as an actor.</summary>
public static class ApiPrincipal
{
    /// <summary>The same names as of a session: whoever asks who is there asks once.</summary>
    public const string PlatformClaim = HubClaims.Platform;
    public const string KeyClaim = HubClaims.Key;
    public const string ScopeClaim = HubClaims.Scope;

    internal static ClaimsPrincipal Of(VerifiedKey key) => new(new ClaimsIdentity(
    [
        new(ClaimTypes.Name, $"key:{key.Name}"),
        new(PlatformClaim, key.PlatformId.ToString(CultureInfo.InvariantCulture)),
        new(KeyClaim, key.Id.ToString()),
        .. key.Scopes.Select(s => new Claim(ScopeClaim, s)),
    ], ApiKeyFeature.Scheme));

    public static bool IsApiKey(this ClaimsPrincipal user) => user.Identity?.AuthenticationType == ApiKeyFeature.Scheme;

    public static int ApiPlatformId(this ClaimsPrincipal user) => int.Parse(Claim(user, PlatformClaim), CultureInfo.InvariantCulture);

    public static Guid ApiKeyId(this ClaimsPrincipal user) => Guid.Parse(Claim(user, KeyClaim));

    public static bool HasScope(this ClaimsPrincipal user, string scope) => user.HasClaim(ScopeClaim, scope);

    /// <summary>The key as actor of an operation: what its scopes let it read, and nothing that a human must do.</summary>
    public static Actor ApiActor(this ClaimsPrincipal user)
    {
        HashSet<Permission> may = [];
        if (user.HasScope(ApiScopes.Read))
            may.UnionWith([Permission.ReadCases, Permission.ReadAccounts]);
        if (user.HasScope(ApiScopes.Export))
            may.UnionWith([Permission.ReadAudit, Permission.ExportAudit]);
        return new(null, user.Identity?.Name ?? "key", user.ApiPlatformId(), may) { KeyId = user.ApiKeyId() };
    }

    static string Claim(ClaimsPrincipal user, string type) =>
        user.FindFirstValue(type) ?? throw new InvalidOperationException("The caller is not an API key.");
}
