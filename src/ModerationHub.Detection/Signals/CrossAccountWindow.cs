using System.Numerics;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>One account's use of a text that others posted too: what processes tell each other.</summary>
/// <param name="Account">Account id.</param>
/// <param name="Signature">The text's signature.</param>
/// <param name="At">When the account posted it.</param>
public readonly record struct SharedText(string Account, MinHash Signature, DateTimeOffset At);

/// <summary>
/// Recent texts across accounts, in memory: who posted nearly the same text, and which apps post the same texts through many
/// accounts. Thread-safe. The same observations in the same order give the same answers. A process knows what it scored itself
/// and what others tell it: <see cref="SharedTexts"/> and <see cref="FoundApps"/>.
/// </summary>
/// <param name="span">How long a text is remembered after its last post; a day by default.</param>
/// <param name="capacity">How many texts are remembered; about 0.7 KB each.</param>
public sealed class CrossAccountWindow(TimeSpan? span = null, int capacity = 20_000)
{
    private const int MostTold = 64;
    private const int MostUntold = 20_000;

    private readonly Lock gate = new();
    private readonly TimeSpan span = span ?? TimeSpan.FromDays(1);
    private readonly PostingApps apps = new();

    // A ring of texts, and a table from band key to place in the ring. Keys that collide overwrite each other and stale places
    // are found out by comparing signatures, so nothing is ever removed and memory stays what it is.
    private readonly Entry?[] ring = new Entry?[capacity];
    private readonly int[] places = new int[(int)BitOperations.RoundUpToPowerOf2((uint)(capacity * MinHash.Bands * 2))];
    private int next;

    /// <summary>Texts that more than one account posted, for other processes to <see cref="Learn(SharedText)"/>.</summary>
    public Untold<SharedText> SharedTexts { get; } = new(MostUntold);

    /// <summary>Apps that were found to post through accounts, each with some of these, for other processes to <see cref="Learn(PostingAppUse)"/>.</summary>
    public Untold<PostingAppUse> FoundApps => apps.Found;

    /// <summary>Accounts that were assessed before an app was found to post through them; they deserve another look. Ids, in no order.</summary>
    public Untold<string> Owners => apps.Owners;

    /// <summary>Notes a post's text and tells how many accounts have posted nearly the same one lately.</summary>
    /// <param name="account">Account id.</param>
    /// <param name="client">The posting app, if known.</param>
    /// <param name="signature">The text's signature.</param>
    /// <param name="at">The post's time.</param>
    /// <returns>Number of different accounts with this text within a span before or after, this one included; counting stops at 500.</returns>
    public int Observe(string account, string? client, MinHash signature, DateTimeOffset at)
    {
        lock (gate)
        {
            var entry = EntryOf(signature, at);
            var isNew = entry.Note(account, client, at, span, out var comesBack);
            var accounts = entry.Within(at, span);
            if (isNew || comesBack) Tell(entry, account, at);
            if (client is not null)
                // With the second account the first one's text is shared too.
                apps.Note(ClientUse.Key(client), account, at, accounts, isNew, entry.First.Client == client ? entry.First.Account : null);
            return accounts;
        }
    }

    /// <summary>Notes what another process found, or this one before it was started anew. Says nothing about apps: their own texts are not among it.</summary>
    public void Learn(SharedText text)
    {
        lock (gate)
        {
            var entry = EntryOf(text.Signature, text.At);
            var alone = entry is { Count: 1, Told: 0 };
            if (!entry.Note(text.Account, null, text.At, span, out _)) return;
            entry.Told++;
            // The one that this process knew is shared now too.
            if (alone) TellFirst(entry, text.Account);
        }
    }

    /// <summary>
    /// Notes an app that another process found to post through accounts, or this one before it was started anew. What is seen here of the
    /// app's texts can still speak against it.
    /// </summary>
    public void Learn(PostingAppUse use)
    {
        lock (gate) apps.Learn(use);
    }

    /// <summary>Whether an app posts the same texts through many accounts; gives the number of accounts.</summary>
    public bool IsPostingApp(string client, out int accounts)
    {
        lock (gate) return apps.Posts(client, out accounts);
    }

