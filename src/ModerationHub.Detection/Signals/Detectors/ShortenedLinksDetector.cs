namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>Most of its posts carry a shortened link, which hides where it leads. Newsrooms shorten links too, so it only supports.</summary>
public sealed class ShortenedLinksDetector : Detector
{
    private const string Count = "shortened_links:posts";
    private const int Fewest = 10;
    private const double LeastPart = 0.5;

    /// <inheritdoc />
    public override string Key => "shortened_links";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Circumstance;

    /// <inheritdoc />
    public override double Weight => 0.3;

    /// <inheritdoc />
    public override void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found)
    {
        if (post.HasShortened) features.Numbers[Count] = features.Numbers.GetValueOrDefault(Count) + 1;
    }

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        var posts = account.Features.Numbers.GetValueOrDefault(Count);
        var share = posts / Math.Max(1, account.Features.Posts);
        if (posts >= Fewest && share >= LeastPart)
            yield return Found(Signal.AnyPolicy, share, 0.6, $"{posts:0} of {account.Features.Posts} posts carry a shortened link, which hides where it leads.");
    }
}
