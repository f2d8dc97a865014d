namespace ModerationHub.Detection.Text;

/// <summary>One entry of a bank of links: a domain, which stands for all below it, or an address, which stands for all that continue it.</summary>
/// <param name="Id">The entry's id.</param>
/// <param name="Bank">Name of the bank, for the evidence.</param>
/// <param name="Policy">Key of the policy that the bank serves.</param>
/// <param name="Text">As the team wrote it.</param>
/// <param name="Weight">How much one link says, over 0 to 1.</param>
public sealed record LinkEntry(string Id, string Bank, string Policy, string Text, double Weight);

/// <summary>The link banks of one platform's policies. Immutable and safe to share between threads; a look-up costs one hash for each label of the host and part of the path.</summary>
public sealed class LinkBank
{
    private const int MostSteps = 12;
    private readonly Dictionary<string, LinkEntry[]> entries;

    private LinkBank(Dictionary<string, LinkEntry[]> entries) => this.entries = entries;

    /// <summary>No entries.</summary>
    public static LinkBank Empty { get; } = new([]);

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => entries.Count == 0;

    /// <summary>Compiles the entries. Those that are no web address never match.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight lies outside (0, 1].</exception>
    public static LinkBank Compile(IEnumerable<LinkEntry> entries)
    {
        List<(string Key, LinkEntry Entry)> read = [];
        foreach (var entry in entries)
        {
            if (!(entry.Weight is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(entries), $"Link {entry.Id} has weight {entry.Weight}, which is not over 0 and at most 1.");
            if (WebAddress.Of(entry.Text) is { } address) read.Add((address.ToString(), entry));
        }
        return new LinkBank(read.GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Select(pair => pair.Entry).ToArray(), StringComparer.Ordinal));
    }

    /// <summary>Appends the entries that an address falls under, each policy's most specific one.</summary>
    public void Find(WebAddress address, List<LinkEntry> found)
    {
        var first = found.Count;
        var path = address.Path;
        for (var step = 0; step < MostSteps && path.Length > 0; step++)
        {
            Take(address.Host + path, found, first);
            var end = path.LastIndexOfAny(['/', '?', '&']);
            path = end < 0 ? "" : path[..end];
        }
        var host = address.Host;
        for (var step = 0; step < MostSteps; step++)
        {
            Take(host, found, first);
            var dot = host.IndexOf('.');
            if (dot < 0) break;
            host = host[(dot + 1)..];
            // A registry's own name stands for nobody.
            if (!host.Contains('.')) break;
        }
    }

    private void Take(string key, List<LinkEntry> found, int first)
    {
        if (!entries.TryGetValue(key, out var here)) return;
        foreach (var entry in here)
            if (found.FindIndex(first, known => known.Policy == entry.Policy) < 0) found.Add(entry);
    }
}
