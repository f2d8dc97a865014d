using Microsoft.AspNetCore.Components;
using ModerationHub.Domain;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Team.Account;

public partial class ChangePasswordPage(HubSignIn signIn, OperationRunner runner, PeopleDirectory people)
{
    string? problem;
    bool done;

    [CascadingParameter]
    HttpContext Http { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "password", Name = "present")]
    public string? Present { get; set; }

    [SupplyParameterFromForm(FormName = "password", Name = "new")]
    public string? New { get; set; }

    async Task ChangeAsync()
    {
        try
        {
            var person = await people.FindNowAsync(Http.User.UserId()!.Value, Http.RequestAborted);
            await runner.RunAsync<ChangePassword>(person!.AsSelf(Http.User.PlatformId()),
                (handler, ct) => handler.HandleAsync(new(Present ?? "", New ?? ""), ct), Http.RequestAborted);
            await signIn.RenewAsync(person.UserId);
            done = true;
        }
        catch (RuleBrokenException broken)
        {
            problem = L[broken.Rule.Sentence];
        }
    }
}
