using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Risk;

/// <summary>One account's use of a policy's terms, replayed under the live terms and under a draft's.</summary>
public sealed class ReplayedUse
{
    private readonly List<string> clients = [];
    private readonly List<(ulong Sketch, bool Live, bool Draft)> texts = [];

    /// <summary>Under the live terms.</summary>
    public PolicyUse Live { get; } = new();

    /// <summary>Under the draft's terms.</summary>
    public PolicyUse Draft { get; } = new();

    internal int Client(string? name)
    {
        if (string.IsNullOrEmpty(name)) return -1;
        var key = ClientUse.Key(name);
        var known = clients.IndexOf(key);
        if (known >= 0 || clients.Count == ClientUse.Most) return known;
        clients.Add(key);
        return clients.Count - 1;
    }

    internal void Said(ulong sketch, bool live, bool draft)
    {
        if (texts.Count < MostTexts && !texts.Exists(text => NearDuplicate.SameSketch(text.Sketch, sketch))) texts.Add((sketch, live, draft));
    }

    private const int MostTexts = 64;

    /// <summary>Puts the replayed use into an account's features as if it had been scored so.</summary>
    /// <param name="policy">The policy's key.</param>
    /// <param name="features">What is remembered of the account under the live terms; changed in place.</param>
    /// <param name="draft">Whether under the draft's terms.</param>
    public void WriteTo(string policy, AccountFeatures features, bool draft)
    {
        var use = draft ? Draft : Live;
        if (use.Posts == 0)
        {
            features.Policies.Remove(policy);
        }
        else
        {
            var copy = features.Policies[policy] = use.Copy();
            copy.Voices = copy.Voices.ConvertAll(voice => voice with { Client = Index(features, voice.Client) });
            copy.OwnByApp = null;
            for (var i = 0; i < use.OwnByApp?.Count; i++)
                if (use.OwnByApp[i] > 0 && Index(features, i) is var index and >= 0) copy.AddThrough(index, use.OwnByApp[i]);
        }
        if (!draft) return;
        foreach (var trace in features.Texts)
            if (texts.FindIndex(text => NearDuplicate.SameSketch(text.Sketch, trace.Sketch)) is var said and >= 0 && texts[said].Live != texts[said].Draft)
                trace.Label(policy, texts[said].Draft);
    }

    private int Index(AccountFeatures features, int client) =>
        client < 0 ? -1 : features.Clients.FindIndex(known => known.Name == clients[client]);
}

/// <summary>
/// Reads stored posts again under a policy's live terms and a draft's. Holds buffers, so each worker has its own; what they find
/// may go into the same <see cref="ReplayedUse"/> under the caller's lock. Up to <see cref="PolicyUse.MostVoices"/> different texts
/// an account the result does not depend on the posts' order.
/// </summary>
/// <param name="policy">The policy's key.</param>
/// <param name="live">The live terms of the policy alone.</param>
/// <param name="draft">The draft's terms of the policy alone.</param>
/// <param name="added">Those of the draft's terms that the live version does not match; null when there are none.</param>
public sealed class PolicyReplay(string policy, TermMatcher live, TermMatcher draft, TermMatcher? added)
{
    private readonly ObservedPost observed = new();
    private readonly NormalisedText text = new();
    private readonly List<TermHit> found = [];
    private readonly HashSet<int> terms = [];

    /// <summary>Indexes of the draft's terms that the last replayed post uses.</summary>
    public IReadOnlyCollection<int> Terms => terms;

    /// <summary>Whether the post uses a term that only the draft has.</summary>
    /// <param name="post">The text.</param>
    /// <param name="hashtags">Hashtags beside it.</param>
    /// <param name="urls">Links beside it.</param>
    public bool UsesAdded(string post, IReadOnlyList<string> hashtags, IReadOnlyList<string> urls)
    {
        if (added is null) return false;
        found.Clear();
        TextNormaliser.Normalise(post, text);
        added.Match(text, found);
        if (found.Count > 0) return true;
        foreach (var tag in hashtags)
            if (!post.Contains(tag, StringComparison.OrdinalIgnoreCase) && Matches("#" + tag)) return true;
        foreach (var url in urls)
            if (!post.Contains(url, StringComparison.OrdinalIgnoreCase) && Matches(url)) return true;
        return false;
    }

    /// <summary>Notes what the post says under both versions.</summary>
    public void Replay(PostInput post, ReplayedUse use)
    {
        var client = use.Client(post.Client);
        terms.Clear();
        var before = Note(post, live, use.Live, client, null);
        var after = Note(post, draft, use.Draft, client, terms);
        if (Math.Max(before, after) >= TextTrace.OwnVoice) use.Said(observed.Sketch, before >= TextTrace.OwnVoice, after >= TextTrace.OwnVoice);
    }

    private double Note(PostInput post, TermMatcher matcher, PolicyUse use, int client, HashSet<int>? used)
    {
        observed.Read(post, matcher, LinkBank.Empty);
        foreach (var hits in observed.Hits)
        {
            if (hits.Policy != policy) continue;
            use.Note(hits, post, observed.Sketch, client, matcher.Terms);
            if (used is not null)
                foreach (var hit in hits.Hits) used.Add(hit.Term);
            return hits.OwnShare;
        }
        return 0;
    }

    private bool Matches(string value)
    {
        TextNormaliser.Normalise(value, text);
        added!.Match(text, found);
        return found.Count > 0;
    }
}
