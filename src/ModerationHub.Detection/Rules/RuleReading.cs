using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Rules;

/// <summary>One post as rules read it: what costs something is found when the first condition asks. Reused for the next post.</summary>
internal sealed class RuleReading
{
    private readonly List<TermHit> hits = [];
    private readonly List<string> hosts = [];
    private readonly Dictionary<string, Signal[]?> signals = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? tags;
    private Truth[] patterns = [];
    private bool matched;
    private bool linked;
    private RuleSet set = RuleSet.Empty;

    internal ObservedPost Post { get; private set; } = null!;

    /// <summary>The account as it stands; null where only the post is looked at: then all that is of the account is unknown.</summary>
    internal Assessment? Account { get; private set; }

    internal PostInput Input => Post.Post;

    internal void Start(ObservedPost post, Assessment? account, RuleSet rules)
    {
        (Post, Account, set, matched, linked, tags) = (post, account, rules, false, false, null);
        if (patterns.Length != rules.Patterns.Count) patterns = new Truth[rules.Patterns.Count];
        Array.Fill(patterns, Truth.Unknown);
        signals.Clear();
    }

    /// <summary>Hits of the rules' words in the text.</summary>
    internal List<TermHit> Words()
    {
        if (matched) return hits;
        hits.Clear();
        set.Words.Match(Post.Text, hits);
        matched = true;
        return hits;
    }

    internal bool Has(int word)
    {
        foreach (var hit in Words())
            if (hit.Term == word) return true;
        return false;
    }

    internal bool Fits(int pattern)
    {
        if (patterns[pattern] == Truth.Unknown) patterns[pattern] = Truths.Of(set.Patterns[pattern].IsMatch(Post.Text.Span));
        return patterns[pattern] == Truth.Yes;
    }

    /// <summary>Hosts of the post's links, as banks compare them.</summary>
    internal List<string> Hosts()
    {
        if (linked) return hosts;
        hosts.Clear();
        foreach (var url in Post.Urls)
            if (WebAddress.Of(url) is { } address) hosts.Add(address.Host);
        linked = true;
        return hosts;
    }

    internal IReadOnlyList<string> Tags() => tags ??= Input.Hashtags.Count > 0 || !Input.Text.AsSpan().ContainsAny('#', '＃') ? Input.Hashtags : Entities.Extract(Input.Text).Hashtags;

    /// <summary>Strength of one of the account's signals under a policy, 0 if there is none; null if unknown.</summary>
    internal double? Strength(string detector, string policy)
    {
        if (Account is null) return null;
        if (!signals.TryGetValue(detector, out var found))
            signals.Add(detector, found = Account.Context.Detectors.All.FirstOrDefault(known => known.Key == detector) is { } asked ? [.. asked.Assess(Account), .. asked.Review(Account, [])] : null);
        return found?.Where(signal => signal.Policy == policy || signal.Policy == Signal.AnyPolicy).Select(signal => signal.Strength).DefaultIfEmpty(0).Max();
    }

    /// <summary>Posts that a count has seen in the time that ends with this post.</summary>
    internal int? Counted(uint count, long seconds) =>
        Account is null ? null : Account.Features.Rules?.Count(count, Input.CreatedAt.ToUnixTimeSeconds(), seconds) ?? 0;
}
