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

    readonly TriageState state = new();
    readonly CancellationTokenSource closed = new();
    TriageScreen? screen;
    TriageActions actions = null!;
    IReadOnlyList<EscalationTarget> targets = [];
    HashSet<string> visible = [];
    bool mayClaim = true;
    LiveSubscription? live;
    ITimer? heartbeat;
    DateTimeOffset counted;

    /// <summary>The queue in the list; none shows all that the reviewer sees.</summary>
    [SupplyParameterFromQuery(Name = "queue")]
    public string? Queue { get; set => field = Asked.Words(value); }

    /// <summary>A case to claim at once, from a link or the palette.</summary>
    [SupplyParameterFromQuery(Name = "case")]
    public string? AskedCase { get; set; }

    protected override async Task OnInitializedAsync()
    {
        actions = new TriageHandlers(runner, current, L, closed.Token).All();
        var actor = await current.GetAsync();
        mayClaim = actor.Can(Domain.People.Permission.ClaimCase);
        // Before the first look at the table: what happens meanwhile is applied to it afterwards.
        live = new LiveSubscription(feed, e => e.PlatformId == actor.PlatformId && e.QueueId is { } queue && visible.Contains(queue),
            batch => InvokeAsync(() => FollowAsync(batch)), time);
        await LoadAsync();
        state.Exposures = await runner.RunAsync<ShiftExposures, int>(actor, (shift, token) => shift.HandleAsync(token), closed.Token);
        heartbeat = time.CreateTimer(_ => InvokeAsync(BeatAsync), null, Heartbeat, Heartbeat);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && Asked.Id(AskedCase) is { } wanted && screen is not null)
            await screen.OpenAsync(wanted);
    }

    async Task OpenQueueAsync(string queue)
    {
        Queue = queue == Queue ? null : queue;
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["queue"] = Queue, ["case"] = null }), replace: true);
        await LoadAsync();
    }

    async Task LoadAsync()
    {
        var actor = await current.GetAsync();
        var board = await runner.RunAsync<QueueBoard, Board>(actor, (handler, token) => handler.HandleAsync(new(Queue), token), closed.Token);
        if (Queue is not null && board.Queues.All(q => q.Id != Queue))
        {
            Queue = null;
            board = await runner.RunAsync<QueueBoard, Board>(actor, (handler, token) => handler.HandleAsync(new(), token), closed.Token);
        }
        visible = [.. board.Queues.Select(q => q.Id)];
        targets = TriageRows.Targets(L);
        state.List.Load(TriageRows.Tabs(board.Queues, L), Queue, board.Claimed.Concat(board.Waiting).Select(row => TriageRows.Of(row, actor, L)));
        counted = time.GetUtcNow();
    }

    /// <summary>What the feed said. Claims and decisions change rows in place; new and changed cases are read once a batch.</summary>
    async Task FollowAsync(IReadOnlyList<LiveEvent> batch)
    {
        try
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
            screen?.Refresh();
        }
        catch (Exception e) when (e is OperationCanceledException or NotPermittedException || e.IsOfDatabase())
        {
            // The page is closing, its user was signed out, or the database is away; the next event or beat catches up.
        }
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
            foreach (var held in new[] { state.Case?.Id, state.Next?.Id }.OfType<Guid>())
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
            await CountAsync(actor);
            screen?.Refresh();
        }
        catch (Exception e) when (e is OperationCanceledException or NotPermittedException || e.IsOfDatabase())
        {
            // The next beat is a minute away, and a lease lasts five.
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
