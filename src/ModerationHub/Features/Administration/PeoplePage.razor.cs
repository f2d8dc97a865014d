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
    IReadOnlyList<QueueChoice> choices = [];
    HashSet<string> queues = [];
    ElementReference first;
    string email = "", pseudonym = "", languages = "";
    Role role = Role.Moderator;
    bool sealedLane, focus;

    protected override async Task LoadAsync(Actor actor)
    {
        if (people is null)
            choices = await Runner.RunAsync<ChoosableQueues, IReadOnlyList<QueueChoice>>(actor, (list, token) => list.HandleAsync(token));
        people = await Runner.RunAsync<ListPeople, IReadOnlyList<PersonRow>>(actor, (list, token) => list.HandleAsync(token));
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!focus)
            return;
        focus = false;
        await first.FocusAsync();
    }

    void Toggle(string queue, bool on)
    {
        if (on)
            queues.Add(queue);
        else
            queues.Remove(queue);
    }

    Task InviteAsync() => DoAsync(async actor =>
    {
        MembershipTerms terms = new(role, Words(languages), [.. queues.Order(StringComparer.Ordinal)], sealedLane);
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

    /// <summary>The form lies above the list: whoever changes somebody is led there. A name and an address stay as they are.</summary>
    void Edit(PersonRow person) => (editing, email, pseudonym, role, languages, queues, sealedLane, focus) =
        (person.Id, person.Email, person.Pseudonym, person.Terms.Role, string.Join(' ', person.Terms.Languages), [.. person.Terms.Queues], person.Terms.SealedLane, true);

    void Clear() => (editing, email, pseudonym, role, languages, queues, sealedLane) = (null, "", "", Role.Moderator, "", [], false);

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
