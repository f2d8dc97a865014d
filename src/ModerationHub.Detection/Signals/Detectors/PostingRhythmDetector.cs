namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// Intervals as even as a clock's, posts faster than a hand, or days without a pause to sleep. Desks, bots that say so and
/// prayer apps post like this too, so it only supports, and stays silent about accounts that say and do nothing amiss.
/// </summary>
public sealed class PostingRhythmDetector : Detector
{
    private const int FewestIntervals = 24;
    private const double EvenSpread = 0.15;
    private const int FewestShort = 20;
    private const double LeastShortPart = 0.3;
    private const int SleeplessHours = 72;

    /// <inheritdoc />
    public override string Key => "posting_rhythm";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Circumstance;

    /// <inheritdoc />
    public override double Weight => 0.6;

    /// <inheritdoc />
    public override void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found) =>
        (features.Rhythm ??= new Rhythm()).Note(post.Post.CreatedAt.ToUnixTimeSeconds());

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        if (account.Features.Rhythm is not { } rhythm || !IsAmiss(account.Features)) yield break;
        var spread = Math.Sqrt(rhythm.Variance);
        if (rhythm.Intervals >= FewestIntervals && spread < EvenSpread)
            yield return Found(Signal.AnyPolicy, 1 - (spread / EvenSpread), 0.7,
                $"Its last {rhythm.Intervals} intervals between posts are nearly all {Span(Math.Exp(rhythm.Mean))} long.");
        if (rhythm.TooFast >= FewestShort && rhythm.TooFast >= LeastShortPart * rhythm.All)
            yield return Found(Signal.AnyPolicy, rhythm.TooFast / (double)rhythm.All, 0.7,
                $"{rhythm.TooFast} of {rhythm.All} posts came within {Rhythm.Fast} seconds of the one before.");
        if (rhythm.LongestAwake >= SleeplessHours)
            yield return Found(Signal.AnyPolicy, rhythm.LongestAwake / (2.0 * SleeplessHours), 0.7,
                $"It posted for {rhythm.LongestAwake} hours without a pause of three hours.");
    }

    private static bool IsAmiss(AccountFeatures features) => features.EvidenceCount > 0 || features.Texts.Exists(text => text.Longest > 0)
        || features.Lists.Keys.Any(name => name.StartsWith("shared_text:", StringComparison.Ordinal));

    private static string Span(double seconds) => seconds < 120 ? $"{seconds:0} seconds" : seconds < 7200 ? $"{seconds / 60:0} minutes" : $"{seconds / 3600:0.#} hours";
}
