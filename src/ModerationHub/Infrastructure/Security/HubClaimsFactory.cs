using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using ModerationHub.Data;

namespace ModerationHub.Infrastructure.Security;

/// <summary>What goes into the cookie: id, pseudonym, stamp and platform. Roles and permissions stay in the database.</summary>
sealed class HubClaimsFactory(PeopleDirectory people, SecuritySettings settings, IOptions<IdentityOptions> options, IHttpContextAccessor http) : IUserClaimsPrincipalFactory<HubUser>
{
    public async Task<ClaimsPrincipal> CreateAsync(HubUser user)
    {
        var claims = options.Value.ClaimsIdentity;
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new(claims.UserIdClaimType, user.Id.ToString()));
        identity.AddClaim(new(ClaimTypes.Name, user.Pseudonym));
        identity.AddClaim(new(claims.SecurityStampClaimType, user.SecurityStamp!));
        if (await people.FindNowAsync(user.Id) is { } person && (person.On(Wanted(user)) ?? (person.Platforms is [var first, ..] ? first : null)) is { } platform)
            identity.AddClaim(new(HubClaims.Platform, platform.Membership.PlatformId.ToString(CultureInfo.InvariantCulture)));
        if (settings.RequireSecondFactor && !user.TwoFactorEnabled)
            identity.AddClaim(new(HubClaims.Unfinished, "second_factor"));
        return new(identity);
    }

    /// <summary>The platform that was just chosen, else the one of the session that is renewed.</summary>
    int? Wanted(HubUser user) => http.HttpContext is not { } context ? null
        : context.Items[HubClaims.Platform] as int? ?? (context.User.UserId() == user.Id ? context.User.PlatformId() : null);
}
