using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using ModerationHub.Components;
using ModerationHub.Components.Keys;
using ModerationHub.Components.Layout;
using ModerationHub.Domain;
using ModerationHub.Domain.Live;
using ModerationHub.Domain.People;
using ModerationHub.Features.Audit.Views;
using ModerationHub.Features.Cases;
using ModerationHub.Features.Cases.Views;
using ModerationHub.Features.Enforcement;
using ModerationHub.Features.Live;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;
using AuditRow = ModerationHub.Features.Audit.Views.AuditRow;

namespace ModerationHub.Features.Audit;

/// <summary>
/// Audit with its data: filters, page and open decision live in the address, so that each can be sent to a colleague. The
/// text that is searched for lies in the state of the history entry: back and forward bring it again, a reload forgets it.
/// </summary>
public sealed partial class AuditPage(OperationRunner runner, CurrentActor current, LiveFeed feed, TimeProvider time, NavigationManager navigation, Shell shell) : IAsyncDisposable
{
    readonly CancellationTokenSource closed = new();
    readonly Latest searches = new(), openings = new();
    IReadOnlyList<KeyBinding> keys = [];
    IReadOnlyList<AuditRow>? rows;
    IReadOnlyList<Choice> reviewers = [], policies = [], languages = [];
    AuditDetail? detail;
    IntegrityResult? integrity;
    CancellationTokenSource? checking;
    LiveSubscription? live;
    (AuditFilter Filter, string? Cursor, Guid? Decision)? shown;
    (Guid Decision, Guid Id) reversal;
    Guid? wanted;
    string? problem, refused, notChecked, next;
    bool mayExport;
    int newer, unapplied;

    [SupplyParameterFromQuery] public string? Reviewer { get; set => field = Asked.Words(value); }
    [SupplyParameterFromQuery] public string? Policy { get; set => field = Asked.Words(value); }
    [SupplyParameterFromQuery] public string? Action { get; set; }
    [SupplyParameterFromQuery] public string? State { get; set; }
    [SupplyParameterFromQuery(Name = "language")] public string? LanguageTag { get; set => field = Asked.Words(value); }
    [SupplyParameterFromQuery(Name = "from")] public string? AskedFrom { get; set; }
    [SupplyParameterFromQuery(Name = "to")] public string? AskedTo { get; set; }
    [SupplyParameterFromQuery] public string? Cursor { get; set; }
    [SupplyParameterFromQuery(Name = "decision")] public string? AskedDecision { get; set; }

    DateOnly? From => Asked.Day(AskedFrom);

    DateOnly? To => Asked.Day(AskedTo);

    Guid? Decision => Asked.Id(AskedDecision);

    string? Text => navigation.HistoryEntryState is { Length: > 0 } text ? text : null;

    AuditFilter Filter => new() { Text = Text, Reviewer = Reviewer, Policy = Policy, Action = Action, State = State, Language = LanguageTag, From = From, To = To };

    protected override async Task OnInitializedAsync()
    {
        navigation.LocationChanged += OnLocationChanged;
        string list = L["Decisions"];
        keys =
        [
            // What was asked for may still be on its way: two quick presses are two rows.
            .. ListKeys.Of(L, list, L["Next decision"], L["Previous decision"], () => (rows ?? []).Select(row => row.DecisionId), () => wanted ?? Decision, Open),
            new(".", L["Show new decisions"], list, FirstPage),
        ];
        var actor = await current.GetAsync();
        mayExport = actor.Can(Permission.ExportAudit);
        var lists = await runner.RunAsync<AuditChoices, AuditChoiceLists>(actor, (choices, token) => choices.HandleAsync(token), closed.Token);
        reviewers = [.. lists.Reviewers.Select(name => new Choice(name, name))];
        policies = [.. lists.Policies.Select(policy => new Choice(policy.Key, L[policy.Name]))];
        languages = [.. lists.Languages.Select(tag => new Choice(tag, LanguageName.Of(tag)))];
        live = new LiveSubscription(feed, e => e.PlatformId == actor.PlatformId && e.By != actor.Name && (e.Kind is LiveKind.CaseDecided or LiveKind.EnforcementChanged || e.State == CaseStory.Undone), batch => InvokeAsync(async () =>
        {
            newer += batch.Count(e => e.Kind != LiveKind.EnforcementChanged);
            if (batch.Any(e => e.Kind == LiveKind.EnforcementChanged))
                await L.TryAsync(CountAsync);
            StateHasChanged();
        }), time);
    }

    protected override async Task OnParametersSetAsync()
    {
        // Noted before anything is awaited: keys pressed quickly ask for the next one while this one loads.
        var (before, now) = (shown, (Filter, Cursor, Decision));
        shown = now;
        if (wanted == Decision)
            wanted = null;
        var list = before is null || before.Value.Filter != now.Filter || before.Value.Cursor != now.Cursor ? LoadAsync() : Task.CompletedTask;
        if (before?.Decision != now.Decision)
            await OpenDetailAsync();
        await list;
    }

    Task LoadAsync() => LoadAsync(keep: false);

