using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ModerationHub.Data;

namespace ModerationHub.Infrastructure.Security;

/// <summary>Identity's sign-in, closed to those who were revoked or belong to no platform.</summary>
public sealed class HubSignIn(UserManager<HubUser> users, IHttpContextAccessor http, IUserClaimsPrincipalFactory<HubUser> claims,
    IOptions<IdentityOptions> options, ILogger<SignInManager<HubUser>> logger, IAuthenticationSchemeProvider schemes,
    IUserConfirmation<HubUser> confirmation, PeopleDirectory people, IDbContextFactory<ModerationDbContext> contexts)
    : SignInManager<HubUser>(users, http, claims, options, logger, schemes, confirmation)
{
    public override async Task<bool> CanSignInAsync(HubUser user) =>
        user.RevokedAt is null && await people.FindNowAsync(user.Id) is { Revoked: false, Platforms.Count: > 0 } && await base.CanSignInAsync(user);

    /// <summary>This browser's cookie anew, after an operation changed the person's stamp or the platform was chosen.</summary>
    public async Task RenewAsync(Guid userId, int? platformId = null)
    {
        if (platformId is not null)
            Context.Items[HubClaims.Platform] = platformId;
        await using var db = await contexts.CreateDbContextAsync(Context.RequestAborted);
        await RefreshSignInAsync(await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, Context.RequestAborted));
    }

    /// <summary>A first session, for somebody who has just proved the right to one by a one-time link.</summary>
    public async Task BeginAsync(Guid userId)
    {
        await using var db = await contexts.CreateDbContextAsync(Context.RequestAborted);
        await SignInAsync(await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, Context.RequestAborted), isPersistent: false, "link");
    }
}
