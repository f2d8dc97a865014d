using Microsoft.AspNetCore.Components;

namespace ModerationHub.Features.Audit.Views;

/// <summary>The audit page without its data.</summary>
public partial class AuditScreen
{
    /// <summary>The decision whose dialog is open: an answer that comes late is about another one.</summary>
    Guid? overturning;

    string? overturnProblem;
    bool done;
    AuditDrawer? drawer;

    /// <summary>Null while the search runs.</summary>
    [Parameter]
    public IReadOnlyList<AuditRow>? Rows { get; set; }

    /// <summary>The row that was asked for, whether it is read yet or not.</summary>
    [Parameter]
    public Guid? Chosen { get; set; }

    [Parameter]
    public AuditDetail? Detail { get; set; }

    /// <summary>Why the chosen decision is not shown.</summary>
    [Parameter]
    public string? Refused { get; set; }

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

    /// <summary>What stood in the way of the last check.</summary>
    [Parameter]
    public string? NotChecked { get; set; }

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

    void Ask() => (overturning, overturnProblem, done) = (Detail?.Row.DecisionId, null, false);

    async Task OverturnAsync(string reason)
    {
        if (Detail is null || Overturn is null)
            return;
        var id = Detail.Row.DecisionId;
        var refusal = await Overturn(id, reason);
        if (overturning == id)
            (overturning, overturnProblem, done) = (refusal is null ? null : id, refusal, refusal is null);
    }

    /// <summary>The button that opened the dialog went with what it did: the focus goes to the decision's heading.</summary>
    async Task ReturnAsync()
    {
        if (done && drawer is not null)
            await drawer.FocusAsync();
        done = false;
    }
}
