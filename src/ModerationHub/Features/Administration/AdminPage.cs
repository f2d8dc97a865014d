using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Administration;

/// <summary>What the pages of the administration share: load, act, say what stood in the way, load again.</summary>
public abstract class AdminPage : ComponentBase
{
    [Inject]
    protected OperationRunner Runner { get; set; } = null!;

    [Inject]
    CurrentActor Current { get; set; } = null!;

    [Inject]
    IStringLocalizer<Strings> Words { get; set; } = null!;

    bool busy, loaded;

    protected string? Problem { get; private set; }

    protected string? Secret { get; set; }

    protected abstract Task LoadAsync(Actor actor);

    /// <summary>Loads once more, as long as nothing could be loaded; a refused action is tried again where it was asked for.</summary>
    protected EventCallback Retry => loaded ? default : EventCallback.Factory.Create(this, FirstAsync);

    protected override Task OnInitializedAsync() => FirstAsync();

    async Task FirstAsync()
    {
        await TryAsync(LoadAsync);
        loaded = Problem is null;
    }

    protected Task DoAsync(Func<Actor, Task> act) => OnceAsync(async actor =>
    {
        Secret = null;
        await act(actor);
        await LoadAsync(actor);
    });

    /// <summary>One thing at a time: pressed twice it is done once, and no second secret takes the place of the first.</summary>
    protected async Task OnceAsync(Func<Actor, Task> act)
    {
        if (busy)
            return;
        busy = true;
        await TryAsync(act);
        busy = false;
    }

    async Task TryAsync(Func<Actor, Task> act) => Problem = await Words.TryAsync(async () => await act(await Current.GetAsync()));
}
