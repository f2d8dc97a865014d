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
    readonly Latest loads = new();
    readonly Edits edits = new();
    IReadOnlyList<KeyBinding> keys = [];
    Guid? wanted;
    OrderPage? page;
    OrderFile? file;
    string? problem, refusal;

    [SupplyParameterFromQuery]
    public string? Cursor { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    public string? AskedOrder { get; set; }

    Guid? Order => Asked.Id(AskedOrder);

    Guid? Chosen => wanted ?? Order;

    protected override void OnInitialized() =>
        keys = [.. ListKeys.Of(L, L["Orders"], L["Next order"], L["Previous order"], () => (page?.Rows ?? []).Select(row => row.Id), () => Chosen, Open)];

    protected override Task OnParametersSetAsync()
    {
        if (wanted == Order)
            wanted = null;
        return LoadAsync();
    }

    async Task LoadAsync()
    {
        var (cursor, order, isLast) = (Cursor, Order, loads.Begin());
        var actor = await current.GetAsync();
        OrderPage? listed = null;
        OrderFile? read = null;
        var (mistyped, broken) = (false, (string?)null);
        problem = null;
        var away = await L.TryAsync(async () =>
        {
            try
            {
                listed = await runner.RunAsync<ListOrders, OrderPage>(actor, (list, token) => list.HandleAsync(new(cursor), token));
            }
            catch (RuleBrokenException) when (cursor is not null)
            {
                mistyped = true;
            }
        });
        if (!isLast())
            return;
        if (mistyped)
        {
            // An address somebody mistyped: the first page.
            Go(null);
            return;
        }
        if (order is { } id && away is null)
            broken = await L.TryAsync(async () => read = await runner.RunAsync<ReadOrder, OrderFile>(actor, (handler, token) => handler.HandleAsync(new(id), token)));
        if (isLast())
            (page, file, problem) = (listed ?? page, read, away ?? broken);
    }

    async Task AnswerAsync((OrderState Answer, string Words) given)
    {
        if (file is not { Order.Id: var id })
            return;
        var actor = await current.GetAsync();
        var broken = await L.TryAsync(() => runner.RunAsync<AnswerOrder>(actor, (answer, token) => answer.HandleAsync(new(id, given.Answer, given.Words), token)));
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
    }

    void Open(Guid? order)
    {
        // Whoever is asked whether to leave may stay.
        (refusal, wanted) = (edits.Unsaved ? refusal : null, edits.Unsaved || order == Order ? null : order);
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("order", order));
    }

    void Go(string? cursor) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["cursor"] = cursor, ["order"] = null }));
}
