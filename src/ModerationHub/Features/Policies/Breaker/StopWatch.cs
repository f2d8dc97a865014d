using Microsoft.AspNetCore.Components;
using ModerationHub.Components.Layout;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Live;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Policies.Breaker;

/// <summary>Keeps a lead's notice of stopped terms true on every page of a circuit; for others it asks nothing. Draws nothing.</summary>
public sealed partial class StopWatch(OperationRunner runner, CurrentActor current, Shell shell, LiveFeed feed, TimeProvider time, ILogger<StopWatch> logger)
    : ComponentBase, IAsyncDisposable
{
    LiveSubscription? live;
    bool ended;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || await current.GetAsync() is not { } actor || !actor.Can(Permission.ManagePolicies) || ended)
            return;
        // Listens before it looks: what is stopped in between is seen twice rather than missed.
        live = new LiveSubscription(feed, e => e.Kind == LiveKind.TermStopped && e.PlatformId == actor.PlatformId, _ => InvokeAsync(LoadAsync), time);
        await LoadAsync();
    }

    async Task LoadAsync()
    {
        if (ended)
            return;
        try
        {
            // Asked again each time: somebody may be no lead any more.
            var actor = await current.GetAsync();
            var stops = actor.Can(Permission.ManagePolicies)
                ? await runner.RunAsync<OpenStops, IReadOnlyList<StopNotice>>(actor, (open, token) => open.HandleAsync(token)) : [];
            if (!ended && (stops.Count > 0 || shell.Stops.Count > 0))
                shell.SetStops(stops);
        }
        catch (Exception e) when (e.IsOfDatabase())
        {
            // It keeps what it showed: it stands outside the page's error boundary and must not take the page down.
            Log.NotLoaded(logger, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        ended = true;
        if (live is not null)
            await live.DisposeAsync();
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The notice of stopped terms could not be refreshed")]
        public static partial void NotLoaded(ILogger logger, Exception exception);
    }
}