    /// <param name="keep">What is shown stays until the same search is read again, and with it the focus in it.</param>
    async Task LoadAsync(bool keep)
    {
        var isLast = searches.Begin();
        IReadOnlyList<AuditRow> found = [];
        string? behind = null;
        (rows, problem, newer) = (keep ? rows : null, null, 0);
        var refusal = await L.TryAsync(async () =>
        {
            var page = await runner.RunAsync<SearchAudit, AuditPageOf>(await current.GetAsync(), (search, token) => search.HandleAsync(AuditWords.Search(Filter, Cursor), token), closed.Token);
            await CountAsync();
            var names = policies.ToDictionary(policy => policy.Value, policy => policy.Name);
            (found, behind) = ([.. page.Rows.Select(row => AuditWords.Row(row, names, L))], page.Next);
        });
        if (isLast())
            (rows, next, problem) = refusal is null ? (found, behind, null) : keep ? (rows ?? [], next, refusal) : ([], null, refusal);
    }

    async Task CountAsync() =>
        unapplied = await runner.RunAsync<CountNotApplied, int>(await current.GetAsync(), (count, token) => count.HandleAsync(token), closed.Token);

    async Task OpenDetailAsync()
    {
        var isLast = openings.Begin();
        refused = null;
        // The same one read again stays until it comes, and with it the focus.
        if (detail?.Row.DecisionId != Decision)
            detail = null;
        if (Decision is not { } id)
            return;
        AuditDetail? read = null;
        string? behindDoor = null;
        var refusal = await L.TryAsync(async () =>
        {
            try
            {
                read = AuditWords.Detail(await runner.RunAsync<ReadDecision, DecisionFile>(await current.GetAsync(), (handler, token) => handler.HandleAsync(new(id), token), closed.Token), L);
            }
            catch (NotPermittedException)
            {
                behindDoor = L["This decision lies in the sealed lane."];
            }
        });
        if (isLast())
            (detail, refused) = (read, behindDoor ?? refusal);
    }

    async Task<string?> OverturnAsync(Guid decision, string reason)
    {
        // The same id until it is done: a repeated click is the same reversal.
        if (reversal.Decision != decision)
            reversal = (decision, Guid.CreateVersion7(time.GetUtcNow()));
        if (await L.TryAsync(async () => await runner.RunAsync<OverturnDecision, DecisionMade>(await current.GetAsync(),
            (overturn, token) => overturn.HandleAsync(new(reversal.Id, decision, reason), token), CancellationToken.None)) is { } refusal)
            return refusal;
        shell.Say(L["The decision is overturned; the platform is told."], Tone.Good);
        if (closed.IsCancellationRequested)
            return null;
        await Task.WhenAll(LoadAsync(keep: true), Decision == decision ? OpenDetailAsync() : Task.CompletedTask);
        StateHasChanged();
        return null;
    }

    async Task CheckAsync()
    {
        if (checking is not null)
            return;
        checking = CancellationTokenSource.CreateLinkedTokenSource(closed.Token);
        try
        {
            notChecked = await L.TryAsync(async () =>
            {
                integrity = null;
                var report = await runner.RunAsync<VerifyAudit, VerificationReport>(await current.GetAsync(), (verify, token) => verify.HandleAsync(token), checking.Token);
                integrity = new(report.Chains.Sum(chain => chain.Entries), report.Broken?.Seq, time.GetUtcNow());
            });
        }
        catch (OperationCanceledException)
        {
            // The button was pressed again, or the page is gone.
        }
        finally
        {
            checking.Dispose();
            checking = null;
        }
    }

    Task CancelCheckAsync() => checking?.CancelAsync() ?? Task.CompletedTask;

    void Open(Guid? decision)
    {
        Go(new() { ["decision"] = decision });
        wanted = decision == Decision ? null : decision;
    }

    void NextPage() => Go(new() { ["cursor"] = next, ["decision"] = null });

    /// <summary>On the first page the address stays as it is, and nothing but this would look again.</summary>
    async Task FirstPage()
    {
        var here = Cursor is null;
        Go(new() { ["cursor"] = null, ["decision"] = null });
        if (here)
            await LoadAsync();
    }

    void Apply(AuditFilter filter) => Go(new(filter.ToQuery()) { ["cursor"] = null, ["decision"] = null }, filter.Text?.Trim());

    void Go(Dictionary<string, object?> query) => Go(query, Text);

    void Go(Dictionary<string, object?> query, string? text)
    {
        wanted = null;
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(query), new NavigationOptions { HistoryEntryState = text });
    }

    /// <summary>Another text under the same address changes no parameter, so the page looks for itself.</summary>
    void OnLocationChanged(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(async () =>
    {
        if (closed.IsCancellationRequested || shown is null || shown.Value.Filter.Text == Text)
            return;
        await OnParametersSetAsync();
        StateHasChanged();
    });

    public async ValueTask DisposeAsync()
    {
        navigation.LocationChanged -= OnLocationChanged;
        if (live is not null)
            await live.DisposeAsync();
        await closed.CancelAsync();
        closed.Dispose();
    }
}
