using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Domain;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Live;
using ModerationHub.Features.Live;
using ModerationHub.Features.Triage.Views;
using ModerationHub.Features.Wellbeing;
using ModerationHub.Infrastructure.Data;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Triage;

/// <summary>Triage with its data: the board at the side follows the live feed, claims are kept alive while the page is open.</summary>
public sealed partial class TriagePage(OperationRunner runner, CurrentActor current, LiveFeed feed, TimeProvider time, NavigationManager navigation) : IAsyncDisposable
{
    static readonly TimeSpan Heartbeat = TimeSpan.FromMinutes(1);
    static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(2);

    /// <summary>Without a key or a pointer for so long, claims are not kept alive any more.</summary>
    static readonly TimeSpan Away = TimeSpan.FromMinutes(10);

    readonly TriageState state = new();
    readonly CancellationTokenSource closed = new();

    /// <summary>The list is loaded and followed one after the other: an older answer never lies over a newer one.</summary>
    Task listing = Task.CompletedTask;
    TriageScreen? screen;
    TriageActions actions = null!;
    IReadOnlyList<EscalationTarget> targets = [];
    HashSet<string> visible = [];
    bool mayClaim = true, mayLabel;
    LiveSubscription? live;
    ITimer? heartbeat;
    DateTimeOffset counted;

    /// <summary>The queue that is wanted in the list; none shows all that the reviewer sees. The address follows it, a round trip later.</summary>
    string? queue;

    /// <summary>With which queue the page begins.</summary>
    [SupplyParameterFromQuery(Name = "queue")]
    public string? AskedQueue { get; set; }

    /// <summary>A case to claim at once, from a link or the palette.</summary>
    [SupplyParameterFromQuery(Name = "case")]
    public string? AskedCase { get; set; }

