namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>Posts that report, study, quote, reject or mock the terms they use.</summary>
public sealed class ContextCueDetector : Detector
{
    /// <inheritdoc />
    public override string Key => "context_cues";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Exculpatory;

    /// <inheritdoc />
    public override double Weight => 4;

    /// <inheritdoc />
    public override void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found)
    {
        foreach (var hits in post.Hits.Where(hits => hits.Cues.Count > 0))
        {
            var kinds = string.Join(", ", hits.Cues.Select(cue => Name(cue.Kind)).Distinct());
            found.Add(new PostSignal(post.Post.Id, Key, hits.Policy, Kind, hits.Cue, 0.7, $"The wording suggests {kinds}.",
                hits.Cues.Select(cue => Highlight.Of(post.Text.Original(cue.Start, cue.Length), "")).ToArray()));
        }
    }

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        foreach (var (policy, use) in account.Features.Policies)
            if (use.Cued > 0 && use.Cued / Posts(account, use) is var share)
                yield return Found(policy, share, 1,
                    $"The wording of posts with these terms suggests reporting, research, quotation, testimony, counter-speech or mockery ({Math.Round(100 * share):0} % on average).", use.CuedPosts);
    }

    // What an app says without such wording takes nothing from how the owner puts it. Of old features each app has all that any said.
    private static double Posts(Assessment account, PolicyUse use) =>
        Math.Max(use.Cued, use.Posts - Enumerable.Range(0, account.Features.Clients.Count).Where(account.SpokenByApp).Sum(use.OwnThrough));

    private static string Name(CueKind kind) => kind switch
    {
        CueKind.Reporting => "reporting",
        CueKind.Research => "research",
        CueKind.CounterSpeech => "counter-speech",
        CueKind.Mockery => "mockery",
        CueKind.Testimony => "testimony",
        _ => "quotation",
    };
}
