using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using ModerationHub.Components;
using ModerationHub.Components.Layout;
using ModerationHub.Domain.Media;
using ModerationHub.Domain.People;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Policies;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Banks;

/// <summary>The banks of links and image hashes: to read for whoever reads policies, to change for leads.</summary>
public sealed partial class BanksPage(OperationRunner runner, CurrentActor current, NavigationManager navigation, Shell shell) : IDisposable
{
    readonly Latest loads = new();
    IReadOnlyList<BankLine>? lines;
    IReadOnlyList<PolicyLine> policies = [];
    BankFile? file;
    bool manages, ended;
    string? problem, refused, unnamed, stays, sought;
    string name = "", policy = "", rename = "";
    BankKind kind = BankKind.Urls;

    [Parameter]
    public string? Key { get; set => field = Asked.Words(value); }

    [SupplyParameterFromQuery(Name = "offset")]
    public string? AskedOffset { get; set; }

    /// <summary>What is searched for lies in the state of the history entry: nobody should find it in a log.</summary>
    string? Q => Asked.Words(navigation.HistoryEntryState) is { Length: > 0 } words ? words : null;

    int Offset => Asked.Offset(AskedOffset);

    /// <summary>Searching and paging in one bank leaves the list of banks as it is: counting them all is not for every step.</summary>
    protected override Task OnParametersSetAsync() => ShowAsync(all: lines is null);

    protected override void OnInitialized() => navigation.LocationChanged += OnLocationChanged;

    /// <summary>Other words under the same address change no parameter, so the page looks for itself.</summary>
    void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(async () =>
    {
        if (ended || sought == Q)
            return;
        await ShowAsync(all: false);
        StateHasChanged();
    });

    public void Dispose()
    {
        ended = true;
        navigation.LocationChanged -= OnLocationChanged;
    }

    Task ReloadAsync() => ShowAsync(all: true);

    async Task ShowAsync(bool all)
    {
        var isLast = loads.Begin();
        sought = Q;
        // What is done is done to the bank that is shown: another one's goes before it comes.
        if (file?.Id != Key)
            file = null;
        var refusal = await L.TryAsync(async () => await LoadAsync(await current.GetAsync(), all, isLast));
        if (isLast())
            problem = refusal;
    }

    async Task LoadAsync(Actor actor, bool all, Func<bool> isLast)
    {
        manages = actor.Can(Permission.ManagePolicies);
        if (all)
        {
            var listed = await runner.RunAsync<ListBanks, IReadOnlyList<BankLine>>(actor, (list, token) => list.HandleAsync(token));
            if (isLast())
                lines = listed;
        }
        if (manages && policies.Count == 0)
        {
            policies = [.. (await runner.RunAsync<ReadPolicies, IReadOnlyList<PolicyLine>>(actor, (read, token) => read.HandleAsync(token))).Where(line => !line.Archived)];
            policy = policies.Select(one => one.Key).FirstOrDefault() ?? "";
        }
        var before = file?.Id;
        var opened = Key is { Length: > 0 } key ? await runner.RunAsync<ReadBank, BankFile>(actor, (read, token) => read.HandleAsync(new(key, Q, Offset), token)) : null;
        if (!isLast())
            return;
        file = opened;
        if (file is not null && file.Id != before)
            (rename, unnamed, stays) = (file.Name, null, null);
    }

    async Task MakeAsync()
    {
        string? made = null;
        var actor = await current.GetAsync();
        refused = await L.TryAsync(async () => made = await runner.RunAsync<MakeBank, string>(actor, (make, token) => make.HandleAsync(new(name, kind, policy), token)));
        if (made is null)
            return;
        (name, lines) = ("", null);
        navigation.NavigateTo(PathOf(made));
    }

