using Microsoft.AspNetCore.Components;

namespace ModerationHub.Features.Audit.Views;

/// <summary>The audit page without its data.</summary>
public partial class AuditScreen
{
    bool overturning;

    /// <summary>Null while the search runs.</summary>
    [Parameter]
    public IReadOnlyList<AuditRow>? Rows { get; set; }

    [Parameter]
    public AuditDetail? Detail { get; set; }

    [Parameter]
    public RenderFragment? Filters { get; set; }

    [Parameter]
    public string? Problem { get; set; }

    /// <summary>The rows are those that a filter left.</summary>
    [Parameter]
    public bool Filtered { get; set; }

    [Parameter]
    public string? ExportUrl { get; set; }

    [Parameter]
    public bool Checking { get; set; }

    [Parameter]
    public IntegrityResult? Integrity { get; set; }

    [Parameter]
    public bool HasNext { get; set; }

    [Parameter]
    public bool HasPrevious { get; set; }

    [Parameter]
    public EventCallback<Guid> OnOpen { get; set; }

    [Parameter]
    public EventCallback OnCloseDetail { get; set; }

    /// <summary>Overturns the open decision; answers the broken rule's sentence, or null when it is done.</summary>
    [Parameter]
    public Func<Guid, string, Task<string?>>? Overturn { get; set; }

    [Parameter]
    public EventCallback OnCheck { get; set; }

    [Parameter]
    public EventCallback OnCancelCheck { get; set; }

    [Parameter]
    public EventCallback OnNext { get; set; }

    [Parameter]
    public EventCallback OnPrevious { get; set; }

    [Parameter]
    public EventCallback OnRetry { get; set; }

    string? OverturnProblem { get; set; }

    async Task OverturnAsync(string reason)
    {
        if (Detail is null || Overturn is null)
            return;
        OverturnProblem = await Overturn(Detail.Row.DecisionId, reason);
        overturning = OverturnProblem is not null;
    }
}
