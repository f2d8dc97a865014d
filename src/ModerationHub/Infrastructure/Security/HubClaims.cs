using System.Globalization;
using System.Security.Claims;

namespace ModerationHub.Infrastructure.Security;

/// <summary>What a session or an API key says about itself. What somebody may do never stands here: it is read from the database.</summary>
public static class HubClaims
{
    public const string Platform = "platform_id";
    public const string Stamp = "stamp";
    public const string Key = "key_id";
    public const string Scope = "scope";

    /// <summary>A session that may do nothing but set up its second factor.</summary>
    public const string Unfinished = "unfinished";

    public static Guid? UserId(this ClaimsPrincipal who) => Guid.TryParse(who.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    public static Guid? KeyId(this ClaimsPrincipal who) => Guid.TryParse(who.FindFirstValue(Key), out var id) ? id : null;

    public static int? PlatformId(this ClaimsPrincipal who) =>
        int.TryParse(who.FindFirstValue(Platform), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
