using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Team.Account;

/// <summary>The two forms of the console's menu; their tokens are checked as of every form.</summary>
static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/account/sign-out", SignOutAsync).AllowAnonymous().DisableAntiforgery();
        endpoints.MapPost("/account/platform", SwitchPlatformAsync).RequireAuthorization();
    }

    static async Task<IResult> SignOutAsync(HttpContext http, HubSignIn signIn, IAntiforgery antiforgery, SignInRecord record)
    {
        // Whose session has ended already has no valid token any more and nothing to sign out of.
        if (http.User.UserId() is not { } user)
            return Results.LocalRedirect("/account/sign-in");
        if (!await antiforgery.IsRequestValidAsync(http))
            return Results.BadRequest();
        await signIn.SignOutAsync();
        await record.WriteAsync(user, RecordSignIn.SignedOut, "menu");
        return Results.LocalRedirect("/account/sign-in");
    }

    static async Task<IResult> SwitchPlatformAsync(HttpContext http, HubSignIn signIn, PeopleDirectory people, [FromForm] int platform)
    {
        var person = await people.FindNowAsync(http.User.UserId()!.Value, http.RequestAborted);
        if (person?.On(platform) is null)
            return Results.Forbid();
        await signIn.RenewAsync(person.UserId, platform);
        return Results.LocalRedirect("/");
    }
}
