using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Components.Controls;
using ModerationHub.Components.Keys;
using ModerationHub.Components.Layout;
using ModerationHub.Domain.Appeals;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Appeals;

/// <summary>Appeals for leads: what waits, and one of them with its decision beside it.</summary>
public sealed partial class AppealsPage(OperationRunner runner, CurrentActor current, NavigationManager navigation, TimeProvider time, Shell shell)
{
    readonly Latest loads = new(), openings = new();
    readonly Edits edits = new();
    IReadOnlyList<KeyBinding> keys = [];
    ElementReference heading;
    Guid? wanted;
    AppealPage? page;
    AppealFile? file;
    string? problem, refusal, closedTo;
    (bool Answered, string? Cursor, bool Loaded) shown;
    (Guid Appeal, Guid Id) reversal;
    Guid? opened;

    [SupplyParameterFromQuery(Name = "answered")] public string? AskedAnswered { get; set; }

    [SupplyParameterFromQuery] public string? Cursor { get; set; }

    [SupplyParameterFromQuery(Name = "appeal")] public string? AskedAppeal { get; set; }

    bool Answered => Asked.Yes(AskedAnswered);

    Guid? Appeal => Asked.Id(AskedAppeal);

    Guid? Chosen => wanted ?? Appeal;

    protected override void OnInitialized() =>
        keys = [.. ListKeys.Of(L, L["Appeals"], L["Next appeal"], L["Previous appeal"], () => (page?.Rows ?? []).Select(row => row.Id), () => Chosen, Open)];

    protected override async Task OnParametersSetAsync()
    {
        if (wanted == Appeal)
            wanted = null;
        var list = Task.CompletedTask;
        if (shown != (Answered, Cursor, true))
        {
            shown = (Answered, Cursor, true);
            list = LoadAsync();
        }
        if (opened != Appeal)
            await OpenAsync();
        await list;
    }

    async Task LoadAsync()
    {
        var (answered, cursor, isLast) = (Answered, Cursor, loads.Begin());
        AppealPage? read = null;
        var broken = await L.TryAsync(async () =>
            read = await runner.RunAsync<ListAppeals, AppealPage>(await current.GetAsync(), (list, token) => list.HandleAsync(new(answered, cursor), token)));
        if (isLast())
            (page, problem) = (read ?? page, broken);
    }

    async Task OpenAsync()
    {
        var isLast = openings.Begin();
        (opened, file, refusal, closedTo) = (Appeal, null, null, null);
        if (Appeal is not { } id)
            return;
        AppealFile? read = null;
        var broken = await L.TryAsync(async () => read = await runner.RunAsync<ReadAppeal, AppealFile>(await current.GetAsync(), (appeal, token) => appeal.HandleAsync(new(id), token)));
        if (isLast())
            (file, closedTo) = (read, broken);
    }

    async Task AnswerAsync((bool Overturn, string Reason) answer)
    {
        if (file is null)
            return;
        var id = file.Appeal.Id;
        // The same id until it is done: a repeated click is the same reversal.
        if (reversal.Appeal != id)
            reversal = (id, Guid.CreateVersion7(time.GetUtcNow()));
        var broken = await L.TryAsync(async () => await runner.RunAsync<AnswerAppeal>(await current.GetAsync(),
            (handler, token) => handler.HandleAsync(new(id, answer.Overturn, answer.Reason, reversal.Id), token)));
        // Whoever opened another one meanwhile keeps it.
        if (Appeal == id)
            refusal = broken;
        else if (broken is not null)
            shell.Say(broken, Tone.Problem);
        if (broken is not null)
            return;
        if (Appeal == id)
            edits.Unsaved = false;
        shell.Say(answer.Overturn ? L["The decision is overturned; the platform is told."] : L["The decision stands; the platform is told."], Tone.Good);
        await LoadAsync();
        if (Appeal != id)
            return;
        Open(null);
        // Its row went from the list of those that wait.
        await heading.FocusAsync();
    }

    void Open(Guid? appeal)
    {
        // Whoever is asked whether to leave may stay.
        wanted = edits.Unsaved || appeal == Appeal ? null : appeal;
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("appeal", appeal));
    }

    void Go(string? cursor) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["cursor"] = cursor, ["appeal"] = null }));

    string State(AppealState state) => state switch
    {
        AppealState.Open => L["waits"],
        AppealState.Upheld => L["the decision stands"],
        _ => L["overturned"],
    };
}
