namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>Many posts deleted within the hour, or rewritten once they had been seen. People correct slips, so it only supports.</summary>
public sealed class VanishingPostsDetector : Detector
{
    private const int Fewest = 5;
    private const double LeastPart = 0.2;

    /// <inheritdoc />
    public override string Key => "vanishing_posts";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Circumstance;

    /// <inheritdoc />
    public override double Weight => 0.5;

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        var (ends, posts) = (account.Profile.Ends, Math.Max(1, account.Features.Posts));
        var gone = ends.SoonDeleted + ends.SoonEdited;
        if (gone < Fewest || gone < LeastPart * posts) yield break;
        yield return Found(Signal.AnyPolicy, gone / (double)posts, 0.7,
            $"{ends.SoonDeleted} posts were deleted within an hour and {ends.SoonEdited} edited later on the day they came, of {posts} seen.");
    }
}
