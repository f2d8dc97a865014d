using System.Text.Json;
using System.Text.Json.Serialization;
using ModerationHub.Detection.Risk;

namespace ModerationHub.Detection.Signals;

/// <summary>
/// What is remembered of an account between posts, so that a new post costs the same whatever the account's history.
/// Every list is bounded. Stored as compact JSON, under 2 KB for ids of up to 32 units and two policies hit; banked links and
/// outreach, which few accounts have, add up to 1 KB, a text model's findings half a kilobyte and as much again while its predecessor's
/// count, rules that are met a quarter each, a rule's count up to 330 bytes while its posts are close together, marks up to 0.6 KB. Not thread-safe.
/// </summary>
public sealed class AccountFeatures
{
    /// <summary>The account's id while it is being scored; not stored with the features.</summary>
    [JsonIgnore]
    public string AccountId { get; internal set; } = "";

    /// <summary>What the banks had to say of the account's picture; not stored with the features.</summary>
    [JsonIgnore]
    internal PictureLook? Picture { get; set; }

    /// <summary>Number of posts seen.</summary>
    [JsonPropertyName("n")]
    public int Posts { get; set; }

    /// <summary>Posts that offend in the account's own voice; grows only, so that a decision can tell what came after it.</summary>
    [JsonPropertyName("e")]
    public long EvidenceCount { get; set; }

    /// <summary>Unix seconds of the earliest post seen.</summary>
    [JsonPropertyName("f")]
    public long FirstAt { get; set; }

    /// <summary>Unix seconds of the latest post seen.</summary>
    [JsonPropertyName("l")]
    public long LastAt { get; set; }

    /// <summary>The apps that posted, up to <see cref="ClientUse.Most"/>.</summary>
    [JsonPropertyName("c")]
    public List<ClientUse> Clients { get; set; } = [];

    /// <summary>Texts that may repeat, up to <see cref="TextTrace.Most"/>.</summary>
    [JsonPropertyName("t")]
    public List<TextTrace> Texts { get; set; } = [];

    /// <summary>The language that it usually writes, as its posts tell; null where the platform's word was never in doubt.</summary>
    [JsonPropertyName("g")]
    public string? Language { get; set; }

