using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// Runs of nearly the same text from one account: at least four within an hour that make up two fifths of what it posted
/// meanwhile. A daily greeting or an account's usual mix is no run, however long it goes on.
/// </summary>
public sealed class RepeatedTextDetector : Detector
{
    private const int ShortestText = 12;
    private const int ShortestRun = 4;
    private const int FullRun = 10;
    private const double LeastShare = 0.4;
    private const int RunSeconds = 3600;

    /// <inheritdoc />
    public override string Key => "repeated_text";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Conduct;

    /// <inheritdoc />
    public override double Weight => 2.5;

    /// <inheritdoc />
    public override void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found)
    {
        if (post.Units < ShortestText || post.Post.RepostOf is not null) return;
        var at = post.Post.CreatedAt.ToUnixTimeSeconds();
        var trace = features.Texts.Find(text => NearDuplicate.SameSketch(text.Sketch, post.Sketch)) ?? Start(post, features);
        if (Math.Abs(at - trace.Since) > RunSeconds || trace.Run == 0) (trace.Since, trace.Before, trace.Run) = (at, features.Posts - 1, 0);
        trace.Run++;
        trace.PostId = post.Post.Id;
        foreach (var hits in post.Hits.Where(hits => hits.OwnShare >= TextTrace.OwnVoice)) trace.Label(hits.Policy, uses: true);
        if (trace.Run >= ShortestRun && trace.Run >= LeastShare * (features.Posts - trace.Before)) trace.Longest = Math.Max(trace.Longest, trace.Run);
    }

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        foreach (var policy in account.Context.Policies)
        {
            TextTrace? longest = null;
            foreach (var text in account.Features.Texts)
                if (text.Longest > (longest?.Longest ?? 0) && (policy.ConductAlone || text.Policies?.Contains(policy.Key) == true)) longest = text;
            if (longest is null) continue;
            yield return Found(policy.Key, (longest.Longest - ShortestRun + 1.0) / (FullRun - ShortestRun + 1), 0.9,
                $"Posted nearly the same text {longest.Longest} times within an hour.", [longest.PostId]) with { Mark = "" };
        }
    }

    // The trace that tells least goes first: no run yet, longest ago.
    private static TextTrace Start(ObservedPost post, AccountFeatures features)
    {
        if (features.Texts.Count == TextTrace.Most)
            features.Texts.Remove(features.Texts.OrderBy(text => text.Longest).ThenBy(text => text.Since).First());
        var trace = new TextTrace { Sketch = post.Sketch };
        features.Texts.Add(trace);
        return trace;
    }
}
