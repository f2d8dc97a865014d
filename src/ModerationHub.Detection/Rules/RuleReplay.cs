using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Rules;

/// <summary>Reads stored posts under rules that were not in force when they came. Holds buffers, so each worker has its own.</summary>
/// <param name="rules">The rules.</param>
public sealed class RuleReplay(RuleSet rules)
{
    private static readonly TermMatcher NoTerms = TermMatcher.Compile([]);
    private readonly RuleDetector detector = new();
    private readonly ObservedPost observed = new();

    /// <summary>Whether the post could meet a rule, whatever its account is like and did before: false only if it surely does not.</summary>
    public bool MayMeet(PostInput post)
    {
        observed.Read(post, NoTerms, LinkBank.Empty);
        return rules.MayMatch(observed);
    }

    /// <summary>
    /// Puts what the account's posts meet into its features, as if the rules had been in force from the first of them on. Signals are
    /// asked as they stand now. Where more is remembered of a rule than these posts give, that stays.
    /// </summary>
    /// <param name="profile">The account.</param>
    /// <param name="features">What is remembered of it; changed in place.</param>
    /// <param name="reports">The reports about it.</param>
    /// <param name="posts">Its posts, oldest first.</param>
    /// <param name="context">The platform's scoring; its rules make no room for these.</param>
    /// <param name="now">The time of scoring.</param>
    /// <returns>What each post met.</returns>
    public IReadOnlyList<PostSignal> Replay(
        AccountProfile profile, AccountFeatures features, ReportTally reports, IEnumerable<PostInput> posts, ScoringContext context, DateTimeOffset now)
    {
        var before = rules.Rules.Select(rule => rule.Key).Distinct().Where(key => features.Rules?.Uses.ContainsKey(key) == true).ToDictionary(key => key, key => features.Rules!.Uses[key]);
        foreach (var key in before.Keys) features.Rules!.Uses.Remove(key);
        foreach (var count in rules.Counts) features.Rules?.Counts?.Remove(count.Key);
        features.AccountId = profile.Id;
        var account = new Assessment(profile, features, reports, context, now);
        List<PostSignal> found = [];
        foreach (var post in posts)
        {
            observed.Client = features.ClientOf(post);
            observed.Read(post, context.Terms, context.Links);
            detector.Conclude(observed, account, rules, context.Rules, found);
        }
        foreach (var (key, use) in before)
            if (use.Posts > (features.Rules!.Uses.GetValueOrDefault(key)?.Posts ?? 0)) features.Rules.Uses[key] = use;
        return found;
    }

    /// <summary>Counts stored posts of an account under rules that came into force after them. The same when done twice.</summary>
    /// <param name="profile">The account.</param>
    /// <param name="features">What is remembered of it; changed in place. Posts that came after the last one scored are left to scoring.</param>
    /// <param name="reports">The reports about it.</param>
    /// <param name="posts">Its stored posts, oldest first.</param>
    /// <param name="context">The platform's scoring.</param>
    /// <param name="now">The time of scoring.</param>
    /// <returns>What was found in posts that were not known for it.</returns>
    public IReadOnlyList<PostSignal> Recount(
        AccountProfile profile, AccountFeatures features, ReportTally reports, IReadOnlyList<RecountedPost> posts, ScoringContext context, DateTimeOffset now)
    {
        var known = posts.Where(post => post.Post.CreatedAt.ToUnixTimeSeconds() <= features.LastAt).DistinctBy(post => post.Post.Id).ToDictionary(post => post.Post.Id, StringComparer.Ordinal);
        // A post is evidence once; nor does the past say how often a rule is met now.
        List<PostSignal> fresh = [.. Replay(profile, features, reports, known.Values.Select(post => post.Post), context, now)
            .Where(signal => !known[signal.PostId].Counted.Contains(signal.Policy)).Select(signal => signal with { Terms = [] })];
        features.EvidenceCount += fresh.Where(signal => AccountScorer.Offends(signal) && !known[signal.PostId].Evident).Select(signal => signal.PostId).Distinct().Count();
        return fresh;
    }
}
