namespace ModerationHub.Features.Triage.Views;

/// <summary>The list at the side. It never moves under the pointer: what is new waits behind a pill unless the list is idle.</summary>
public sealed class QueueList
{
    readonly List<ListedCase> waiting = [];
    List<ListedCase> rows = [];

    public IReadOnlyList<QueueTab> Queues { get; private set; } = [];

    public string? Queue { get; private set; }

    public string Filter { get; private set; } = "";

    /// <summary>The pointer or the focus is in the list.</summary>
    public bool Busy { get; private set; }

    public bool Loaded { get; private set; }

    /// <summary>New rows behind the pill.</summary>
    public int Waiting => waiting.Count;

    public IReadOnlyList<ListedCase> Rows => Filter.Length == 0 ? rows : [.. rows.Where(Fits)];

    public void Load(IReadOnlyList<QueueTab> queues, string? queue, IEnumerable<ListedCase> loaded)
    {
        (Queues, Queue, Loaded) = (queues, queue, true);
        rows = Sorted(loaded);
        waiting.Clear();
    }

    public void Count(IReadOnlyList<QueueTab> queues) => Queues = queues;

    public void Search(string filter) => Filter = filter.Trim();

    public void SetBusy(bool busy)
    {
        Busy = busy;
        if (!busy)
            ShowWaiting();
    }

    /// <summary>A case appeared or changed. A row that is already shown changes in place; a new one waits while the list is in use.</summary>
    public void Raise(ListedCase row)
    {
        if (Queue is not null && row.Queue != Queue)
        {
            Remove(row.CaseId);
            return;
        }
        var shown = rows.FindIndex(other => other.CaseId == row.CaseId);
        if (shown >= 0)
        {
            rows[shown] = row;
            if (!Busy)
                rows = Sorted(rows);
            return;
        }
        waiting.RemoveAll(other => other.CaseId == row.CaseId);
        waiting.Add(row);
        if (!Busy)
            ShowWaiting();
    }

    public void Claimed(Guid caseId, string by, bool byMe) => Change(caseId, row => row with { ClaimedBy = by, ClaimedByMe = byMe });

    public void Released(Guid caseId) => Change(caseId, row => row with { ClaimedBy = null, ClaimedByMe = false });

    public void Remove(Guid caseId)
    {
        rows.RemoveAll(row => row.CaseId == caseId);
        waiting.RemoveAll(row => row.CaseId == caseId);
    }

    public void ShowWaiting()
    {
        if (waiting.Count == 0)
            return;
        rows = Sorted(rows.Concat(waiting));
        waiting.Clear();
    }

    void Change(Guid caseId, Func<ListedCase, ListedCase> change)
    {
        foreach (var list in (List<ListedCase>[])[rows, waiting])
        {
            var at = list.FindIndex(row => row.CaseId == caseId);
            if (at >= 0)
                list[at] = change(list[at]);
        }
    }

    bool Fits(ListedCase row) =>
        row.Handle.Contains(Filter, StringComparison.OrdinalIgnoreCase)
        || string.Equals(row.Language, Filter, StringComparison.OrdinalIgnoreCase)
        || row.Why?.Contains(Filter, StringComparison.CurrentCultureIgnoreCase) == true;

    static List<ListedCase> Sorted(IEnumerable<ListedCase> rows) =>
        [.. rows.OrderByDescending(row => row.QueueBand).ThenByDescending(row => row.Rank).ThenBy(row => row.OpenedAt)];
}
