using ModerationHub.Detection.Signals;

namespace ModerationHub.Detection.Risk;

/// <summary>
/// Scores accounts as their posts arrive. Holds buffers, so each worker has its own; deterministic: the same inputs in the same
/// order give the same results.
/// </summary>
public sealed class AccountScorer
{
    private readonly ObservedPost observed = new();

    /// <summary>Reads an account's new posts, judges the account and gives its risk under each policy.</summary>
    /// <param name="profile">The account.</param>
    /// <param name="features">What was remembered of it; changed in place and handed back, so load it anew before trying again.</param>
    /// <param name="reports">All reports about it so far.</param>
    /// <param name="posts">Its new posts, oldest first; none when only the profile or the reports changed.</param>
    /// <param name="context">The platform's policies and windows.</param>
    /// <param name="now">The time of scoring; matters only for accounts without posts.</param>
    /// <param name="watch">Looks at each post once it is noted, and at the account as it then stands.</param>
    public ScoreResult Apply(
        AccountProfile profile, AccountFeatures features, ReportTally reports, ReadOnlySpan<PostInput> posts, ScoringContext context, DateTimeOffset now,
        Action<ObservedPost, Assessment>? watch = null)
    {
        features.AccountId = profile.Id;
        var account = new Assessment(profile, features, reports, context, now);
        List<PostSignal> found = [];
        foreach (var post in posts)
        {
            observed.Client = features.Note(post);
            observed.Read(post, context.Terms, context.Links);
            var before = found.Count;
            foreach (var detector in context.Detectors.Span) detector.Observe(observed, features, context, found);
            foreach (var detector in context.Detectors.Span) detector.Conclude(observed, account, found);
            if (found.FindIndex(before, Offends) >= 0) features.EvidenceCount++;
            watch?.Invoke(observed, account);
        }

        List<Signal> signals = [];
        foreach (var detector in context.Detectors.Span) signals.AddRange(detector.Assess(account));
        List<Signal> reviewed = [];
        foreach (var detector in context.Detectors.Span) reviewed.AddRange(detector.Review(account, signals));
        signals.AddRange(reviewed);
        var risks = context.Policies.Select(policy => RiskModel.Explain(policy.Key, signals, policy.Parameters)).ToArray();
        return new ScoreResult(found, signals, risks, features);
    }

    internal static bool Offends(PostSignal signal) => signal.Kind is EvidenceKind.Content or EvidenceKind.Conduct && signal.Confidence >= 0.5;
}
