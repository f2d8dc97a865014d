using System.Globalization;
using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Domain;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies.Backtests;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Policies;

/// <summary>A version's backtest: ordered here, watched while it runs on whatever host, and its result.</summary>
public sealed partial class BacktestPanel(OperationRunner runner, CurrentActor current, TimeProvider time) : IDisposable
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    readonly CancellationTokenSource ended = new();
    BacktestView? view;
    ElementReference head;
    string? problem;
    bool watching;

    [Parameter, EditorRequired]
    public required PolicyFile File { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        await LoadAsync();
        _ = WatchAsync();
    }

    async Task LoadAsync() =>
        view = await runner.RunAsync<ReadBacktest, BacktestView?>(await current.GetAsync(), (read, token) => read.HandleAsync(new(File.Key, File.Shown.Version), token), ended.Token);

    Task OrderAsync() => DoAsync(async actor => await runner.RunAsync<OrderBacktest, Guid>(actor, (order, token) => order.HandleAsync(new(File.Key, File.Shown.Version), token)));

    Task CancelAsync() => DoAsync(actor => runner.RunAsync<CancelBacktest>(actor, (cancel, token) => cancel.HandleAsync(new(view!.Id), token)));

    async Task DoAsync(Func<Actor, Task> act)
    {
        problem = await L.TryAsync(async () => await act(await current.GetAsync()));
        await LoadAsync();
        _ = WatchAsync();
        // The button that was pressed is gone.
        if (problem is null)
            await head.FocusAsync();
    }

    /// <summary>Asks again while it is under way; one watcher at a time.</summary>
    async Task WatchAsync()
    {
        if (watching)
            return;
        watching = true;
        try
        {
            while (view is { UnderWay: true })
            {
                await Task.Delay(Look, time, ended.Token);
                await LoadAsync();
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e) when (e.IsOfDatabase() || e is NotPermittedException)
        {
            problem = L["That did not work"];
            StateHasChanged();
        }
        finally
        {
            watching = false;
        }
    }

    string State(BacktestView shown) => shown.State switch
    {
        BacktestState.Done => L["Finished"],
        BacktestState.Cancelled => L["Cancelled"],
        BacktestState.CutOff => L["Cut off: its hosts went away"],
        _ => L["Failed"],
    };

    static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    public void Dispose()
    {
        ended.Cancel();
        ended.Dispose();
    }
}
