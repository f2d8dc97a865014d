using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using ModerationHub.Components.Layout;

namespace ModerationHub.Infrastructure.Security;

/// <summary>
/// Holds each request against the person as they are now: a revoked person, a changed stamp or a lost membership ends the
/// session with the next request. Identity's own validator asks every half hour and would forget the chosen platform.
/// </summary>
sealed class SessionCookie(PeopleDirectory people) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var who = context.Principal!;
        var stamp = who.FindFirstValue(HubClaims.Stamp);
        var person = who.UserId() is { } id ? await people.FindAsync(id, stamp, context.HttpContext.RequestAborted) : null;
        if (person is { Revoked: false } && person.SecurityStamp == stamp && person.On(who.PlatformId()) is not null)
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(context.Scheme.Name);
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) => Answer(context, StatusCodes.Status401Unauthorized);

    /// <summary>Administrators see no cases: whoever may not triage but administers starts there instead of at a refusal.</summary>
    public override async Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        var http = context.HttpContext;
        if (http.Request.Path == "/" && (await http.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(http.User, Places.Administration)).Succeeded)
            context.RedirectUri = "/administration";
        await Answer(context, StatusCodes.Status403Forbidden);
    }

    /// <summary>People are led to a page; programs get the status.</summary>
    static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/api") || path.StartsWithSegments("/hubs") || path.StartsWithSegments("/_blazor"))
            context.Response.StatusCode = status;
        else
            context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
