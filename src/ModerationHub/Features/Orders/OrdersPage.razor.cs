using Microsoft.AspNetCore.Components;
using ModerationHub.Domain;
using ModerationHub.Domain.Orders;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Orders;

/// <summary>The orders of authorities, to read.</summary>
public sealed partial class OrdersPage(OperationRunner runner, CurrentActor current, NavigationManager navigation)
{
    OrderPage? page;

    [SupplyParameterFromQuery]
    public string? Cursor { get; set; }

    protected override async Task OnParametersSetAsync()
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
        }
    }

    void Go(string? cursor) => navigation.NavigateTo(navigation.GetUriWithQueryParameter("cursor", cursor));

    string State(OrderState state) => state switch
    {
        OrderState.Received => L["received, sender not verified"],
        OrderState.Verified => L["verified"],
        OrderState.Refused => L["refused"],
        _ => L["fulfilled"],
    };
}
