namespace ModerationHub.Detection.Signals;

/// <summary>That an account with an outreach pattern wrote to another.</summary>
/// <param name="Account">The account that was written to.</param>
/// <param name="By">The account that wrote.</param>
public readonly record struct SoughtOut(string Account, string By);

/// <summary>
/// Whom accounts with an outreach pattern wrote to, in memory: those people may be victims. Thread-safe. A process knows what it
/// scored itself and what others tell it: <see cref="Contacts"/>.
/// </summary>
public sealed class OutreachWindow
{
    private const int MostContacted = 20_000;
    private const int MostBy = 8;

    private readonly Lock gate = new();
    private readonly Dictionary<string, HashSet<string>> contacted = new(StringComparer.Ordinal);

    /// <summary>Whom accounts with such a pattern wrote to, for other processes to <see cref="Learn"/>.</summary>
    public Untold<SoughtOut> Contacts { get; } = new(MostContacted);

    /// <summary>Notes that an account was written to by one with such a pattern.</summary>
    public void Note(string account, string by)
    {
        lock (gate)
            if (Add(account, by)) Contacts.Add(new(account, by));
    }

    /// <summary>Notes what another process found, or this one before it was started anew.</summary>
    public void Learn(SoughtOut contact)
    {
        lock (gate) Add(contact.Account, contact.By);
    }

    /// <summary>How many such accounts wrote to this one; counting stops at eight.</summary>
    public int SoughtBy(string account)
    {
        lock (gate) return contacted.TryGetValue(account, out var all) ? all.Count : 0;
    }

    private bool Add(string account, string by)
    {
        if (!contacted.TryGetValue(account, out var all))
        {
            if (contacted.Count >= MostContacted) contacted.Clear();
            contacted.Add(account, all = new(StringComparer.Ordinal));
        }
        return all.Count < MostBy && all.Add(by);
    }
}
