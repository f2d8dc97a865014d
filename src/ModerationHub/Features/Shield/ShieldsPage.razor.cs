using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Components.Layout;
using ModerationHub.Domain;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Shield;

/// <summary>Everybody on the list of known voices, for leads. No account stands in the address.</summary>
public sealed partial class ShieldsPage(OperationRunner runner, CurrentActor current, NavigationManager navigation, Shell shell)
{
    readonly Latest loads = new();
    KnownVoices? voices;
    string? problem, ending;
    string reason = "";
    bool unexplained, focus;
    ElementReference heading, why;

    [SupplyParameterFromQuery(Name = "offset")]
    public string? AskedOffset { get; set; }

    int Offset => Asked.Offset(AskedOffset);

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!focus)
            return;
        focus = false;
        await why.FocusAsync();
    }

    async Task LoadAsync()
    {
        var actor = await current.GetAsync();
        var (isLast, offset) = (loads.Begin(), Offset);
        KnownVoices? read = null;
        var refusal = await L.TryAsync(async () => read = await runner.RunAsync<ListShields, KnownVoices>(actor, (list, token) => list.HandleAsync(new(offset), token)));
        if (isLast())
            (voices, problem) = (read ?? voices, refusal);
    }

    void Ask(KnownVoice voice) => (ending, reason, unexplained, focus) = (voice.AccountId, "", false, true);

    /// <summary>Whether a reason stands there; else it is asked for at once, before anything is to be confirmed.</summary>
    bool Explained()
    {
        unexplained = focus = Words.AreMissing(reason);
        StateHasChanged();
        return !unexplained;
    }

    async Task EndAsync()
    {
        if (ending is not { } account)
            return;
        var (actor, why) = (await current.GetAsync(), reason);
        var refusal = await L.TryAsync(() => runner.RunAsync<UnshieldAccount>(actor, (remove, token) => remove.HandleAsync(new(account, why), token)));
        // Another one that was opened meanwhile stays open.
        var here = ending == account;
        if (here)
            ending = null;
        // Whether it worked or somebody else was quicker: what stands there now is shown.
        await LoadAsync();
        problem = refusal ?? problem;
        if (refusal is null)
            shell.Say(L["The protection has ended."], Tone.Good);
        if (here)
            await heading.FocusAsync();
    }

    void Go(int offset) => navigation.NavigateTo(navigation.GetUriWithQueryParameter("offset", offset > 0 ? offset : null));
}
