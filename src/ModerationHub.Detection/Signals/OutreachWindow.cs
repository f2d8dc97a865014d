namespace ModerationHub.Detection.Signals;

/// <summary>Whom accounts with an outreach pattern wrote to, in memory: those people may be victims. Thread-safe; lost with the process.</summary>
public sealed class OutreachWindow
{
    private const int MostContacted = 20_000;
    private const int MostBy = 8;

    private readonly Lock gate = new();
    private readonly Dictionary<string, HashSet<string>> contacted = new(StringComparer.Ordinal);

    /// <summary>Notes that an account was written to by one with such a pattern.</summary>
    public void Note(string account, string by)
    {
        lock (gate)
        {
            if (!contacted.TryGetValue(account, out var all))
            {
                if (contacted.Count >= MostContacted) contacted.Clear();
                contacted.Add(account, all = new(StringComparer.Ordinal));
            }
            if (all.Count < MostBy) all.Add(by);
        }
    }

    /// <summary>How many such accounts wrote to this one; counting stops at eight.</summary>
    public int SoughtBy(string account)
    {
        lock (gate) return contacted.TryGetValue(account, out var all) ? all.Count : 0;
    }
}
