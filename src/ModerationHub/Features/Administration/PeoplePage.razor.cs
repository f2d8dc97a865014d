using Microsoft.AspNetCore.Components;
using ModerationHub.Domain.People;
using ModerationHub.Features.Team;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Administration;

/// <summary>Who may work here, as what, in which languages.</summary>
public sealed partial class PeoplePage(NavigationManager navigation)
{
    IReadOnlyList<PersonRow>? people;
    Guid? editing;
    string email = "", pseudonym = "", languages = "", queues = "";
    Role role = Role.Moderator;
    bool sealedLane;

    protected override async Task LoadAsync(Actor actor) =>
        people = await Runner.RunAsync<ListPeople, IReadOnlyList<PersonRow>>(actor, (list, token) => list.HandleAsync(token));

    Task InviteAsync() => DoAsync(async actor =>
    {
        MembershipTerms terms = new(role, Words(languages), Words(queues), sealedLane);
        if (editing is { } id)
            await Runner.RunAsync<ChangeMembership>(actor, (change, token) => change.HandleAsync(new(id, terms), token));
        else
            Secret = Absolute((await Runner.RunAsync<CreateUser, CreateUser.Created>(actor, (create, token) => create.HandleAsync(new(email, pseudonym, terms), token))).InvitationPath!);
        Clear();

        static string[] Words(string text) => text.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
    });

    Task LinkAsync(Guid id) => DoAsync(async actor => Secret = Absolute(await Runner.RunAsync<InviteUser, string>(actor, (invite, token) => invite.HandleAsync(new(id), token))));

    Task RestoreAsync(Guid id) => DoAsync(async actor => Secret = Absolute(await Runner.RunAsync<RestoreUser, string>(actor, (restore, token) => restore.HandleAsync(new(id), token))));

    Task RevokeAsync(Guid id) => DoAsync(actor => Runner.RunAsync<RevokeUser>(actor, (revoke, token) => revoke.HandleAsync(new(id, "revoked by an administrator"), token)));

    Task ForgetFactorAsync(Guid id) => DoAsync(actor => Runner.RunAsync<ResetSecondFactor>(actor, (reset, token) => reset.HandleAsync(new(id, "reset by an administrator"), token)));

    void Edit(PersonRow person) => (editing, email, pseudonym, role, languages, queues, sealedLane) =
        (person.Id, person.Email, person.Pseudonym, person.Terms.Role, string.Join(' ', person.Terms.Languages), string.Join(' ', person.Terms.Queues), person.Terms.SealedLane);

    void Clear() => (editing, email, pseudonym, role, languages, queues, sealedLane) = (null, "", "", Role.Moderator, "", "", false);

    string Absolute(string path) => navigation.ToAbsoluteUri(path).ToString();

    string RoleName(Role one) => one switch
    {
        Role.Moderator => L["moderator"],
        Role.Lead => L["lead"],
        Role.Auditor => L["auditor"],
        _ => L["administrator"],
    };

    RenderFragment Roles() => builder =>
    {
        foreach (var one in Enum.GetValues<Role>())
        {
            builder.OpenElement(0, "option");
            builder.SetKey(one);
            builder.AddAttribute(1, "value", one.ToString());
            builder.AddContent(2, RoleName(one));
            builder.CloseElement();
        }
    };
}
