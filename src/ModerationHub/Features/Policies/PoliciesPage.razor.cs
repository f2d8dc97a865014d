using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using ModerationHub.Components;
using ModerationHub.Components.Controls;
using ModerationHub.Components.Layout;
using ModerationHub.Domain;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Live;
using ModerationHub.Features.Policies.Breaker;
using ModerationHub.Features.Policies.Recounts;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Policies;

/// <summary>The policies of a platform: to read for reviewers and auditors, to change for leads. What is shown lies in the address; what is
/// searched for among the terms lies in the state of the history entry, for terms are words that nobody should find in a log.</summary>
public sealed partial class PoliciesPage(OperationRunner runner, CurrentActor current, NavigationManager navigation, Shell shell, LiveFeed feed, TimeProvider time) : IAsyncDisposable
{
    IReadOnlyList<PolicyLine>? lines;
    PolicyFile? file;
    VersionDifferences? differences;
    IReadOnlyList<StoppedTerm> stops = [];
    IReadOnlyList<GivenUpRecount> recounts = [];
    readonly Edits edits = new();
    readonly Latest loads = new(), stopReads = new();
    bool manages;
    ElementReference heading;
    LiveSubscription? live;
    bool ended;
    int asked;
    string? problem, sought;

    [Parameter]
    public string? Key { get; set => field = Asked.Words(value); }

    [SupplyParameterFromQuery(Name = "v")]
    public string? AskedVersion { get; set; }

    [SupplyParameterFromQuery(Name = "view")]
    public string? Part { get; set; }

    [SupplyParameterFromQuery(Name = "against")]
    public string? AskedAgainst { get; set; }

    [SupplyParameterFromQuery]
    public string? Lang { get; set => field = Asked.Words(value); }

    [SupplyParameterFromQuery(Name = "offset")]
    public string? AskedOffset { get; set; }

    string? Q => Asked.Words(navigation.HistoryEntryState) is { Length: > 0 } words ? words : null;

    int? V => Asked.Number(AskedVersion);

    int? Against => Asked.Number(AskedAgainst);

    int Offset => Asked.Offset(AskedOffset);

    string View => Part is "text" or "rules" or "differences" or "backtest" or "shadow" ? Part : Part == "place" && manages ? Part : "terms";

    /// <summary>Whether a new policy is being made.</summary>
    bool Making => Key is null && Part == "new" && manages;

    /// <summary>Without a wish: what it is based on, else the one before it.</summary>
    int? Other => OtherOf(file!);

    int? OtherOf(PolicyFile opened) => Against is { } wished && wished != opened.Shown.Version ? wished
        : opened.Shown.BasedOn ?? opened.Versions.Select(v => (int?)v.Version).FirstOrDefault(v => v != opened.Shown.Version);

    IEnumerable<(string View, string Name)> Views
    {
        get
        {
            yield return ("terms", L["Terms ({0})", file!.AllTerms]);
            yield return ("rules", L["Rules ({0})", Shown.Content.Rules.Count]);
            yield return ("text", L["Text and numbers"]);
            if (file.Versions.Count > 1)
                yield return ("differences", L["Differences"]);
            if (Shown.State != PolicyVersionState.Live || Part == "backtest")
                yield return ("backtest", L["Backtest"]);
            if ((Shown.State != PolicyVersionState.Live && file.Versions.Any(v => v.State == PolicyVersionState.Live)) || Part == "shadow")
                yield return ("shadow", L["Shadow"]);
            if (manages)
                yield return ("place", L["Name and place"]);
        }
    }

    protected override void OnInitialized() => navigation.LocationChanged += OnLocationChanged;

    protected override Task OnParametersSetAsync() => ShowAsync();

    /// <summary>Other words under the same address change no parameter, so the page looks for itself.</summary>
    void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(async () =>
    {
        if (ended || sought == Q)
            return;
        await ShowAsync();
        StateHasChanged();
    });

