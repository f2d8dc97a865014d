using Microsoft.AspNetCore.Components;
using ModerationHub.Domain;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Team.Account;

public partial class SetUp(OperationRunner runner, SetupLinks links, HubSignIn signIn, NavigationManager navigation)
{
    string? problem;

    [CascadingParameter]
    HttpContext Http { get; set; } = null!;

    [Parameter]
    public Guid LinkId { get; set; }

    [SupplyParameterFromQuery]
    public string? Secret { get; set; }

    [SupplyParameterFromForm(FormName = "set-up", Name = "email")]
    public string? Email { get; set; }

    [SupplyParameterFromForm(FormName = "set-up", Name = "pseudonym")]
    public string? Pseudonym { get; set; }

    [SupplyParameterFromForm(FormName = "set-up", Name = "password")]
    public string? Password { get; set; }

    async Task CreateAsync()
    {
        try
        {
            var command = new CreateFirstAdministrator.Command(LinkId, Secret ?? "", Email ?? "", Pseudonym ?? "", Password ?? "");
            var userId = await runner.RunAsync<CreateFirstAdministrator, Guid>(await links.ActorAsync(Http.RequestAborted),
                (handler, ct) => handler.HandleAsync(command, ct), Http.RequestAborted);
            await signIn.BeginAsync(userId);
            navigation.NavigateTo("/account/second-factor/set-up");
        }
        catch (RuleBrokenException broken)
        {
            problem = L[broken.Rule.Sentence];
        }
    }
}
