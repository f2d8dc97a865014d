using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// Links to what a policy's banks of addresses and domains list. Strength grows with the number of different links and with
/// the share of such posts; the same link again adds nothing, and who reports on a link hardly counts. The profile's link counts
/// like a post of its own.
/// </summary>
public sealed class LinkDetector : Detector
{
    private const double VolumeScale = 1.2;

    /// <inheritdoc />
    public override string Key => "links";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Content;

    /// <inheritdoc />
    public override double Weight => 5.5;

    /// <inheritdoc />
    public override void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found)
    {
        foreach (var policy in post.Links.GroupBy(hit => hit.Entry.Policy, StringComparer.Ordinal))
        {
            var uses = features.Links ??= new(StringComparer.Ordinal);
            if (!uses.TryGetValue(policy.Key, out var use)) uses[policy.Key] = use = new LinkUse();
            var strongest = policy.MaxBy(hit => hit.Entry.Weight)!;
            use.Note(strongest, post.Post.Id);
            var at = post.Post.Text.IndexOf(strongest.Url, StringComparison.Ordinal);
            found.Add(new PostSignal(post.Post.Id, Key, policy.Key, Kind, strongest.Entry.Weight, 1 - strongest.Cue,
                $"Links to {Quoted.Of(Shown(strongest.Url))}, which the bank {strongest.Entry.Bank} lists.",
                at >= 0 ? [new Highlight(at, strongest.Url.Length, strongest.Entry.Id)] : [])
            {
                Terms = [.. policy.Select(hit => hit.Entry.Id).Distinct(StringComparer.Ordinal)],
            });
        }
    }

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        foreach (var entry in Shown(account.Profile, account.Context.Links))
            yield return Found(entry.Policy, 1 - Math.Exp(-entry.Weight / VolumeScale), 0.95, $"The profile links to {Quoted.Of(Shown(account.Profile.Url!))}, which the bank {entry.Bank} lists.") with { Mark = entry.Id };
        if (account.Features.Links is not { } uses) yield break;
        foreach (var (policy, use) in uses)
        {
            var (weight, own) = use.Without(account.Context.StoppedKeys);
            var strength = Strength(weight, VolumeScale, Math.Min(1, own / account.Features.Posts));
            if (strength > 0)
                yield return Found(policy, strength, 0.95,
                    $"{use.Posts} of {account.Features.Posts} posts link to what a bank lists; {use.Links.Count} different links.", use.PostIds);
        }
    }

    // What stands in the profile is shown to everybody who looks, once and for all posts.
    private static List<LinkEntry> Shown(AccountProfile profile, LinkBank links)
    {
        List<LinkEntry> entries = [];
        if (!links.IsEmpty && profile.Url is { } url && WebAddress.Of(url) is { } address) links.Find(address, entries);
        return entries;
    }

    private static string Shown(string url) => WebAddress.Of(url) is { } address && address.ToString() is { Length: <= 60 } whole ? whole : url[..Math.Min(60, url.Length)] + "…";
}
