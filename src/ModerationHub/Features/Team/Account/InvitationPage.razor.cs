using Microsoft.AspNetCore.Components;
using ModerationHub.Domain;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Team.Account;

public partial class InvitationPage(OperationRunner runner, PeopleDirectory people, NavigationManager navigation)
{
    string? problem;

    [CascadingParameter]
    HttpContext Http { get; set; } = null!;

    [Parameter]
    public Guid UserId { get; set; }

    [SupplyParameterFromQuery]
    public string? Token { get; set; }

    [SupplyParameterFromForm(FormName = "invitation", Name = "new")]
    public string? New { get; set; }

    async Task AcceptAsync()
    {
        try
        {
            if (await people.FindNowAsync(UserId, Http.RequestAborted) is not { Platforms.Count: > 0 } person)
                throw new RuleBrokenException(TeamRules.LinkUsedOrExpired);
            await runner.RunAsync<AcceptInvitation>(person.AsSelf(), (handler, ct) => handler.HandleAsync(new(Token ?? "", New ?? ""), ct), Http.RequestAborted);
            // They sign in with it themselves: a link alone never passes by somebody's second factor.
            navigation.NavigateTo("/account/sign-in");
        }
        catch (RuleBrokenException broken)
        {
            problem = L[broken.Rule.Sentence];
        }
    }
}