    /// <summary>What is stopped, or decided by another lead, shows at once.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        var platform = (await current.GetAsync()).PlatformId;
        if (!ended)
            live = new LiveSubscription(feed, e => e.Kind == LiveKind.TermStopped && e.PlatformId == platform, _ => InvokeAsync(SeeStopsAsync), time);
    }

    async Task SeeStopsAsync()
    {
        if (ended)
            return;
        // What stood in the way of something else is still to be read.
        if (await L.TryAsync(async () => await LoadStopsAsync(await current.GetAsync())) is { } refusal)
            problem = refusal;
        StateHasChanged();
    }

    async Task LoadStopsAsync(Actor actor)
    {
        var isLast = stopReads.Begin();
        var read = await runner.RunAsync<ReadTermStops, IReadOnlyList<StoppedTerm>>(actor, (handler, token) => handler.HandleAsync(token));
        if (isLast())
            stops = read;
    }

    public async ValueTask DisposeAsync()
    {
        ended = true;
        navigation.LocationChanged -= OnLocationChanged;
        if (live is not null)
            await live.DisposeAsync();
    }

    async Task ShowAsync()
    {
        var isLast = loads.Begin();
        sought = Q;
        // What is done is done to the policy that is shown: another one's goes before it comes.
        if (file?.Key != Key)
            file = null;
        var refusal = await L.TryAsync(async () => await LoadAsync(await current.GetAsync(), isLast));
        if (isLast())
            problem = refusal;
    }

    async Task LoadAsync(Actor actor, Func<bool> isLast)
    {
        var listed = await runner.RunAsync<ReadPolicies, IReadOnlyList<PolicyLine>>(actor, (read, token) => read.HandleAsync(token));
        var givenUp = await runner.RunAsync<ReadGivenUpRecounts, IReadOnlyList<GivenUpRecount>>(actor, (read, token) => read.HandleAsync(token));
        if (!isLast())
            return;
        (lines, recounts, manages) = (listed, givenUp, actor.Can(Permission.ManagePolicies));
        if (Key is { } key)
        {
            var opened = await runner.RunAsync<ReadPolicy, PolicyFile>(actor, (read, token) => read.HandleAsync(new(key, V, Q, Lang, Offset), token));
            var compared = View == "differences" && OtherOf(opened) is { } other
                ? await runner.RunAsync<CompareVersions, VersionDifferences>(actor, (compare, token) => compare.HandleAsync(new(key, other, opened.Shown.Version), token))
                : null;
            if (!isLast())
                return;
            (file, differences) = (opened, compared);
        }
        // Last, for it looks through cases.
        await LoadStopsAsync(actor);
    }

    Task<string?> BeginAsync() => DoAsync<BeginDraft, int>((begin, of, token) => begin.HandleAsync(new(of.Key), token), number => number);

    Task<string?> MoveAsync(DraftMove move, string? reason)
    {
        if (!edits.Unsaved)
            return StepAsync(DoAsync<MoveDraft>((handler, of, token) => handler.HandleAsync(new(of.Key, of.Shown.Version, of.Shown.Row, move, reason), token)));
        // It would be gone with the draft.
        problem = L["What you changed below is not saved yet: save it first."];
        StateHasChanged();
        return Task.FromResult<string?>(problem);
    }

    Task<string?> ReviewAsync(bool approved, string? remark) =>
        StepAsync(DoAsync<ReviewDraft>((handler, of, token) => handler.HandleAsync(new(of.Key, of.Shown.Version, of.Shown.Row, approved, remark), token)));

    Task<string?> PublishAsync(DateTimeOffset? at) =>
        StepAsync(DoAsync<PublishVersion>((handler, of, token) => handler.HandleAsync(new(of.Key, of.Shown.Version, of.Shown.Row, at), token)));

    Task<string?> BringBackAsync(string reason) =>
        DoAsync<BringBack, int>((handler, of, token) => handler.HandleAsync(new(of.Key, of.Shown.Version, reason), token), number => number);

    Task<string?> SaveAsync(VersionContent content) =>
        SaidThereAsync(DoAsync<EditDraft>((handler, of, token) => handler.HandleAsync(new(of.Key, of.Shown.Version, of.Shown.Row, content), token)));

    Task<string?> PutTermAsync(Guid? id, TermEntry? entry)
    {
        var put = DoAsync<EditTerms>((handler, of, token) => handler.HandleAsync(new(of.Key, of.Shown.Version, of.Shown.Row, id, entry), token));
        return entry is null ? put : SaidThereAsync(put);
    }

    /// <summary>The button that was pressed is gone: the focus goes to the policy's name, and what became of the version is said.</summary>
    async Task<string?> StepAsync(Task<string?> step)
    {
        var key = file?.Key;
        if (await step is { } broken)
            return broken;
        // Somebody who went on meanwhile is left where they are.
        if (file is null || file.Key != key)
            return null;
        shell.Say(L["Version {0}, {1}", Shown.Version, PolicyWords.Of(Shown.State, L)], Tone.Good);
        await heading.FocusAsync();
        return null;
    }

    /// <summary>A form says beside the field what stood in the way; once is enough.</summary>
    async Task<string?> SaidThereAsync(Task<string?> act)
    {
        var broken = await act;
        problem = null;
        StateHasChanged();
        return broken;
    }

    async Task<string?> MakeAsync(MakePolicy.Command command)
    {
        var broken = await TryAsync(actor => runner.RunAsync<MakePolicy>(actor, (make, token) => make.HandleAsync(command, token)));
        problem = null;
        if (broken is null)
            navigation.NavigateTo(PathOf(command.Key));
        return broken;
    }

    Task<string?> PlaceAsync(string name, string? parent) => SaidThereAsync(DoAsync<PlacePolicy>((handler, of, token) => handler.HandleAsync(new(of.Key, of.Row, name, parent), token)));

    Task<string?> OrderAsync(bool up) => DoAsync<OrderPolicy>((handler, of, token) => handler.HandleAsync(new(of.Key, of.Row, up), token));

    async Task<string?> ArchiveAsync(string reason) => await ToHeadingAsync(await DoAsync<ArchivePolicy>((handler, of, token) => handler.HandleAsync(new(of.Key, of.Row, reason), token)));

    async Task<string?> KeepAsync() => await ToHeadingAsync(await DoAsync<KeepPolicy>((handler, of, token) => handler.HandleAsync(new(of.Key, of.Row), token)));

    /// <summary>The button that was pressed is gone.</summary>
    async Task<string?> ToHeadingAsync(string? broken)
    {
        if (broken is null && file is not null)
            await heading.FocusAsync();
        return broken;
    }

    Task<string?> DecideStopAsync(StoppedTerm stop, bool resume, string reason) =>
        DoAsync<DecideTermStop>((handler, token) => handler.HandleAsync(new(stop.Id, stop.Row, resume, reason), token));

    Task<string?> RestartAsync(GivenUpRecount recount) => DoAsync<RestartRecount>((handler, token) => handler.HandleAsync(new(recount.Id), token));

    VersionFile Shown => file!.Shown;

    Task<string?> DoAsync<THandler>(Func<THandler, PolicyFile, CancellationToken, Task> act) where THandler : notnull =>
        DoAsync<THandler, int>(async (handler, of, token) =>
        {
            await act(handler, of, token);
            return 0;
        }, _ => null);

    /// <summary>On the policy that was shown when it was asked for, whatever is shown once it runs.</summary>
    Task<string?> DoAsync<THandler, T>(Func<THandler, PolicyFile, CancellationToken, Task<T>> act, Func<T, int?> show) where THandler : notnull
    {
        var of = file!;
        return DoAsync<THandler, T>((handler, token) => act(handler, of, token), show, of.Key);
    }

    Task<string?> DoAsync<THandler>(Func<THandler, CancellationToken, Task> act) where THandler : notnull =>
        DoAsync<THandler, int>(async (handler, token) =>
        {
            await act(handler, token);
            return 0;
        }, _ => null, null);

    async Task<string?> DoAsync<THandler, T>(Func<THandler, CancellationToken, Task<T>> act, Func<T, int?> show, string? key) where THandler : notnull
    {
        int? next = null;
        var broken = await TryAsync(async actor => next = show(await runner.RunAsync(actor, act)));
        // Whether it worked or somebody else was quicker: what stands there now is shown, and the sentence stays.
        if (next is { } version && key == Key)
            Go(v: version);
        else
        {
            await ShowAsync();
            problem = broken ?? problem;
        }
        // Called from within the parts, which draw themselves alone.
        StateHasChanged();
        return broken;
    }

    /// <returns>The sentence of the rule that stood in the way.</returns>
    async Task<string?> TryAsync(Func<Actor, Task> act) => problem = await L.TryAsync(async () => await act(await current.GetAsync()));

    string Address(string view) => navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["view"] = view, ["offset"] = null });

    /// <summary>Whoever rather stays sees the version again that is shown.</summary>
    void Choose(int? v)
    {
        if (edits.Unsaved)
            asked++;
        Go(v: v);
    }

    void Go(int? v = null, int? against = null, string? q = null, string? lang = null, int? offset = null)
    {
        var wanted = new Dictionary<string, object?> { ["offset"] = offset is > 0 ? offset : null };
        if (v is not null)
            wanted["v"] = v;
        if (against is not null)
            wanted["against"] = against;
        if (lang is not null)
            wanted["lang"] = lang.Length > 0 ? lang : null;
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(wanted), new NavigationOptions { HistoryEntryState = q ?? Q });
    }

    internal static string PathOf(string key) => string.Create(CultureInfo.InvariantCulture, $"/policies/{Uri.EscapeDataString(key)}");
}
