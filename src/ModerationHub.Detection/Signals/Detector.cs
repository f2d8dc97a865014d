namespace ModerationHub.Detection.Signals;

/// <summary>
/// Base of all detectors. A detector is one file: a class with a parameterless constructor in this assembly is found by
/// <see cref="DetectorSet.Default"/>. It holds no state of its own; what it remembers lies in the account's features.
/// </summary>
public abstract class Detector
{
    /// <summary>Stable key, snake_case; stored with signals and in policy versions.</summary>
    public abstract string Key { get; }

    /// <summary>Sort of evidence.</summary>
    public abstract EvidenceKind Kind { get; }

    /// <summary>Log-odds that the detector adds (or takes, if exculpatory) at full strength and confidence, unless a policy version says otherwise. 0 or more.</summary>
    public abstract double Weight { get; }

    /// <summary>Takes notice of a new post: updates the account's features and appends what is to be stored with the post.</summary>
    public virtual void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found)
    {
    }

    /// <summary>Takes notice of a new post once every detector has observed it, with the account as it then stands.</summary>
    public virtual void Conclude(ObservedPost post, Assessment account, List<PostSignal> found)
    {
    }

    /// <summary>Judges the account as it now stands.</summary>
    public virtual IEnumerable<Signal> Assess(Assessment account) => [];

    /// <summary>Judges the account once every detector has assessed it.</summary>
    /// <param name="account">The account.</param>
    /// <param name="signals">What they found.</param>
    public virtual IEnumerable<Signal> Review(Assessment account, IReadOnlyList<Signal> signals) => [];

    // Share of posts at which half of the share's effect is reached: news desks and mockers stay below, supporters above.
    private const double HalfShare = 0.15;

    /// <summary>Strength, 0–1, of what an account says in its own voice: more different texts add less and less, and their share of all posts counts.</summary>
    /// <param name="volume">Weight of the different texts.</param>
    /// <param name="scale">The weight at which 63 % of the strength is reached.</param>
    /// <param name="share">Their share of the account's posts, 0–1.</param>
    protected static double Strength(double volume, double scale, double share) => (1 - Math.Exp(-volume / scale)) * share * (1 + HalfShare) / (share + HalfShare);

    /// <summary>A signal of this detector.</summary>
    protected Signal Found(string policy, double strength, double confidence, string evidence, IReadOnlyList<string>? posts = null) =>
        new(Key, policy, Kind, Math.Clamp(strength, 0, 1), Math.Clamp(confidence, 0, 1), evidence, posts ?? []);
}

/// <summary>An account as it stands after its new posts.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Features">What is remembered.</param>
/// <param name="Reports">The reports about it.</param>
/// <param name="Context">The platform's policies and windows.</param>
/// <param name="Now">The time of scoring.</param>
public sealed record Assessment(
    AccountProfile Profile, AccountFeatures Features, ReportTally Reports, ScoringContext Context, DateTimeOffset Now)
{
    /// <summary>Whether what came through this of the account's apps is not the owner's voice but the app's; -1 is no app.</summary>
    internal bool SpokenByApp(int client) => client >= 0 && client < Features.Clients.Count && Context.Window.IsPostingApp(Features.Clients[client].Name, out _);
}
