using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>One post, read once for all detectors. Reused for the next post: detectors keep nothing of it.</summary>
public sealed class ObservedPost
{
    private readonly List<TermHit> found = [];
    private readonly NormalisedText extra = new();

    /// <summary>The post.</summary>
    public PostInput Post { get; private set; } = new("", default, "");

    /// <summary>Its text, normalised.</summary>
    public NormalisedText Text { get; } = new();

    /// <summary>Signature of its text for near-duplicates.</summary>
    public MinHash Signature { get; private set; } = new(new uint[MinHash.Size]);

    /// <summary>Sketch of the signature.</summary>
    public ulong Sketch { get; private set; }

    /// <summary>How many units of text the signature stands for, links and mentions left out.</summary>
    public int Units { get; private set; }

    /// <summary>Index of the posting app in the account's features; -1 if unknown.</summary>
    public int Client { get; internal set; }

    /// <summary>What the post says in each policy's terms; empty for most posts.</summary>
    public List<PolicyHits> Hits { get; } = [];

    /// <summary>Banked links; empty for most posts.</summary>
    public List<LinkHit> Links { get; } = [];

    /// <summary>Its links as posted, those of the text when none are given beside it.</summary>
    public IReadOnlyList<string> Urls { get; private set; } = [];

    internal Rules.RuleReading Rules { get; } = new();

    /// <summary>Whether a link is shortened.</summary>
    public bool HasShortened { get; private set; }

    private readonly List<LinkEntry> entries = [];

    /// <summary>The buckets of its text for <see cref="TextModel"/>s, computed when first asked for.</summary>
    public ReadOnlySpan<int> Buckets
    {
        get
        {
            if (!bucketed) buckets.Read(Text.Span, Post.Text);
            bucketed = true;
            return buckets.Span;
        }
    }

    private readonly BucketSet buckets = new();
    private bool bucketed;
    private readonly uint[] minima = new uint[MinHash.Size];

    internal void Read(PostInput post, TermMatcher terms, LinkBank links)
    {
        Post = post;
        Hits.Clear();
        found.Clear();
        bucketed = false;
        TextNormaliser.Normalise(post.Text, Text);
        Units = NearDuplicate.Sign(Text, minima);
        Signature = new MinHash(minima);
        Sketch = Signature.Sketch();
        terms.Match(Text, found);
        var inText = found.Count;
        foreach (var tag in post.Hashtags)
            if (!post.Text.Contains(tag, StringComparison.OrdinalIgnoreCase)) Beside("#" + tag, terms);
        foreach (var url in post.Urls)
            if (!post.Text.Contains(url, StringComparison.OrdinalIgnoreCase)) Beside(url, terms);
        if (found.Count > 0) Group(terms, inText);
        Links.Clear();
        HasShortened = false;
        Urls = UrlsOf(post);
        if (Urls.Count > 0) Look(Urls, links);
    }

    /// <summary>A post's links as posted, those of the text when none are given beside it.</summary>
    public static IReadOnlyList<string> UrlsOf(PostInput post) =>
        post.Urls.Count > 0 || !post.Text.Contains("://", StringComparison.Ordinal) ? post.Urls : Entities.Extract(post.Text).Urls;

    private void Look(IReadOnlyList<string> urls, LinkBank links)
    {
        double? cue = null;
        foreach (var url in urls)
        {
            if (WebAddress.Of(url) is not { } address) continue;
            HasShortened |= address.IsShortened;
            if (links.IsEmpty) continue;
            entries.Clear();
            links.Find(address, entries);
            if (entries.Count == 0) continue;
            var strength = cue ??= LinkCue();
            foreach (var entry in entries) Links.Add(new LinkHit(entry, url, strength, Own(strength)));
        }
    }

    // A link has no neighbours to be near to: what the post says anywhere bears on it, except words about what follows them.
    private double LinkCue() => ContextCues.Strength(ContextCues.Find(Post.Text, Text, [], 0).Where(cue => cue.Scope != CueScope.Following));

    /// <summary>How much of the post is the account's own voice: what it quotes, doubts or passes on is less of it.</summary>
    internal double Own(double cue) => (1 - cue) * (1 - cue) * (Post.RepostOf is null ? 1 : 0.5);

    // Tags and links given beside the text have no place to highlight: their hits have length 0.
    private void Beside(string value, TermMatcher terms)
    {
        var first = found.Count;
        TextNormaliser.Normalise(value, extra);
        terms.Match(extra, found);
        for (var i = first; i < found.Count; i++) found[i] = new TermHit(found[i].Term, 0, 0);
    }

    private void Group(TermMatcher terms, int inText)
    {
        var cues = ContextCues.Find(Post.Text, Text, found, inText);
        foreach (var policy in found.GroupBy(hit => terms.Terms[hit.Term].Policy))
        {
            var hits = policy.ToList();
            var weight = 1.0;
            foreach (var term in hits.Select(hit => hit.Term).Distinct()) weight *= 1 - terms.Terms[term].Weight;
            var near = cues.Where(cue => cue.Covers(hits)).ToList();
            var cue = ContextCues.Strength(near);
            var own = Own(cue);
            Hits.Add(new PolicyHits(policy.Key, hits, 1 - weight, cue, hits.Exists(hit => terms.Terms[hit.Term].ThreatToLife), own, near));
        }
    }
}