    protected override async Task OnInitializedAsync()
    {
        actions = new TriageHandlers(runner, current, L, closed.Token).All();
        queue = Asked.Words(AskedQueue);
        var actor = await current.GetAsync();
        (mayClaim, mayLabel) = (actor.Can(Domain.People.Permission.ClaimCase), actor.Can(Domain.People.Permission.ManagePolicies));
        // Before the first look at the table: what happens meanwhile is applied to it afterwards, and until then nobody knows which queues are seen.
        live = new LiveSubscription(feed, e => e.PlatformId == actor.PlatformId && e.QueueId is { } where && (visible.Count == 0 || visible.Contains(where)),
            batch => InvokeAsync(() => FollowAsync(batch)), time);
        await InTurnAsync(LoadAsync);
        state.Exposures = await runner.RunAsync<ShiftExposures, int>(actor, (shift, token) => shift.HandleAsync(token), closed.Token);
        heartbeat = time.CreateTimer(_ => InvokeAsync(BeatAsync), null, Heartbeat, Heartbeat);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && Asked.Id(AskedCase) is { } wanted && screen is not null)
            await screen.OpenAsync(wanted);
    }

    async Task OpenQueueAsync(string? chosen)
    {
        queue = chosen;
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["queue"] = queue, ["case"] = null }), replace: true);
        await InTurnAsync(LoadAsync);
    }

    Task InTurnAsync(Func<Task> step) => listing = AfterAsync(listing, step);

    static async Task AfterAsync(Task before, Func<Task> step)
    {
        // Whatever became of it: its own caller hears of that.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await step();
    }

    async Task LoadAsync()
    {
        var (actor, wanted) = (await current.GetAsync(), queue);
        var board = await runner.RunAsync<QueueBoard, Board>(actor, (handler, token) => handler.HandleAsync(new(wanted), token), closed.Token);
        if (wanted is not null && board.Queues.All(q => q.Id != wanted))
        {
            if (queue == wanted)
                queue = null;
            wanted = null;
            board = await runner.RunAsync<QueueBoard, Board>(actor, (handler, token) => handler.HandleAsync(new(), token), closed.Token);
        }
        visible = [.. board.Queues.Select(q => q.Id)];
        // Another queue was chosen meanwhile; its turn comes next.
        if (wanted != queue)
            return;
        targets = TriageRows.Targets(L);
        state.List.Load(TriageRows.Tabs(board.Queues, L), wanted, board.Claimed.Concat(board.Waiting).Select(row => TriageRows.Of(row, actor, L)), board.Next is not null);
        counted = time.GetUtcNow();
    }

    /// <summary>What was decided has left the list: the next ones come in from where it was cut.</summary>
    async Task RefillAsync()
    {
        if (!state.List.RunsLow)
            return;
        var (actor, wanted) = (await current.GetAsync(), queue);
        var board = await runner.RunAsync<QueueBoard, Board>(actor, (handler, token) => handler.HandleAsync(new(wanted), token), closed.Token);
        if (wanted != queue)
            return;
        state.List.Refill(TriageRows.Tabs(board.Queues, L), board.Waiting.Select(row => TriageRows.Of(row, actor, L)), board.Next is not null);
        counted = time.GetUtcNow();
    }

    /// <summary>What the feed said. Claims and decisions change rows in place; new and changed cases are read once a batch.</summary>
    async Task FollowAsync(IReadOnlyList<LiveEvent> batch)
    {
        try
        {
            await InTurnAsync(() => ApplyAsync(batch));
            await InTurnAsync(RefillAsync);
            screen?.Refresh();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or NotPermittedException || e.IsOfDatabase())
        {
            // The page is closing, its user was signed out, or the database is away; the next event or beat catches up.
        }
    }

    async Task ApplyAsync(IReadOnlyList<LiveEvent> batch)
    {
        var actor = await current.GetAsync();
        HashSet<Guid> toRead = [];
        foreach (var happened in batch)
            switch (happened.Kind)
            {
                // A case that was taken back had left the list, so it is read again.
                case LiveKind.CaseClaimed when happened.State != Cases.CaseStory.Undone:
                    state.List.Claimed(happened.SubjectId, happened.By ?? "", happened.By == actor.Name);
                    break;
                case LiveKind.CaseDecided:
                case LiveKind.CaseReleased when happened.State == Cases.CaseStory.Moved:
                    state.List.Remove(happened.SubjectId);
                    break;
                default:
                    toRead.Add(happened.SubjectId);
                    break;
            }
        if (toRead.Count > 0)
            foreach (var row in await runner.RunAsync<QueueBoard, IReadOnlyList<QueueRow>>(actor, (board, token) => board.RowsAsync(toRead, token), closed.Token))
                state.List.Raise(TriageRows.Of(row, actor, L));
        if (time.GetUtcNow() - counted >= CountEvery)
            await CountAsync(actor);
    }

    async Task CountAsync(Actor actor)
    {
        counted = time.GetUtcNow();
        state.List.Count(TriageRows.Tabs(await runner.RunAsync<QueueBoard, IReadOnlyList<QueueSummary>>(actor, (board, token) => board.CountAsync(token), closed.Token), L));
    }

    async Task BeatAsync()
    {
        try
        {
            var actor = await current.GetAsync();
            if (state.Held.Length > 0 && screen is not null && await screen.IdleAsync() >= Away)
            {
                if ((state.Case ?? state.Next)?.ClaimedUntil <= time.GetUtcNow())
                    await screen.LapseAsync();
            }
            else
            {
                await RenewAsync(actor);
            }
            await InTurnAsync(RefillAsync);
            if (time.GetUtcNow() - counted >= CountEvery)
                await CountAsync(actor);
            screen?.Refresh();
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or NotPermittedException || e.IsOfDatabase())
        {
            // The next beat is a minute away, and a lease lasts five.
        }
    }

    async Task RenewAsync(Actor actor)
    {
        foreach (var held in state.Held)
            try
            {
                state.Renewed(held, await runner.RunAsync<RenewClaim, DateTimeOffset>(actor, (renew, token) => renew.HandleAsync(new(held), token), closed.Token));
            }
            catch (RuleBrokenException lost)
            {
                if (state.Next?.Id == held)
                    state.Prefetched(null);
                else
                    state.Stumble(L[lost.Rule.Sentence]);
            }
    }

    public async ValueTask DisposeAsync()
    {
        if (live is not null)
            await live.DisposeAsync();
        if (heartbeat is not null)
            await heartbeat.DisposeAsync();
        await closed.CancelAsync();
        closed.Dispose();
    }
}
