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

    /// <summary>Puts what the account's posts meet into its features, as if the rules had been in force from the first of them on. Signals are asked as they stand now.</summary>
    /// <param name="profile">The account.</param>
    /// <param name="features">What is remembered of it; changed in place.</param>
    /// <param name="reports">The reports about it.</param>
    /// <param name="posts">Its posts, oldest first.</param>
    /// <param name="context">The platform's scoring under these rules alone.</param>
    /// <param name="now">The time of scoring.</param>
    /// <returns>What each post met.</returns>
    public IReadOnlyList<PostSignal> Replay(
        AccountProfile profile, AccountFeatures features, ReportTally reports, IEnumerable<PostInput> posts, ScoringContext context, DateTimeOffset now)
    {
        foreach (var rule in rules.Rules) features.Rules?.Uses.Remove(rule.Key);
        foreach (var count in rules.Counts) features.Rules?.Counts?.Remove(count.Key);
        features.AccountId = profile.Id;
        var account = new Assessment(profile, features, reports, context, now);
        List<PostSignal> found = [];
        foreach (var post in posts)
        {
            observed.Client = features.ClientOf(post);
            observed.Read(post, context.Terms, context.Links);
            detector.Conclude(observed, account, found);
        }
        return found;
    }
}
