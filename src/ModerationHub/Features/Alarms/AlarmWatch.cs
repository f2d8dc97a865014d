using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Components.Layout;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Live;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Alarms;

/// <summary>
/// Keeps the alarm bar true on every page of a circuit. Draws nothing, and begins only once the page is interactive, so a
/// static page asks for nothing.
/// </summary>
public sealed partial class AlarmWatch(OperationRunner runner, CurrentActor current, Shell shell, LiveFeed feed, IStringLocalizer<Strings> localizer,
    TimeProvider time, ILogger<AlarmWatch> logger) : ComponentBase, IAsyncDisposable
{
    // Read on the committing thread while the renderer replaces it.
    volatile IReadOnlySet<string> queues = AlarmBoard.Empty.Queues;
    LiveSubscription? live;
    int platform;
    bool ended;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        // Listens before it looks: an alarm raised in between is seen twice rather than missed.
        platform = (await current.GetAsync()).PlatformId;
        if (ended)
            return;
        live = new LiveSubscription(feed, Concerns, _ => InvokeAsync(LoadAsync), time);
        await LoadAsync();
    }

    /// <summary>An alarm, or anything in the queues where alarms lie: decisions, undos and hand-backs change the bar too.</summary>
    bool Concerns(LiveEvent e) => e.PlatformId == platform && e.Kind != LiveKind.UserRevoked
        && (e.Kind is LiveKind.AlarmRaised or LiveKind.AlarmAcknowledged || (e.QueueId is { } queue && queues.Contains(queue)));

    async Task LoadAsync()
    {
        if (ended)
            return;
        try
        {
            var board = await runner.RunAsync<OpenAlarms, AlarmBoard>(await current.GetAsync(), (alarms, token) => alarms.HandleAsync(token));
            queues = board.Queues;
            if (!ended && (board.Alarms.Count > 0 || shell.Alarms.Count > 0))
                shell.SetAlarms([.. board.Alarms.Select(Shown)]);
        }
        catch (Exception e) when (e.IsOfDatabase())
        {
            // The bar keeps what it showed: it stands outside the page's error boundary and must not take the page down.
            Log.NotLoaded(logger, e);
        }
    }

    Alarm Shown(OpenAlarm alarm) => new(alarm.CaseId, alarm.Handle ?? alarm.AccountId, alarm.DeadlineAt, Paged(alarm.Owner), alarm.AcknowledgedBy);

    string Paged(string owner) => owner switch
    {
        "on_call" => localizer["The person on call"],
        "leads" => localizer["Every lead"],
        "everybody" => localizer["Everybody"],
        _ => owner,
    };

    public async ValueTask DisposeAsync()
    {
        ended = true;
        if (live is not null)
            await live.DisposeAsync();
    }

    static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The alarm bar could not be refreshed")]
        public static partial void NotLoaded(ILogger logger, Exception exception);
    }
}
