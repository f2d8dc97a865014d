using System.Globalization;
using Microsoft.AspNetCore.Components;
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
public sealed partial class BanksPage(OperationRunner runner, CurrentActor current, NavigationManager navigation, Shell shell)
{
    IReadOnlyList<BankLine>? lines;
    IReadOnlyList<PolicyLine> policies = [];
    BankFile? file;
    bool manages;
    string? problem, refused, unnamed, stays;
    string name = "", policy = "", rename = "";
    BankKind kind = BankKind.Urls;

    [Parameter]
    public string? Key { get; set => field = Asked.Words(value); }

    [SupplyParameterFromQuery]
    public string? Q { get; set => field = Asked.Words(value); }

    [SupplyParameterFromQuery(Name = "offset")]
    public string? AskedOffset { get; set; }

    int Offset => Asked.Offset(AskedOffset);

    /// <summary>Searching and paging in one bank leaves the list of banks as it is: counting them all is not for every step.</summary>
    protected override Task OnParametersSetAsync() => TryAsync(actor => LoadAsync(actor, all: lines is null));

    async Task ReloadAsync() => await TryAsync(actor => LoadAsync(actor, all: true));

    async Task LoadAsync(Actor actor, bool all)
    {
        manages = actor.Can(Permission.ManagePolicies);
        if (all)
            lines = await runner.RunAsync<ListBanks, IReadOnlyList<BankLine>>(actor, (list, token) => list.HandleAsync(token));
        if (manages && policies.Count == 0)
        {
            policies = [.. (await runner.RunAsync<ReadPolicies, IReadOnlyList<PolicyLine>>(actor, (read, token) => read.HandleAsync(token))).Where(line => !line.Archived)];
            policy = policies.Select(one => one.Key).FirstOrDefault() ?? "";
        }
        var before = file?.Id;
        file = string.IsNullOrEmpty(Key) ? null : await runner.RunAsync<ReadBank, BankFile>(actor, (read, token) => read.HandleAsync(new(Key, Q, Offset), token));
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
        var actor = await current.GetAsync();
        stays = null;
        unnamed = await L.TryAsync(() => runner.RunAsync<RenameBank>(actor, (change, token) => change.HandleAsync(new(Key!, rename), token)));
        if (unnamed is not null)
            return;
        await ReloadAsync();
        rename = file?.Name ?? "";
        shell.Say(L["The bank has its new name."], Tone.Good);
    }

    async Task RemoveAsync()
    {
        var actor = await current.GetAsync();
        stays = await L.TryAsync(() => runner.RunAsync<RemoveBank>(actor, (remove, token) => remove.HandleAsync(new(Key!), token)));
        if (stays is not null)
            return;
        shell.Say(L["The bank is removed."], Tone.Good);
        lines = null;
        navigation.NavigateTo("/banks");
    }

    Task<(string?, IReadOnlyList<LineOutcome>)> AddLinksAsync(string pasted, double weight) =>
        AddAsync<AddLinks>((add, token) => add.HandleAsync(new(Key!, pasted, weight), token));

    Task<(string?, IReadOnlyList<LineOutcome>)> AddHashesAsync(string pasted, string label, Severity severity) =>
        AddAsync<AddHashes>((add, token) => add.HandleAsync(new(Key!, pasted, label, severity), token));

    Task RemoveLinkAsync(Guid link) => DoAsync<RemoveLink>((remove, token) => remove.HandleAsync(new(Key!, link), token));

    Task JudgeAsync(Guid hash, HashOpinion opinion) => DoAsync<JudgeHash>((judge, token) => judge.HandleAsync(new(Key!, hash, opinion), token));

    Task TakeOutAsync(Guid hash) => DoAsync<TakeOutHash>((takeOut, token) => takeOut.HandleAsync(new(Key!, hash), token));

    /// <summary>What stood in the way is said in the form; the list shows what is there now.</summary>
    async Task<(string?, IReadOnlyList<LineOutcome>)> AddAsync<THandler>(Func<THandler, CancellationToken, Task<IReadOnlyList<LineOutcome>>> add) where THandler : notnull
    {
        IReadOnlyList<LineOutcome> outcomes = [];
        var actor = await current.GetAsync();
        var broken = await L.TryAsync(async () => outcomes = await runner.RunAsync(actor, add));
        await ReloadAsync();
        StateHasChanged();
        return (broken, outcomes);
    }

    async Task DoAsync<THandler>(Func<THandler, CancellationToken, Task> act) where THandler : notnull
    {
        var broken = await TryAsync(actor => runner.RunAsync(actor, act));
        await ReloadAsync();
        problem ??= broken;
        StateHasChanged();
    }

    async Task<string?> TryAsync(Func<Actor, Task> act) => problem = await L.TryAsync(async () => await act(await current.GetAsync()));

    void Search(string text) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["q"] = text.Length > 0 ? text : null, ["offset"] = null }));

    void Page(int offset) => navigation.NavigateTo(navigation.GetUriWithQueryParameter("offset", offset > 0 ? offset : null));

    internal static string PathOf(string id) => string.Create(CultureInfo.InvariantCulture, $"/banks/{Uri.EscapeDataString(id)}");
}
