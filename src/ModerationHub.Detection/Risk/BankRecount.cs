using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Risk;

/// <summary>A stored post in which a bank of links or images knows something by now.</summary>
/// <param name="Post">The post, with its images.</param>
/// <param name="Links">Keys of the policies for which its links were noted before.</param>
/// <param name="Images">Likewise for its images.</param>
public sealed record BankedPost(PostInput Post, IReadOnlyCollection<string> Links, IReadOnlyCollection<string> Images)
{
    /// <summary>Whether anything else was found in it.</summary>
    public bool Evident { get; init; }
}

/// <summary>
/// Notes in an account what its stored posts link to and show, after banks have learned of it. Holds buffers, so each worker has its own.
/// Deterministic; what was noted already is not noted again.
/// </summary>
public sealed class BankRecount
{
    private static readonly TermMatcher NoTerms = TermMatcher.Compile([]);
    private readonly LinkDetector links = new();
    private readonly KnownMediaDetector images = new();
    private readonly ObservedPost observed = new();

    /// <summary>Whether a bank that serves the policy knows a link or an image of the post.</summary>
    public bool Knows(PostInput post, string policy, ScoringContext context)
    {
        observed.Read(post, NoTerms, context.Links);
        return observed.Links.Exists(hit => hit.Entry.Policy == policy) || KnownMediaDetector.Knows(post, policy, context);
    }

    /// <summary>Puts what was not noted before into the features.</summary>
    /// <param name="features">The account's; changed in place. Posts that came after the last one scored are left to scoring.</param>
    /// <param name="posts">Its stored posts, oldest first.</param>
    /// <param name="context">The platform's banks.</param>
    /// <returns>What was found.</returns>
    public IReadOnlyList<PostSignal> Apply(AccountFeatures features, IReadOnlyList<BankedPost> posts, ScoringContext context)
    {
        List<PostSignal> fresh = [];
        foreach (var banked in posts)
        {
            if (banked.Post.CreatedAt.ToUnixTimeSeconds() > features.LastAt) continue;
            observed.Read(banked.Post, NoTerms, context.Links);
            observed.Links.RemoveAll(hit => banked.Links.Contains(hit.Entry.Policy));
            var before = fresh.Count;
            links.Observe(observed, features, context, fresh);
            images.Note(observed, features, context, policy => !banked.Images.Contains(policy), fresh);
            if (!banked.Evident && fresh.Skip(before).Any(AccountScorer.Offends)) features.EvidenceCount++;
        }
        // The past does not say how often an entry is used now.
        return fresh.ConvertAll(signal => signal with { Terms = [] });
    }
}
