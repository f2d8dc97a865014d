using System.Globalization;
using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies.Shadows;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Policies;

/// <summary>A version's shadow: started and stopped here, and whom it would add or not have.</summary>
public sealed partial class ShadowPanel(OperationRunner runner, CurrentActor current)
{
    ShadowView? view;
    string? problem;
    string days = Shadow.Usual.Days.ToString(CultureInfo.InvariantCulture);
    ElementReference head;

    [Parameter, EditorRequired]
    public required PolicyFile File { get; set; }

    bool IsOpen => File.Shown.State is PolicyVersionState.Draft or PolicyVersionState.InReview or PolicyVersionState.Approved;

    protected override Task OnParametersSetAsync() => LoadAsync();

    async Task LoadAsync() =>
        view = await runner.RunAsync<ReadShadow, ShadowView?>(await current.GetAsync(), (read, token) => read.HandleAsync(new(File.Key, File.Shown.Version), token));

    Task StartAsync() => DoAsync(async actor => await runner.RunAsync<StartShadow, Guid>(actor, (start, token) => start.HandleAsync(new(File.Key, File.Shown.Version, Asked.Number(days.Trim()) ?? 0), token)));

    Task StopAsync() => DoAsync(actor => runner.RunAsync<StopShadow>(actor, (stop, token) => stop.HandleAsync(new(view!.Id), token)));

    async Task DoAsync(Func<Actor, Task> act)
    {
        problem = await L.TryAsync(async () => await act(await current.GetAsync()));
        await LoadAsync();
        // The button that was pressed is gone.
        if (problem is null)
            await head.FocusAsync();
    }

    string Ended(ShadowView shown)
    {
        var at = (shown.StoppedAt ?? shown.EndsAt).Moment();
        return shown.State switch
        {
            ShadowState.Stopped => L["Stopped {0}", at],
            ShadowState.Changed => L["Ended, because the draft changed"],
            ShadowState.Closed => L["Ended, because the version was published or withdrawn"],
            _ => L["Ended {0}", at],
        };
    }
}
