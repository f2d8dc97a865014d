namespace ModerationHub.Features.Intake;

/// <summary>Within one request the last row of a key wins.</summary>
public static class LastRows
{
    /// <summary>In the order of keys, so that requests lock rows in one order.</summary>
    public static List<TRow> Of<TRow>(IReadOnlyList<TRow> rows, Func<TRow, string> key)
    {
        Dictionary<string, TRow> last = new(rows.Count, StringComparer.Ordinal);
        foreach (var row in rows)
            last[key(row)] = row;
        List<TRow> settled = [.. last.Values];
        settled.Sort((a, b) => string.CompareOrdinal(key(a), key(b)));
        return settled;
    }
}
