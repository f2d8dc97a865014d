namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// Nearly the same text from five or more accounts within a day. What an app posts through its users counts for
/// <see cref="PostingAppDetector"/> instead.
/// </summary>
public sealed class SharedTextDetector : Detector
{
    private const int ShortestText = 24;
    private const int FewestAccounts = 5;
    private const int FullAccounts = 20;

    /// <inheritdoc />
    public override string Key => "shared_text";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Conduct;

    /// <inheritdoc />
    public override double Weight => 2;

    /// <inheritdoc />
    public override void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found)
    {
        // Passing a post on makes the same text everywhere; that is what the button is for.
        if (post.Units < ShortestText || post.Post.RepostOf is not null) return;
        var accounts = context.Window.Observe(features.AccountId, post.Post.Client, post.Signature, post.Post.CreatedAt);
        if (accounts < FewestAccounts) return;
        if (post.Post.Client is { } client && context.Window.IsPostingApp(ClientUse.Key(client), out _)) return;
        Note(Signal.AnyPolicy, accounts, post, features);
        foreach (var hits in post.Hits.Where(hits => hits.OwnShare >= TextTrace.OwnVoice)) Note(hits.Policy, accounts, post, features);
    }

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        foreach (var policy in account.Context.Policies)
        {
            var key = Name(policy.ConductAlone ? Signal.AnyPolicy : policy.Key);
            var accounts = 0.0;
            for (var client = -1; client < account.Features.Clients.Count; client++)
            {
                // The app may have been found out only after this account's posts.
                if (account.SpokenByApp(client)) continue;
                if (account.Features.Numbers.TryGetValue(Name(key, client), out var through)) accounts = Math.Max(accounts, through);
            }
            if (accounts > 0)
                yield return Found(policy.Key, (accounts - FewestAccounts + 1) / (FullAccounts - FewestAccounts + 1), 0.8,
                    $"{accounts:0} accounts posted nearly the same text within a day.", account.Features.Lists.GetValueOrDefault(key)) with { Mark = "" };
        }
    }

    private static void Note(string policy, int accounts, ObservedPost post, AccountFeatures features)
    {
        features.Raise(Name(Name(policy), post.Client), accounts);
        features.Remember(Name(policy), post.Post.Id);
    }

    private static string Name(string policy) => "shared_text:" + policy;

    private static string Name(string key, int client) => $"{key}:{client}";
}
