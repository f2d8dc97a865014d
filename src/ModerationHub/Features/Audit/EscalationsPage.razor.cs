using System.Globalization;
using Microsoft.AspNetCore.Components;
using ModerationHub.Components;
using ModerationHub.Domain;
using ModerationHub.Domain.People;
using ModerationHub.Infrastructure.Operations;
using ModerationHub.Infrastructure.Security;

namespace ModerationHub.Features.Audit;

/// <summary>The record of what was escalated, beside the record of decisions.</summary>
public sealed partial class EscalationsPage(OperationRunner runner, CurrentActor current, NavigationManager navigation)
{
    readonly Latest loads = new();
    EscalationPage? page;
    string? problem;
    bool mayReadCases;

    [SupplyParameterFromQuery(Name = "open")]
    public string? AskedOpen { get; set; }

    bool Open => Asked.Yes(AskedOpen);

    [SupplyParameterFromQuery]
    public string? Cursor { get; set; }

    protected override Task OnParametersSetAsync() => LoadAsync();

    async Task LoadAsync()
    {
        var actor = await current.GetAsync();
        mayReadCases = actor.Can(Permission.ReadCases);
        var isLast = loads.Begin();
        EscalationPage? read = null;
        var refusal = await L.TryAsync(async () =>
            read = await runner.RunAsync<ListEscalations, EscalationPage>(actor, (list, token) => list.HandleAsync(new(Open, Cursor: Cursor), token)));
        if (isLast())
            (page, problem) = (read, refusal);
    }

    void Go(string? cursor) => navigation.NavigateTo(navigation.GetUriWithQueryParameter("cursor", cursor));

}
