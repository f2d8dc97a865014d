using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using ModerationHub.Components;
using ModerationHub.Data;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Team.Account;

public partial class SignIn(HubSignIn signIn, UserManager<HubUser> users, SignInRecord record, NavigationManager navigation)
{
    string? problem;

    [CascadingParameter]
    HttpContext Http { get; set; } = null!;

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in", Name = "email")]
    public string? Email { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in", Name = "password")]
    public string? Password { get; set; }

    protected override void OnInitialized()
    {
        if (HttpMethods.IsGet(Http.Request.Method) && Http.User.Identity?.IsAuthenticated == true)
            navigation.NavigateTo(LocalUrl.Of(ReturnUrl));
    }

    async Task SignInAsync()
    {
        var user = await users.FindByEmailAsync(Asked.Words(Email)?.Trim() ?? "");
        if (user is null)
        {
            // Takes the time that a wrong password takes, so that nobody learns by the clock who works here.
            UnknownPerson.Verify(users, Password ?? "");
            problem = L["This address and password do not fit together. After five wrong tries an address is locked for 15 minutes."];
            return;
        }
        var wasLocked = await users.IsLockedOutAsync(user);
        var result = await signIn.PasswordSignInAsync(user, Password ?? "", isPersistent: false, lockoutOnFailure: true);
        // Nobody looked at the password of these; the answer must not come sooner for that.
        if (wasLocked || result.IsNotAllowed || user.PasswordHash is null)
            UnknownPerson.Verify(users, Password ?? "");
        if (result.RequiresTwoFactor)
            navigation.NavigateTo(LocalUrl.With("/account/second-factor", ReturnUrl));
        else if (result.Succeeded)
        {
            await record.WriteAsync(user.Id, RecordSignIn.SignedIn, "password");
            navigation.NavigateTo(LocalUrl.Of(ReturnUrl));
        }
        else
        {
            if (result.IsLockedOut && !wasLocked)
                await record.WriteAsync(user.Id, RecordSignIn.LockedOut, "password");
            problem = L["This address and password do not fit together. After five wrong tries an address is locked for 15 minutes."];
        }
    }
}
