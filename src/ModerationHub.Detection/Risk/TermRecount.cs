using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Risk;

/// <summary>A stored post that uses terms or meets rules, or may.</summary>
/// <param name="Post">The post.</param>
/// <param name="Counted">Keys of the policies under which it was found before; empty when it was not.</param>
public sealed record RecountedPost(PostInput Post, IReadOnlyCollection<string> Counted)
{
    /// <summary>Whether anything else was found in it.</summary>
    public bool Evident { get; init; }
}

/// <summary>
/// Counts an account's use of terms anew from its stored posts, after the terms in force have changed. Holds buffers, so each worker
/// has its own. Posts that came after the last one scored are left to scoring. Deterministic, and the same when done twice.
/// </summary>
public sealed class TermRecount
{
    // What they notice follows from the terms alone.
    private static readonly Detector[] Detectors = [new TermDetector(), new ContextCueDetector(), new ThreatToLifeDetector()];

    private readonly ObservedPost observed = new();

    /// <summary>Replaces what the features remember of terms.</summary>
    /// <param name="features">The account's; changed in place. Where they remember more posts of a policy than are given, its use is added to and never lowered.</param>
    /// <param name="posts">Its stored posts with terms, oldest first.</param>
    /// <param name="context">The platform's policies and terms.</param>
    /// <returns>What was found in posts that were not known for it.</returns>
    public IReadOnlyList<PostSignal> Apply(AccountFeatures features, IReadOnlyList<RecountedPost> posts, ScoringContext context)
    {
        var kept = features.Policies.Where(use => posts.Count(post => post.Counted.Contains(use.Key)) < use.Value.Posts).Select(use => use.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var policy in features.Policies.Keys.Except(kept).ToArray()) features.Policies.Remove(policy);
        foreach (var text in features.Texts)
            foreach (var policy in text.Policies?.Except(kept).ToArray() ?? []) text.Label(policy, uses: false);
        List<PostSignal> all = [], fresh = [];
        foreach (var (post, counted) in posts)
        {
            if (post.CreatedAt.ToUnixTimeSeconds() > features.LastAt) continue;
            observed.Client = features.ClientOf(post);
            observed.Read(post, context.Terms, LinkBank.Empty);
            observed.Hits.RemoveAll(hits => kept.Contains(hits.Policy) && counted.Contains(hits.Policy));
            if (observed.Hits.Count == 0) continue;
            all.Clear();
            foreach (var detector in Detectors) detector.Observe(observed, features, context, all);
            if (features.Texts.Find(text => NearDuplicate.SameSketch(text.Sketch, observed.Sketch)) is { } trace && post.RepostOf is null)
                foreach (var hits in observed.Hits.Where(hits => hits.OwnShare >= TextTrace.OwnVoice)) trace.Label(hits.Policy, uses: true);
            // A post is evidence once, whatever the versions that find it; nor does the past say how often a term is used now.
            var found = all.Where(signal => !counted.Contains(signal.Policy)).Select(signal => signal with { Terms = [] }).ToList();
            fresh.AddRange(found);
            if (counted.Count == 0 && found.Exists(AccountScorer.Offends)) features.EvidenceCount++;
        }
        return fresh;
    }
}