    async Task RenameAsync()
    {
        var (bank, wanted, actor) = (file!.Id, rename, await current.GetAsync());
        stays = null;
        var broken = await L.TryAsync(() => runner.RunAsync<RenameBank>(actor, (change, token) => change.HandleAsync(new(bank, wanted), token)));
        if (file?.Id == bank)
            unnamed = broken;
        else if (broken is not null)
            shell.Say(broken, Tone.Problem);
        if (broken is not null)
            return;
        await ReloadAsync();
        if (file?.Id == bank && rename == wanted)
            rename = file.Name;
        shell.Say(L["The bank has its new name."], Tone.Good);
    }

    async Task RemoveAsync()
    {
        var (bank, actor) = (file!.Id, await current.GetAsync());
        var broken = await L.TryAsync(() => runner.RunAsync<RemoveBank>(actor, (remove, token) => remove.HandleAsync(new(bank), token)));
        if (Key == bank)
            stays = broken;
        else if (broken is not null)
            shell.Say(broken, Tone.Problem);
        if (broken is not null)
            return;
        shell.Say(L["The bank is removed."], Tone.Good);
        if (Key != bank)
        {
            await ReloadAsync();
            return;
        }
        lines = null;
        navigation.NavigateTo("/banks");
    }

    Task<(string?, IReadOnlyList<LineOutcome>)> AddLinksAsync(string pasted, double weight) =>
        AddAsync<AddLinks>((add, bank, token) => add.HandleAsync(new(bank, pasted, weight), token));

    Task<(string?, IReadOnlyList<LineOutcome>)> AddHashesAsync(string pasted, string label, Severity severity, bool neverMatch) =>
        AddAsync<AddHashes>((add, bank, token) => add.HandleAsync(new(bank, pasted, label, severity, neverMatch), token));

    async Task<(string?, Reach?)> LookAsync(string pasted)
    {
        Reach? reach = null;
        var (kind, actor) = (file!.Kind, await current.GetAsync());
        var broken = await L.TryAsync(async () => reach = await runner.RunAsync<PreviewEntries, Reach>(actor, (preview, token) => preview.HandleAsync(new(kind, pasted), token)));
        return (broken, reach);
    }

    Task RemoveLinkAsync(Guid link) => DoAsync<RemoveLink>((remove, bank, token) => remove.HandleAsync(new(bank, link), token));

    Task JudgeAsync(Guid hash, HashOpinion opinion) => DoAsync<JudgeHash>((judge, bank, token) => judge.HandleAsync(new(bank, hash, opinion), token));

    Task TakeOutAsync(Guid hash) => DoAsync<TakeOutHash>((takeOut, bank, token) => takeOut.HandleAsync(new(bank, hash), token));

    /// <summary>What stood in the way is said in the form; the list shows what is there now.</summary>
    async Task<(string?, IReadOnlyList<LineOutcome>)> AddAsync<THandler>(Func<THandler, string, CancellationToken, Task<IReadOnlyList<LineOutcome>>> add) where THandler : notnull
    {
        IReadOnlyList<LineOutcome> outcomes = [];
        var bank = file!.Id;
        var actor = await current.GetAsync();
        var broken = await L.TryAsync(async () => outcomes = await runner.RunAsync<THandler, IReadOnlyList<LineOutcome>>(actor, (handler, token) => add(handler, bank, token)));
        await ReloadAsync();
        StateHasChanged();
        return (broken, outcomes);
    }

    /// <summary>On the bank that was shown when it was asked for.</summary>
    async Task DoAsync<THandler>(Func<THandler, string, CancellationToken, Task> act) where THandler : notnull
    {
        var bank = file!.Id;
        var broken = await L.TryAsync(async () => await runner.RunAsync<THandler>(await current.GetAsync(), (handler, token) => act(handler, bank, token)));
        await ReloadAsync();
        problem = broken ?? problem;
        StateHasChanged();
    }

    void Search(string text) => Go(0, text);

    void Page(int offset) => Go(offset, Q);

    void Go(int offset, string? text) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("offset", offset > 0 ? offset : null), new NavigationOptions { HistoryEntryState = text });

    internal static string PathOf(string id) => string.Create(CultureInfo.InvariantCulture, $"/banks/{Uri.EscapeDataString(id)}");
}
