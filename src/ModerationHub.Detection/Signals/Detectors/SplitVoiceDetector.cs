namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// All posts that use a bank's terms came through one app that does little else, while the owner writes through other apps
/// and uses none. An app may be posting in the owner's name before it is known for that.
/// </summary>
public sealed class SplitVoiceDetector : Detector
{
    private const int FewestPosts = 3;
    private const double LeastPart = 0.8;

    /// <inheritdoc />
    public override string Key => "split_voice";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Exculpatory;

    /// <inheritdoc />
    public override double Weight => 1.2;

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        ClientUse? only = null;
        var (others, othersOwn) = (0, 0.0);
        for (var i = 0; i < account.Features.Clients.Count; i++)
        {
            // A post that uses the terms of two policies is one post.
            var (client, own) = (account.Features.Clients[i], account.Features.Policies.Values.Select(use => use.OwnThrough(i)).DefaultIfEmpty(0).Max());
            if (only is null && own >= LeastPart * client.Posts)
            {
                only = client;
                continue;
            }
            others += client.Posts;
            othersOwn += own;
        }
        if (only is null || only.Posts < FewestPosts || others < FewestPosts || othersOwn >= TextTrace.OwnVoice) yield break;
        yield return Found(Signal.AnyPolicy, 1, 0.9,
            $"All posts with these terms came through the app {Quoted.Of(only.Name)}; {others} posts through other apps use none.");
    }
}
