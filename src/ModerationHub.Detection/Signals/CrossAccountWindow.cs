using System.Numerics;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>
/// Recent texts across accounts, in memory: who posted nearly the same text, and which apps post the same texts through many
/// accounts. Thread-safe. The same observations in the same order give the same answers. What it knows is lost with the process;
/// the campaign jobs look at the stored posts.
/// </summary>
/// <param name="span">How long a text is remembered after its last post; a day by default.</param>
/// <param name="capacity">How many texts are remembered; about 0.7 KB each.</param>
public sealed class CrossAccountWindow(TimeSpan? span = null, int capacity = 20_000)
{
    private readonly Lock gate = new();
    private readonly TimeSpan span = span ?? TimeSpan.FromDays(1);
    private readonly PostingApps apps = new();

    // A ring of texts, and a table from band key to place in the ring. Keys that collide overwrite each other and stale places
    // are found out by comparing signatures, so nothing is ever removed and memory stays what it is.
    private readonly Entry?[] ring = new Entry?[capacity];
    private readonly int[] places = new int[(int)BitOperations.RoundUpToPowerOf2((uint)(capacity * MinHash.Bands * 2))];
    private int next;

    /// <summary>Notes a post's text and tells how many accounts have posted nearly the same one lately.</summary>
    /// <param name="account">Account id.</param>
    /// <param name="client">The posting app, if known.</param>
    /// <param name="signature">The text's signature.</param>
    /// <param name="at">The post's time.</param>
    /// <returns>Number of different accounts with this text, this one included; counting stops at 500.</returns>
    public int Observe(string account, string? client, MinHash signature, DateTimeOffset at)
    {
        Span<ulong> keys = stackalloc ulong[MinHash.Bands];
        signature.BandKeys(keys);
        lock (gate)
        {
            var entry = Find(keys, signature);
            if (entry is null || (at - entry.LastAt).Duration() > span) entry = Add(keys, signature);
            if (at > entry.LastAt) entry.LastAt = at;
            var isNew = entry.Accounts.Count < Entry.MostAccounts && entry.Accounts.Add(account);
            if (client is not null) apps.Note(ClientUse.Key(client), account, entry.Accounts.Count, isNew);
            return entry.Accounts.Count;
        }
    }

    /// <summary>Whether an app posts the same texts through many accounts; gives the number of accounts.</summary>
    public bool IsPostingApp(string client, out int accounts)
    {
        lock (gate) return apps.Posts(client, out accounts);
    }

    private Entry? Find(ReadOnlySpan<ulong> keys, MinHash signature)
    {
        foreach (var key in keys)
            if (places[Place(key)] is var place and > 0 && ring[place - 1] is { } entry && entry.Signature.Similarity(signature) >= NearDuplicate.SameText) return entry;
        return null;
    }

    private Entry Add(ReadOnlySpan<ulong> keys, MinHash signature)
    {
        var entry = new Entry { Signature = new MinHash(signature.Minima.ToArray()) };
        ring[next] = entry;
        foreach (var key in keys) places[Place(key)] = next + 1;
        next = (next + 1) % ring.Length;
        return entry;
    }

    private int Place(ulong key) => (int)(key * 0x9E3779B97F4A7C15UL >> 32) & (places.Length - 1);

    private sealed class Entry
    {
        internal const int MostAccounts = 500;

        internal required MinHash Signature { get; init; }

        internal HashSet<string> Accounts { get; } = new(StringComparer.Ordinal);

        internal DateTimeOffset LastAt { get; set; }
    }
}