    private Entry EntryOf(MinHash signature, DateTimeOffset at)
    {
        Span<ulong> keys = stackalloc ulong[MinHash.Bands];
        signature.BandKeys(keys);
        var slice = Slice(at);
        // Whoever is scored first may have posted last: the slices on both sides count too.
        var place = Find(keys, signature, slice, at);
        if (place == 0) place = Find(keys, signature, slice - 1, at);
        if (place == 0) place = Find(keys, signature, slice + 1, at);
        if (place == 0) place = Add(signature, at);
        Link(keys, slice, place);
        return ring[place - 1]!;
    }

    // With the second account the first one's text is shared too. More accounts than are told make no finding stronger.
    private void Tell(Entry entry, string account, DateTimeOffset at)
    {
        if (entry.Count < 2 || entry.Told >= MostTold) return;
        if (entry.Told == 0) TellFirst(entry, account);
        if (SharedTexts.Add(new(account, entry.Signature, at))) entry.Told++;
    }

    // Unless it is the one that is told anyway, or was forgotten since.
    private void TellFirst(Entry entry, string account)
    {
        if (entry.First.Account != account && entry.LastOf(entry.First.Account) is { } last && SharedTexts.Add(new(entry.First.Account, entry.Signature, last))) entry.Told++;
    }

    // Time in slices as long as a text is remembered, so that a text of another week is another entry, in whatever order they come.
    private long Slice(DateTimeOffset at) => at.UtcTicks / span.Ticks;

    /// <returns>Place in the ring, counted from 1, or 0.</returns>
    private int Find(ReadOnlySpan<ulong> keys, MinHash signature, long slice, DateTimeOffset at)
    {
        foreach (var key in keys)
            if (places[Place(key, slice)] is var place and > 0 && ring[place - 1] is { } entry
                && at >= entry.FirstAt - span && at <= entry.LastAt + span && entry.Signature.Similarity(signature) >= NearDuplicate.SameText) return place;
        return 0;
    }

    private int Add(MinHash signature, DateTimeOffset at)
    {
        ring[next] = new Entry { Signature = new MinHash(signature.Minima.ToArray()), FirstAt = at, LastAt = at };
        next = (next + 1) % ring.Length;
        return next == 0 ? ring.Length : next;
    }

    private void Link(ReadOnlySpan<ulong> keys, long slice, int place)
    {
        foreach (var key in keys) places[Place(key, slice)] = place;
    }

    private int Place(ulong key, long slice) => (int)((key ^ ((ulong)slice * 0xD1B54A32D192ED03UL)) * 0x9E3779B97F4A7C15UL >> 32) & (places.Length - 1);

    private sealed class Entry
    {
        private const int MostAccounts = 500;

        // Each account with the last time that it posted the text.
        private readonly Dictionary<string, DateTimeOffset> accounts = new(StringComparer.Ordinal);

        internal required MinHash Signature { get; init; }

        internal (string Account, string? Client) First { get; private set; }

        internal int Count => accounts.Count;

        /// <summary>How many accounts' use of the text every process knows or is told.</summary>
        internal int Told { get; set; }

        internal DateTimeOffset FirstAt { get; set; }

        internal DateTimeOffset LastAt { get; set; }

        internal DateTimeOffset? LastOf(string account) => accounts.TryGetValue(account, out var last) ? last : null;

        /// <returns>Whether the account had not posted it lately; <paramref name="comesBack"/> whether it does again after more than a span.</returns>
        internal bool Note(string account, string? client, DateTimeOffset at, TimeSpan span, out bool comesBack)
        {
            if (at > LastAt) LastAt = at;
            if (at < FirstAt) FirstAt = at;
            // A text that comes back day after day keeps only those of these days.
            if (LastAt - FirstAt > 3 * span) Forget(LastAt - (2 * span));
            comesBack = false;
            if (accounts.TryGetValue(account, out var before))
            {
                comesBack = at > before + span;
                if (at > before) accounts[account] = at;
                return false;
            }
            if (accounts.Count == MostAccounts) return false;
            accounts.Add(account, at);
            if (accounts.Count == 1) First = (account, client);
            return true;
        }

        internal int Within(DateTimeOffset at, TimeSpan span)
        {
            if (FirstAt >= at - span && LastAt <= at + span) return accounts.Count;
            var count = 0;
            foreach (var last in accounts.Values)
                if (last >= at - span && last <= at + span) count++;
            return count;
        }

        private void Forget(DateTimeOffset before)
        {
            (FirstAt, Told) = (LastAt, 0);
            foreach (var (account, last) in accounts)
                if (last < before) accounts.Remove(account);
                else if (last < FirstAt) FirstAt = last;
        }
    }
}
