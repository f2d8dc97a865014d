using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Features.Triage.Views;

/// <summary>The list at the side. It never moves under the pointer: what is new waits behind a pill, and what left stays in grey, unless the list is idle.</summary>
public sealed class QueueList
{
    /// <summary>Fewer rows that can be taken than this, and the next ones are asked for.</summary>
    const int Few = 20;

    readonly List<ListedCase> waiting = [];
    List<ListedCase> rows = [];
    bool pointed;
    bool focused;

    public IReadOnlyList<QueueTab> Queues { get; private set; } = [];

    public string? Queue { get; private set; }

    /// <summary>As it was typed.</summary>
    public string Filter { get; private set; } = "";

    /// <summary>The pointer or the focus is in the list.</summary>
    public bool Busy => pointed || focused;

    /// <summary>More cases wait than were loaded.</summary>
    public bool More { get; private set; }

    /// <summary>How many of the loaded rows, whatever the filter, can be taken.</summary>
    public int Free => rows.Concat(waiting).Count(row => row is { ClaimedBy: null, Gone: false });

    public bool RunsLow => More && Free < Few;

    /// <summary>How many cases wait in what is shown, counted as the tabs are.</summary>
    public IEnumerable<int> Open => Queues.Where(tab => Queue is null || tab.Key == Queue).Select(tab => tab.Open);

    public bool Loaded { get; private set; }

    /// <summary>New rows behind the pill.</summary>
    public int Waiting => waiting.Count;

    public IReadOnlyList<ListedCase> Rows => Sought.Length == 0 ? rows : [.. rows.Where(Fits)];

    // Handles are shown with it, and none holds it.
    string Sought => Filter.Trim().TrimStart('@');

    public void Load(IReadOnlyList<QueueTab> queues, string? queue, IEnumerable<ListedCase> loaded, bool more = false)
    {
        (Queues, Queue, More, Loaded) = (queues, queue, more, true);
        rows = Sorted(loaded);
        waiting.Clear();
    }

    /// <summary>The first that wait now, beside what is shown already.</summary>
    public void Refill(IReadOnlyList<QueueTab> queues, IEnumerable<ListedCase> first, bool more)
    {
        (Queues, More) = (queues, more);
        foreach (var row in first)
            Raise(row);
    }

    public void Count(IReadOnlyList<QueueTab> queues) => Queues = queues;

    public void Search(string filter) => Filter = filter;

    public void SetPointed(bool inList)
    {
        pointed = inList;
        Settle();
    }

    public void SetFocused(bool inList)
    {
        focused = inList;
        Settle();
    }

    void Settle()
    {
        if (Busy)
            return;
        rows = Sorted(rows.Where(row => !row.Gone).Concat(waiting));
        waiting.Clear();
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
        }
        else
        {
            waiting.RemoveAll(other => other.CaseId == row.CaseId);
            waiting.Add(row);
        }
        Settle();
    }

    public void Claimed(Guid caseId, string by, bool byMe) => Change(caseId, row => row with { ClaimedBy = by, ClaimedByMe = byMe });

    public void Released(Guid caseId) => Change(caseId, row => row with { ClaimedBy = null, ClaimedByMe = false });

    public void Remove(Guid caseId)
    {
        waiting.RemoveAll(row => row.CaseId == caseId);
        Change(caseId, row => row with { Gone = true });
        Settle();
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
        row.Handle.Contains(Sought, StringComparison.OrdinalIgnoreCase)
        || LanguageName.Fits(row.Language, Sought)
        || row.Why?.Contains(Sought, StringComparison.CurrentCultureIgnoreCase) == true;

    static List<ListedCase> Sorted(IEnumerable<ListedCase> rows) =>
        [.. rows.OrderByDescending(row => row.QueueBand).ThenByDescending(row => row.Rank).ThenBy(row => row.OpenedAt)];
}
