using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Team.Account;

public partial class SecondFactor(HubSignIn signIn, SignInRecord record, NavigationManager navigation)
{
    string? problem;
    string? recoveryProblem;

    [SupplyParameterFromQuery]
    public string? ReturnUrl { get; set; }

    [SupplyParameterFromForm(FormName = "code", Name = "code")]
    public string? Code { get; set; }

    [SupplyParameterFromForm(FormName = "recovery", Name = "recovery")]
    public string? RecoveryCode { get; set; }

    protected override async Task OnInitializedAsync()
    {
        // Only for who has just given the right password; the cookie that says so lasts a few minutes.
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is null)
            navigation.NavigateTo(LocalUrl.With("/account/sign-in", ReturnUrl));
    }

    async Task ByCodeAsync()
    {
        var code = new string([.. (Code ?? "").Where(char.IsAsciiDigit)]);
        problem = await FinishAsync("app", () => signIn.TwoFactorAuthenticatorSignInAsync(code, isPersistent: false, rememberClient: false));
    }

    async Task ByRecoveryCodeAsync()
    {
        var code = (RecoveryCode ?? "").Trim().ToUpperInvariant();
        recoveryProblem = await FinishAsync("recovery_code", () => signIn.TwoFactorRecoveryCodeSignInAsync(code));
    }

    async Task<string?> FinishAsync(string by, Func<Task<SignInResult>> tryAsync)
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } user)
            return null;
        var result = await tryAsync();
        if (result.Succeeded)
        {
            await record.WriteAsync(user.Id, RecordSignIn.SignedIn, by);
            navigation.NavigateTo(LocalUrl.Of(ReturnUrl));
            return null;
        }
        return result.IsLockedOut
            ? L["Too many wrong codes: this address is locked for 15 minutes."]
            : L["This code does not fit; use the newest one that the app shows."];
    }
}
