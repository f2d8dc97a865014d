using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Identity;
using ModerationHub.Data;
using ModerationHub.Domain;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Team.Account;

public partial class SetUpSecondFactor(UserManager<HubUser> users, HubSignIn signIn, OperationRunner runner, PeopleDirectory people)
{
    const string Issuer = "Moderation Hub";

    HubUser? user;
    string key = "";
    IReadOnlyList<string>? codes;
    string? problem;
    string? renewProblem;

    [CascadingParameter]
    HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "turn-on", Name = "code")]
    public string? Code { get; set; }

    [SupplyParameterFromForm(FormName = "turn-on", Name = "password")]
    public string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "renew", Name = "password")]
    public string? RenewPassword { get; set; }

    string Grouped => string.Join(' ', key.Chunk(4).Select(four => new string(four)));

    string Uri => $"otpauth://totp/{Escape(Issuer)}:{Escape(user!.Email!)}?secret={key}&issuer={Escape(Issuer)}&digits=6";

    protected override async Task OnInitializedAsync()
    {
        user = await users.FindByIdAsync(Http.User.UserId().ToString()!);
        if (user is not null)
            key = await TurnOnSecondFactor.PrepareAsync(users, user);
    }

    async Task TurnOnAsync() => problem = await ShowCodesAsync(async self =>
        codes = await runner.RunAsync<TurnOnSecondFactor, IReadOnlyList<string>>(self, (handler, ct) => handler.HandleAsync(new(Code ?? "", Password), ct)));

    async Task RenewAsync() => renewProblem = await ShowCodesAsync(async self =>
        codes = await runner.RunAsync<RenewRecoveryCodes, IReadOnlyList<string>>(self, (handler, ct) => handler.HandleAsync(new(RenewPassword ?? ""), ct)));

    async Task<string?> ShowCodesAsync(Func<Actor, Task> act)
    {
        try
        {
            var person = await people.FindNowAsync(user!.Id, Http.RequestAborted);
            await act(person!.AsSelf(Http.User.PlatformId()));
            await signIn.RenewAsync(user.Id);
            return null;
        }
        catch (RuleBrokenException broken)
        {
            return L[broken.Rule.Sentence];
        }
    }

    static string Escape(string text) => System.Uri.EscapeDataString(text);
}
