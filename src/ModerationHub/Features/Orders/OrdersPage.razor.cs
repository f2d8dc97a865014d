using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Components.Controls;
using ModerationHub.Components.Keys;
using ModerationHub.Components.Layout;
using ModerationHub.Domain;
using ModerationHub.Domain.Orders;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Orders;

/// <summary>The orders of authorities: what each asks, what became of it, and the next step. What is open lies in the address.</summary>
public sealed partial class OrdersPage(OperationRunner runner, CurrentActor current, NavigationManager navigation, Shell shell)
{
    readonly Latest loads = new(), openings = new();
    readonly Edits edits = new();
    IReadOnlyList<KeyBinding> keys = [];
    Guid? wanted;
    OrderPage? page;
    OrderFile? file;
    string? problem, closedTo, refusal;
    bool answering;
    (string? Cursor, bool Loaded) shown;

    [SupplyParameterFromQuery]
    public string? Cursor { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    public string? AskedOrder { get; set; }

    Guid? Order => Asked.Id(AskedOrder);

    Guid? Chosen => wanted ?? Order;

    protected override void OnInitialized() =>
        keys = [.. ListKeys.Of(L, L["Orders"], L["Next order"], L["Previous order"], () => (page?.Rows ?? []).Select(row => row.Id), () => Chosen, Open)];

    protected override async Task OnParametersSetAsync()
    {
        if (wanted == Order)
            wanted = null;
        var list = Task.CompletedTask;
        if (shown != (Cursor, true))
        {
            shown = (Cursor, true);
            list = LoadAsync();
        }
        if (file?.Order.Id != Order)
            await OpenAsync();
        await list;
    }

    async Task LoadAsync()
    {
        var (cursor, isLast) = (Cursor, loads.Begin());
        OrderPage? listed = null;
        var mistyped = false;
        var broken = await L.TryAsync(async () =>
        {
            try
            {
                listed = await runner.RunAsync<ListOrders, OrderPage>(await current.GetAsync(), (list, token) => list.HandleAsync(new(cursor), token));
            }
            catch (RuleBrokenException) when (cursor is not null)
            {
                mistyped = true;
            }
        });
        if (!isLast())
            return;
        // An address somebody mistyped: the first page.
        if (mistyped)
            Go(null);
        else
            (page, problem) = (listed ?? page, broken);
    }

    async Task OpenAsync()
    {
        var isLast = openings.Begin();
        // The same one read again stays until it comes.
        if (file?.Order.Id != Order)
            file = null;
        closedTo = null;
        if (Order is not { } id)
            return;
        OrderFile? read = null;
        var broken = await L.TryAsync(async () => read = await runner.RunAsync<ReadOrder, OrderFile>(await current.GetAsync(), (handler, token) => handler.HandleAsync(new(id), token)));
        if (isLast())
            (file, closedTo) = (read, broken);
    }

    async Task RetryAsync()
    {
        await LoadAsync();
        if (closedTo is not null)
            await OpenAsync();
    }

    async Task AnswerAsync((OrderState Answer, string Words) given)
    {
        if (answering || file is not { Order.Id: var id })
            return;
        answering = true;
        var broken = await L.TryAsync(async () => await runner.RunAsync<AnswerOrder>(await current.GetAsync(), (answer, token) => answer.HandleAsync(new(id, given.Answer, given.Words), token)));
        answering = false;
        if (Order == id)
            refusal = broken;
        if (Order == id && broken is null)
            edits.Unsaved = false;
        if (broken is null)
            shell.Say(L["Noted on the order: {0}", OrderWords.State(given.Answer, L)], Tone.Good);
        else if (Order != id)
            shell.Say(broken, Tone.Problem);
        // Whether it worked or somebody else was quicker: what stands there now is shown.
        await LoadAsync();
        if (Order == id)
            await OpenAsync();
    }

    void Open(Guid? order)
    {
        // Whoever is asked whether to leave may stay.
        (refusal, wanted) = (edits.Unsaved ? refusal : null, edits.Unsaved || order == Order ? null : order);
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("order", order));
    }

    void Go(string? cursor) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["cursor"] = cursor, ["order"] = null }));
}
