using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// Terms of a policy's banks in the account's own voice. Strength grows with the number of different texts that use them and
/// with the share of such posts among all; it saturates, and saying the same again adds nothing.
/// </summary>
public sealed class TermDetector : Detector
{
    // Weight of different texts at which 63 % of the strength is reached.
    private const double VolumeScale = 1.8;

    /// <inheritdoc />
    public override string Key => "terms";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Content;

    /// <inheritdoc />
    public override double Weight => 6.3;

    /// <inheritdoc />
    public override void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found)
    {
        var terms = context.Terms.Terms;
        foreach (var hits in post.Hits)
        {
            if (!features.Policies.TryGetValue(hits.Policy, out var use)) features.Policies[hits.Policy] = use = new PolicyUse();
            use.Note(hits, post.Post, post.Sketch, post.Client, terms);
            var named = string.Join(", ", hits.Hits.Select(hit => terms[hit.Term].Text).Distinct().Take(5).Select(Quoted.Of));
            found.Add(new PostSignal(post.Post.Id, Key, hits.Policy, Kind, hits.Weight, 1 - hits.Cue, $"Uses {named}.",
                hits.Hits.Where(hit => hit.Length > 0).Select(hit => Highlight.Of(post.Text.Original(hit.Start, hit.Length), terms[hit.Term].Id)).ToArray())
            {
                Terms = hits.Hits.Select(hit => terms[hit.Term].Id).Distinct(StringComparer.Ordinal).ToArray(),
            });
        }
    }

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        foreach (var (policy, use) in account.Features.Policies)
        {
            var (own, posts, volume) = OwnVoice(account, use);
            if (own <= 0 || posts <= 0 || volume <= 0) continue;
            yield return Found(policy, Strength(volume, VolumeScale, Math.Min(1, own / posts)), 0.95, Words(account, use), use.OwnPosts);
        }
    }

    // What an app posted through the account is not the owner's voice, nor does it make that one fainter.
    private static (double Own, int Posts, double Volume) OwnVoice(Assessment account, PolicyUse use)
    {
        var (own, posts, volume) = (use.Own, account.Features.Posts, use.Voices.Sum(voice => voice.Weight));
        for (var i = 0; i < account.Features.Clients.Count; i++)
        {
            if (!account.SpokenByApp(i)) continue;
            own -= use.OwnThrough(i);
            posts -= account.Features.Clients[i].Posts;
            volume -= use.Voices.Where(voice => voice.Client == i).Sum(voice => voice.Weight);
        }
        return (own, posts, volume);
    }

    private static string Words(Assessment account, PolicyUse use)
    {
        var known = account.Context.TermsByKey;
        var terms = use.Terms.Where(known.ContainsKey).Select(key => known[key]).ToArray();
        var named = string.Join(", ", terms.Take(5).Select(term => Quoted.Of(Cut(term.Text))));
        var banks = string.Join(", ", terms.Select(term => term.Bank).Distinct().Take(3));
        return $"{use.Posts} of {Counted.Of(account.Features.Posts, "post", "posts")} {(use.Posts == 1 ? "uses" : "use")} {Counted.Of(use.Terms.Count, "term", "different terms")} of the bank {banks}: {named}; {Counted.Of(use.Voices.Count, "text", "different texts")}.";
    }

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
