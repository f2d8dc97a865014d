using System.Globalization;
using Microsoft.AspNetCore.Components;
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

/// <summary>The policies of a platform: to read for reviewers and auditors, to change for leads. What is shown lies in the address.</summary>
public sealed partial class PoliciesPage(OperationRunner runner, CurrentActor current, NavigationManager navigation, Shell shell, LiveFeed feed, TimeProvider time) : IAsyncDisposable
{
    IReadOnlyList<PolicyLine>? lines;
    PolicyFile? file;
    VersionDifferences? differences;
    IReadOnlyList<StoppedTerm> stops = [];
    IReadOnlyList<GivenUpRecount> recounts = [];
    readonly Edits edits = new();
    bool manages;
    ElementReference heading;
    LiveSubscription? live;
    bool ended;
    int asked;
    string? problem;

    [Parameter]
    public string? Key { get; set => field = Asked.Words(value); }

    [SupplyParameterFromQuery(Name = "v")]
    public string? AskedVersion { get; set; }

    [SupplyParameterFromQuery(Name = "view")]
    public string? Part { get; set; }

    [SupplyParameterFromQuery(Name = "against")]
    public string? AskedAgainst { get; set; }

    [SupplyParameterFromQuery]
    public string? Q { get; set => field = Asked.Words(value); }

    [SupplyParameterFromQuery]
    public string? Lang { get; set => field = Asked.Words(value); }

    [SupplyParameterFromQuery(Name = "offset")]
    public string? AskedOffset { get; set; }

    int? V => Asked.Number(AskedVersion);

    int? Against => Asked.Number(AskedAgainst);

    int Offset => Asked.Offset(AskedOffset);

    string View => Part is "text" or "rules" or "differences" or "backtest" or "shadow" ? Part : Part == "place" && manages ? Part : "terms";

    /// <summary>Whether a new policy is being made.</summary>
    bool Making => Key is null && Part == "new" && manages;

    /// <summary>Without a wish: what it is based on, else the one before it.</summary>
    int? Other => Against is { } wished && wished != file?.Shown.Version ? wished
        : file?.Shown.BasedOn ?? file?.Versions.Select(v => (int?)v.Version).FirstOrDefault(v => v != file.Shown.Version);

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

