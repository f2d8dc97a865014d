using System.Globalization;
using ModerationHub.Detection.Media;

namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// Images that a bank has a label for: within 31 of 256 bits, as they are or mirrored left to right, or the very file. Different images add up, the same in another size
/// does not; a label that sources dispute counts little, and one that was taken back no more, also for what was posted before.
/// </summary>
public sealed class KnownMediaDetector : Detector
{
    private const string Images = "known_media:";
    private const string Posts = "known_media_posts:";
    private const double DisputedPart = 0.25;
    private const double RepostPart = 0.5;

    // Up to here another size or format explains the distance; from here on likeness may be chance.
    private const int Near = 16;

    /// <inheritdoc />
    public override string Key => "known_media";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Content;

    /// <inheritdoc />
    public override double Weight => 6.2;

    /// <inheritdoc />
    public override void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found) => Note(post, features, context, _ => true, found);

    /// <summary>Whether a bank that serves the policy knows an image of the post.</summary>
    internal static bool Knows(PostInput post, string policy, ScoringContext context) => context.KnownMedia is { IsEmpty: false } known
        && post.Media.SelectMany(media => known.Find(media.Pdq, media.Md5, media.Quality, mirrored: true)).Any(match => Serves(match.Hash, policy, context));

    /// <summary>The same as <see cref="Observe"/>, for the policies that are wanted.</summary>
    internal void Note(ObservedPost post, AccountFeatures features, ScoringContext context, Predicate<string> wanted, List<PostSignal> found)
    {
        if (post.Post.Media.Count == 0 || context.KnownMedia is not { IsEmpty: false } known) return;
        var matches = post.Post.Media.SelectMany(media => known.Find(media.Pdq, media.Md5, media.Quality, mirrored: true)).ToList();
        foreach (var (policy, best, all) in Strongest(matches, context).Where(strongest => wanted(strongest.Policy)))
        {
            var shown = Shown.Of(best, post.Post.RepostOf is not null);
            features.Remember(Images + policy, shown.ToString());
            features.Remember(Posts + policy, post.Post.Id);
            features.Numbers[Posts + policy] = features.Numbers.GetValueOrDefault(Posts + policy) + 1;
            found.Add(new PostSignal(post.Post.Id, Key, policy, Kind, best.Hash.Weight, Certainty(shown), $"Shows {Words(shown, context)}.", [])
            {
                Terms = [.. all.Select(match => match.Hash.Id.ToString()).Distinct(StringComparer.Ordinal)],
            });
        }
    }

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        if (account.Context.KnownMedia is not { IsEmpty: false } known) yield break;
        foreach (var (name, list) in account.Features.Lists)
            if (name.StartsWith(Images, StringComparison.Ordinal) && Posted(account, known, name[Images.Length..], list) is { } signal)
                yield return signal;
        if (account.Profile.Avatar is not { } avatar) yield break;
        foreach (var (policy, best, _) in Strongest(PictureLook.Of(avatar, known, account.Features), account.Context))
        {
            var shown = Shown.Of(best);
            yield return Found(policy, best.Hash.Weight, Certainty(shown), $"The account's picture is {Words(shown, account.Context)}.") with { Mark = best.Hash.Key.ToString("x16", CultureInfo.InvariantCulture) };
        }
    }

    private Signal? Posted(Assessment account, KnownMedia known, string policy, List<string> list)
    {
        var different = new List<Shown>();
        foreach (var shown in list.Select(entry => Shown.Parse(entry, known)).OfType<Shown>().Where(shown => Serves(shown.Hash, policy, account.Context))
            .OrderByDescending(shown => shown.Hash.Weight * Certainty(shown)).ThenBy(shown => shown.Hash.Key))
            if (!different.Exists(other => SameImage(other.Hash, shown.Hash))) different.Add(shown);
        if (different.Count == 0) return null;
        var silence = different.Aggregate(1.0, (product, shown) => product * (1 - (shown.Hash.Weight * Certainty(shown))));
        var posts = (int)account.Features.Numbers.GetValueOrDefault(Posts + policy);
        var words = string.Join("; ", different.Select(shown => Words(shown, account.Context)));
        return Found(policy, 1 - silence, 0.95, $"{(posts == 1 ? "1 post shows" : $"{posts} posts show")} {words}.", account.Features.Lists.GetValueOrDefault(Posts + policy) ?? []);
    }

    private static IEnumerable<(string Policy, KnownMediaMatch Match, IEnumerable<KnownMediaMatch> All)> Strongest(IReadOnlyList<KnownMediaMatch> matches, ScoringContext context) =>
        from match in matches
        where context.HashBanks.ContainsKey(match.Hash.Bank) && !context.Stopped.Contains(match.Hash.Id)
        from policy in context.HashBanks[match.Hash.Bank].Policies
        group match by policy into same
        orderby same.Key
        select (same.Key, same.OrderByDescending(m => m.Hash.Weight * Certainty(Shown.Of(m))).ThenBy(m => m.Hash.Key).First(), same.AsEnumerable());

    private static bool Serves(BankedHash hash, string policy, ScoringContext context) =>
        context.HashBanks.TryGetValue(hash.Bank, out var bank) && bank.Policies.Contains(policy) && !context.Stopped.Contains(hash.Id);

    private static bool SameImage(BankedHash a, BankedHash b) =>
        a.Key == b.Key || (a.Pdq is { } left && b.Pdq is { } right && left.Distance(right) <= PdqHash.SameImage);

    private static double Certainty(Shown shown) =>
        (shown.SameFile ? 0.99 : shown.Distance <= Near ? 0.95 : 0.95 - (0.25 * (shown.Distance - Near) / (PdqHash.SameImage - Near)))
        * (shown.Hash.IsDisputed ? DisputedPart : 1) * (shown.IsRepost ? RepostPart : 1);

    private static string Words(Shown shown, ScoringContext context)
    {
        var bank = context.HashBanks.TryGetValue(shown.Hash.Bank, out var known) ? known.Name : shown.Hash.Bank;
        var distance = shown.SameFile ? "the same file" : $"{shown.Distance} of {PdqHash.Bits} bits differ";
        return $"an image that the bank {Quoted.Of(bank)} labels {Quoted.Of(shown.Hash.Label)} ({distance}{(shown.IsMirrored ? ", mirrored" : "")}{(shown.Hash.IsDisputed ? ", sources dispute the label" : "")})";
    }

    /// <summary>What is remembered of a match: the hash's key, the distance, and how it was shown.</summary>
    private sealed record Shown(BankedHash Hash, int Distance, bool SameFile, bool IsMirrored, bool IsRepost)
    {
        public static Shown Of(KnownMediaMatch match, bool isRepost = false) => new(match.Hash, match.Distance, match.SameFile, match.IsMirrored, isRepost);

        public static Shown? Parse(string entry, KnownMedia known)
        {
            var parts = entry.Split(':');
            return parts.Length == 3 && ulong.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key)
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var distance) && known.Find(key) is { } hash
                ? new Shown(hash, distance, parts[2].Contains('f', StringComparison.Ordinal), parts[2].Contains('m', StringComparison.Ordinal), parts[2].Contains('r', StringComparison.Ordinal))
                : null;
        }

        public override string ToString() => $"{Hash.Key:x16}:{Distance}:{(SameFile ? "f" : "")}{(IsMirrored ? "m" : "")}{(IsRepost ? "r" : "")}";
    }
}
