using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Domain;
using ModerationHub.Domain.Orders;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Orders;

/// <summary>The orders of authorities: what each asks, what became of it, and the next step. What is open lies in the address.</summary>
public sealed partial class OrdersPage(OperationRunner runner, CurrentActor current, NavigationManager navigation)
{
    OrderPage? page;
    OrderFile? file;
    string? problem, refusal;

    [SupplyParameterFromQuery]
    public string? Cursor { get; set; }

    [SupplyParameterFromQuery(Name = "order")]
    public string? AskedOrder { get; set; }

    Guid? Order => Asked.Id(AskedOrder);

    protected override Task OnParametersSetAsync() => LoadAsync();

    async Task LoadAsync()
    {
        var actor = await current.GetAsync();
        try
        {
            page = await runner.RunAsync<ListOrders, OrderPage>(actor, (list, token) => list.HandleAsync(new(Cursor), token));
        }
        catch (RuleBrokenException) when (Cursor is not null)
        {
            // An address somebody mistyped: the first page.
            Go(null);
            return;
        }
        OrderFile? read = null;
        problem = Order is { } id
            ? await L.TryAsync(async () => read = await runner.RunAsync<ReadOrder, OrderFile>(actor, (handler, token) => handler.HandleAsync(new(id), token)))
            : null;
        file = read;
    }

    async Task AnswerAsync((OrderState Answer, string Words) given)
    {
        if (file is not { Order.Id: var id })
            return;
        var actor = await current.GetAsync();
        refusal = await L.TryAsync(() => runner.RunAsync<AnswerOrder>(actor, (answer, token) => answer.HandleAsync(new(id, given.Answer, given.Words), token)));
        // Whether it worked or somebody else was quicker: what stands there now is shown.
        await LoadAsync();
    }

    void Open(Guid? order)
    {
        refusal = null;
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("order", order));
    }

    void Go(string? cursor) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["cursor"] = cursor, ["order"] = null }));
}