    protected override Task OnParametersSetAsync() => TryAsync(LoadAsync);

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
        await TryAsync(LoadStopsAsync);
        StateHasChanged();
    }

    async Task LoadStopsAsync(Actor actor) =>
        stops = await runner.RunAsync<ReadTermStops, IReadOnlyList<StoppedTerm>>(actor, (read, token) => read.HandleAsync(token));

    public async ValueTask DisposeAsync()
    {
        ended = true;
        if (live is not null)
            await live.DisposeAsync();
    }

    async Task LoadAsync(Actor actor)
    {
        lines = await runner.RunAsync<ReadPolicies, IReadOnlyList<PolicyLine>>(actor, (read, token) => read.HandleAsync(token));
        recounts = await runner.RunAsync<ReadGivenUpRecounts, IReadOnlyList<GivenUpRecount>>(actor, (read, token) => read.HandleAsync(token));
        manages = actor.Can(Permission.ManagePolicies);
        if (Key is null)
        {
            file = null;
        }
        else
        {
            file = await runner.RunAsync<ReadPolicy, PolicyFile>(actor, (read, token) => read.HandleAsync(new(Key, V, Q, Lang, Offset), token));
            differences = View == "differences" && Other is { } other
                ? await runner.RunAsync<CompareVersions, VersionDifferences>(actor, (compare, token) => compare.HandleAsync(new(Key, other, file.Shown.Version), token))
                : null;
        }
        // Last, for it looks through cases.
        await LoadStopsAsync(actor);
    }

    Task<string?> BeginAsync() => DoAsync<BeginDraft, int>((begin, token) => begin.HandleAsync(new(Key!), token), number => number);

    Task<string?> MoveAsync(DraftMove move, string? reason)
    {
        if (!edits.Unsaved)
            return StepAsync(DoAsync<MoveDraft>((handler, token) => handler.HandleAsync(new(Key!, Shown.Version, Shown.Row, move, reason), token)));
        // It would be gone with the draft.
        problem = L["What you changed below is not saved yet: save it first."];
        StateHasChanged();
        return Task.FromResult<string?>(problem);
    }

    Task<string?> ReviewAsync(bool approved, string? remark) =>
        StepAsync(DoAsync<ReviewDraft>((handler, token) => handler.HandleAsync(new(Key!, Shown.Version, Shown.Row, approved, remark), token)));

    Task<string?> PublishAsync(DateTimeOffset? at) =>
        StepAsync(DoAsync<PublishVersion>((handler, token) => handler.HandleAsync(new(Key!, Shown.Version, Shown.Row, at), token)));

    Task<string?> BringBackAsync(string reason) =>
        DoAsync<BringBack, int>((handler, token) => handler.HandleAsync(new(Key!, Shown.Version, reason), token), number => number);

    Task<string?> SaveAsync(VersionContent content) =>
        SaidThereAsync(DoAsync<EditDraft>((handler, token) => handler.HandleAsync(new(Key!, Shown.Version, Shown.Row, content), token)));

    Task<string?> PutTermAsync(Guid? id, TermEntry? entry)
    {
        var put = DoAsync<EditTerms>((handler, token) => handler.HandleAsync(new(Key!, Shown.Version, Shown.Row, id, entry), token));
        return entry is null ? put : SaidThereAsync(put);
    }

    /// <summary>The button that was pressed is gone: the focus goes to the policy's name, and what became of the version is said.</summary>
    async Task<string?> StepAsync(Task<string?> step)
    {
        if (await step is { } broken)
            return broken;
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

    Task<string?> PlaceAsync(string name, string? parent) => SaidThereAsync(DoAsync<PlacePolicy>((handler, token) => handler.HandleAsync(new(Key!, file!.Row, name, parent), token)));

    Task<string?> OrderAsync(bool up) => DoAsync<OrderPolicy>((handler, token) => handler.HandleAsync(new(Key!, file!.Row, up), token));

    async Task<string?> ArchiveAsync(string reason) => await ToHeadingAsync(await DoAsync<ArchivePolicy>((handler, token) => handler.HandleAsync(new(Key!, file!.Row, reason), token)));

    async Task<string?> KeepAsync() => await ToHeadingAsync(await DoAsync<KeepPolicy>((handler, token) => handler.HandleAsync(new(Key!, file!.Row), token)));

    /// <summary>The button that was pressed is gone.</summary>
    async Task<string?> ToHeadingAsync(string? broken)
    {
        if (broken is null)
            await heading.FocusAsync();
        return broken;
    }

    Task<string?> DecideStopAsync(StoppedTerm stop, bool resume, string reason) =>
        DoAsync<DecideTermStop>((handler, token) => handler.HandleAsync(new(stop.Id, stop.Row, resume, reason), token));

    Task<string?> RestartAsync(GivenUpRecount recount) => DoAsync<RestartRecount>((handler, token) => handler.HandleAsync(new(recount.Id), token));

    VersionFile Shown => file!.Shown;

    Task<string?> DoAsync<THandler>(Func<THandler, CancellationToken, Task> act) where THandler : notnull =>
        DoAsync<THandler, int>(async (handler, token) =>
        {
            await act(handler, token);
            return 0;
        }, _ => null);

    async Task<string?> DoAsync<THandler, T>(Func<THandler, CancellationToken, Task<T>> act, Func<T, int?> show) where THandler : notnull
    {
        int? next = null;
        var broken = await TryAsync(async actor => next = show(await runner.RunAsync(actor, act)));
        // Whether it worked or somebody else was quicker: what stands there now is shown, and the sentence stays.
        if (next is { } version)
            navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["v"] = version, ["offset"] = null }));
        else
        {
            await TryAsync(LoadAsync);
            problem = broken;
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
        if (q is not null)
            (wanted["q"], wanted["lang"]) = (q.Length > 0 ? q : null, lang is { Length: > 0 } ? lang : null);
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(wanted));
    }

    internal static string PathOf(string key) => string.Create(CultureInfo.InvariantCulture, $"/policies/{Uri.EscapeDataString(key)}");
}
