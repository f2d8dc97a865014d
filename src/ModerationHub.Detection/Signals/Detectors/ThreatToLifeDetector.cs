namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>A term that threatens life. One use is enough, and no context lowers it: a person looks at once.</summary>
public sealed class ThreatToLifeDetector : Detector
{
    /// <inheritdoc />
    public override string Key => "threat_to_life";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Content;

    /// <inheritdoc />
    public override double Weight => 6.5;

    /// <inheritdoc />
    public override void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found)
    {
        foreach (var hits in post.Hits.Where(hits => hits.Threat))
        {
            var terms = hits.Hits.Where(hit => context.Terms.Terms[hit.Term].ThreatToLife).ToArray();
            found.Add(new PostSignal(post.Post.Id, Key, hits.Policy, Kind, 1, 0.9, "Uses a term that threatens life.",
                terms.Where(hit => hit.Length > 0).Select(hit => Highlight.Of(post.Text.Original(hit.Start, hit.Length), context.Terms.Terms[hit.Term].Id)).ToArray()));
        }
    }

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        foreach (var (policy, use) in account.Features.Policies)
            if (use.Threats > 0)
                yield return Found(policy, 1, 0.9, use.Threats == 1 ? "One post uses a term that threatens life." : $"{use.Threats} posts use a term that threatens life.", use.ThreatPosts)
                    with
                { ThreatToLife = true };
    }
}