    /// <summary>Use of each policy's banks.</summary>
    [JsonPropertyName("p")]
    public SortedDictionary<string, PolicyUse> Policies { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What each policy's text model found.</summary>
    [JsonPropertyName("m")]
    public SortedDictionary<string, ModelUse> Models { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Numbers that single detectors keep, named "detector:what".</summary>
    [JsonPropertyName("k")]
    public SortedDictionary<string, double> Numbers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Short lists that single detectors keep, named "detector:what"; see <see cref="Remember"/>.</summary>
    [JsonPropertyName("s")]
    public SortedDictionary<string, List<string>> Lists { get; set; } = new(StringComparer.Ordinal);

    /// <summary>When it posts; null before the first post.</summary>
    [JsonPropertyName("r")]
    public Rhythm? Rhythm { get; set; }

    /// <summary>Use of each policy's banks of links; null while there is none.</summary>
    [JsonPropertyName("u")]
    public SortedDictionary<string, LinkUse>? Links { get; set; }

    /// <summary>Whom it writes to first; null while there is nobody.</summary>
    [JsonPropertyName("o")]
    public Outreach? Outreach { get; set; }

    /// <summary>What its posts gave under the policies' rules; null while there is nothing.</summary>
    [JsonPropertyName("w")]
    public RuleMemory? Rules { get; set; }

    /// <summary>Evidence that lies on the account itself, as far as it was noticed, up to <see cref="AccountMark.Most"/>; null while nobody looked.</summary>
    [JsonPropertyName("x")]
    public List<AccountMark>? Marks { get; set; }

    /// <summary>Reads what <see cref="ToJson"/> wrote; null or empty gives an account without history.</summary>
    /// <exception cref="JsonException">The text is not such JSON.</exception>
    public static AccountFeatures FromJson(string? json) =>
        string.IsNullOrEmpty(json) ? new() : Read(DetectionJson.Read(json, DetectionJson.Default.AccountFeatures));

    /// <summary>Compact JSON; equal features give equal text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DetectionJson.Default.AccountFeatures);

    /// <summary>Reads what <see cref="ToUtf8"/> wrote; empty gives an account without history.</summary>
    /// <exception cref="JsonException">The bytes are not such JSON.</exception>
    public static AccountFeatures FromUtf8(ReadOnlySpan<byte> json) =>
        json.IsEmpty ? new() : Read(JsonSerializer.Deserialize(json, DetectionJson.Default.AccountFeatures));

    /// <summary>The same JSON as UTF-8.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, DetectionJson.Default.AccountFeatures);

    /// <summary>Raises a detector's number to at least this value.</summary>
    public void Raise(string name, double value)
    {
        if (!Numbers.TryGetValue(name, out var old) || value > old) Numbers[name] = value;
    }

    /// <summary>Appends to a detector's list, which keeps its last few.</summary>
    public void Remember(string name, string value)
    {
        if (!Lists.TryGetValue(name, out var list)) Lists[name] = list = [];
        Bounded.Add(list, value);
    }

    /// <summary>Place of a post's app among those remembered; -1 without one.</summary>
    internal int ClientOf(PostInput post) => string.IsNullOrEmpty(post.Client) ? -1 : Clients.FindIndex(app => app.Name == ClientUse.Key(post.Client));

    /// <summary>Notes the evidence that lies on the account itself, each piece once, and a pattern anew when it has grown.</summary>
    /// <param name="result">How the account was judged.</param>
    /// <param name="counted">The account's evidence so far; what is new is the next.</param>
    /// <param name="cleared">Whether a person's clearing stands: then what comes counts whatever the threshold, for the next clearing to cover it.</param>
    /// <returns>
    /// Whether anything is new that counts: a pattern does once a policy's threshold is crossed. Nothing does where evidence was counted before
    /// such pieces were noticed: they were there for people to see.
    /// </returns>
    public bool Notice(ScoreResult result, long counted, bool cleared = false)
    {
        var signals = result.Signals;
        var known = Marks is null && counted > 0;
        var marks = Marks ??= [];
        if (!signals.Any(AccountMark.IsOne)) return false;
        var present = signals.Where(AccountMark.IsOne).Select(AccountMark.KeyOf).ToHashSet();
        var fresh = false;
        foreach (var signal in signals.Where(AccountMark.IsOne))
        {
            var key = AccountMark.KeyOf(signal);
            var mark = marks.Find(one => one.Key == key);
            var counts = !known && (cleared || signal.Kind == EvidenceKind.Content || result.Risks.Any(risk => risk.Policy == signal.Policy && risk.Crosses));
            if (mark?.Holds(signal) == true && !(mark.Waits && counts)) continue;
            if (mark is null)
            {
                if (marks.Count == AccountMark.Most && !marks.Remove(marks.Find(one => !present.Contains(one.Key))!)) continue;
                marks.Add(mark = new AccountMark { Key = key });
            }
            (mark.At, mark.Strength, mark.Waits) = (known ? 0 : counts ? counted + 1 : counted, Math.Round(AccountMark.StrengthOf(signal), 3), !known && !counts);
            fresh |= counts;
        }
        return fresh;
    }

    /// <summary>Whether a signal is a piece of evidence of its own that was not among the first so many.</summary>
    internal bool IsNew(Signal signal, long seen) => Marks is { } marks && AccountMark.IsOne(signal)
        && (marks.Find(mark => mark.Key == AccountMark.KeyOf(signal)) is { } known
            ? known.At > seen || !known.Holds(signal)
            // Of what no longer fits nobody knows when it came: it is not new for ever.
            : marks.Count < AccountMark.Most);

    // Of what apps said under all policies together nobody knows under which: each is taken for all of it, as it was counted then.
    private static AccountFeatures Read(AccountFeatures? stored)
    {
        if (stored is null) return new();
        if (stored.Clients.Contains(null!) || stored.Policies.ContainsValue(null!)) throw new JsonException("The features hold an app or a use of terms that is null.");
        for (var i = 0; i < stored.Clients.Count; i++)
        {
            if (!(stored.Clients[i].Own is > 0 and var own)) continue;
            foreach (var use in stored.Policies.Values) use.AddThrough(i, Math.Min(own, use.Own));
            stored.Clients[i].Own = 0;
        }
        return stored;
    }

    internal int Note(PostInput post)
    {
        var at = post.CreatedAt.ToUnixTimeSeconds();
        FirstAt = Posts == 0 ? at : Math.Min(FirstAt, at);
        LastAt = Posts == 0 ? at : Math.Max(LastAt, at);
        Posts++;
        return ClientUse.Note(Clients, post.Client);
    }
}
