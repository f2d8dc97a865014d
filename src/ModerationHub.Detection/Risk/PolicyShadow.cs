using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Risk;

/// <summary>An account's use of a policy's terms and rules under a version beside the live one, from the first post on about which the two differ.</summary>
public sealed class ShadowUse
{
    // Kept in the shape of features: the policy's use once it differs, what texts say under it, and what was met of the rules that live has not.
    private readonly AccountFeatures kept;

    private ShadowUse(AccountFeatures kept) => this.kept = kept;

    /// <summary>Reads what <see cref="ToUtf8"/> wrote.</summary>
    /// <exception cref="System.Text.Json.JsonException">The bytes are not such JSON.</exception>
    public static ShadowUse FromUtf8(ReadOnlySpan<byte> json)
    {
        var kept = AccountFeatures.FromUtf8(json);
        // Only what was stored before apps were kept by policy names apps, at places of its own that say nothing here.
        if (kept.Clients.Count > 0)
        {
            kept.Clients.Clear();
            foreach (var use in kept.Policies.Values) use.OwnByApp = null;
        }
        return new(kept);
    }

    /// <summary>Nothing yet.</summary>
    internal ShadowUse() : this(new AccountFeatures())
    {
    }

    internal void From(string policy, PolicyUse? live) => kept.Policies[policy] = live ?? new PolicyUse();

    /// <summary>Compact JSON as UTF-8.</summary>
    public byte[] ToUtf8() => kept.ToUtf8();

    /// <summary>Null as long as it is what live remembers.</summary>
    internal PolicyUse? Of(string policy) => kept.Policies.GetValueOrDefault(policy);

    internal RuleMemory? Rules
    {
        get => kept.Rules;
        set => kept.Rules = value;
    }

    /// <summary>Whether a rule that live has not was met.</summary>
    public bool MeetsRules => kept.Rules is { Uses.Count: > 0 };

    internal void Said(ulong sketch, string policy, bool uses)
    {
        kept.Texts.RemoveAll(text => NearDuplicate.SameSketch(text.Sketch, sketch));
        if (kept.Texts.Count == TextTrace.Most) kept.Texts.RemoveAt(0);
        kept.Texts.Add(new TextTrace { Sketch = sketch, Policies = uses ? [policy] : null });
    }

    // Sets the account's texts right, and gives the way back.
    internal List<(TextTrace Text, List<string>? Policies)> Relabel(List<TextTrace> texts, string policy)
    {
        List<(TextTrace Text, List<string>? Policies)> before = [];
        foreach (var text in texts)
            if (kept.Texts.Find(said => NearDuplicate.SameSketch(said.Sketch, text.Sketch)) is { } said)
            {
                before.Add((text, text.Policies is { } labels ? [.. labels] : null));
                text.Label(policy, said.Policies is not null);
            }
        return before;
    }
}

/// <summary>
/// Judges accounts under a version of a policy beside the live one, after live scoring and without a trace in its features. Holds
/// buffers, so each worker has its own; deterministic.
/// </summary>
/// <param name="policy">The policy's key.</param>
/// <param name="live">The live terms of the policy alone.</param>
/// <param name="terms">The version's terms of the policy alone.</param>
/// <param name="added">Those of them that the live version does not match; null when there are none.</param>
/// <param name="rules">The version's rules that the live one has not; null when there are none.</param>
public sealed class PolicyShadow(string policy, TermMatcher live, TermMatcher terms, TermMatcher? added, RuleSet? rules = null)
{
    private readonly RuleDetector detector = new();
    private readonly List<PostSignal> met = [];
    private readonly PolicyReplay replay = new(policy, live, terms, added);
    private readonly ObservedPost observed = new();
    private readonly AccountScorer scorer = new();

    /// <summary>What live remembers of the policy's terms, to be taken before it scores new posts.</summary>
    public PolicyUse? Before(AccountFeatures features) => features.Policies.GetValueOrDefault(policy)?.Copy();

    /// <summary>Notes new posts under the version.</summary>
    /// <param name="known">What was remembered under it; null as long as that is what live remembers. Changed in place.</param>
    /// <param name="before">What <see cref="Before"/> gave.</param>
    /// <param name="features">The account's, after live scoring.</param>
    /// <param name="posts">The new posts, oldest first.</param>
    /// <param name="marked">Whether live found terms of the policy in a post.</param>
    /// <returns>What is to be remembered; null while the two versions say the same.</returns>
    public ShadowUse? Note(ShadowUse? known, PolicyUse? before, AccountFeatures features, IReadOnlyList<PostInput> posts, Func<string, bool> marked)
    {
        List<(PostInput Post, PolicyHits? Live, PolicyHits? Then, ulong Sketch)>? touched = null;
        var differs = known?.Of(policy) is not null;
        foreach (var post in posts)
        {
            if (!marked(post.Id) && !replay.UsesAdded(post.Text, post.Hashtags, post.Urls)) continue;
            var now = Hits(post, live);
            var then = Hits(post, terms);
            differs |= !Same(now, live, then, terms);
            (touched ??= []).Add((post, now, then, observed.Sketch));
        }
        if (touched is null || !differs) return known;
        var use = known ?? new ShadowUse();
        if (use.Of(policy) is null) use.From(policy, before);
        foreach (var (post, now, then, sketch) in touched)
        {
            var client = features.ClientOf(post);
            if (then is not null) use.Of(policy)!.Note(then, post, sketch, client, terms.Terms);
            if (Math.Max(then?.OwnShare ?? 0, now?.OwnShare ?? 0) >= TextTrace.OwnVoice) use.Said(sketch, policy, then?.OwnShare >= TextTrace.OwnVoice);
        }
        return use;
    }

    /// <summary>Notes what a post meets of the rules that the version alone has, while live scoring is at it: counts and signals are those of the moment.</summary>
    /// <param name="known">What was remembered under the version. Changed in place.</param>
    /// <param name="post">The post, noted by live scoring.</param>
    /// <param name="account">The account as it then stands; the same afterwards.</param>
    /// <param name="context">The platform's scoring with this policy alone, in the version.</param>
    /// <returns>What is to be remembered; null while there is nothing.</returns>
    public ShadowUse? Watch(ShadowUse? known, ObservedPost post, Assessment account, ScoringContext context)
    {
        if (rules is null) return known;
        var live = account.Features.Rules;
        account.Features.Rules = known?.Rules;
        try
        {
            met.Clear();
            detector.Conclude(post, account with { Context = context }, rules, rules, met);
            if (account.Features.Rules is { } now) (known ??= new ShadowUse()).Rules = now;
            return known;
        }
        finally
        {
            account.Features.Rules = live;
        }
    }

    /// <summary>The account's risk under the version, with everything else as live scoring has it.</summary>
    /// <param name="use">What <see cref="Note"/> remembers; null takes live's.</param>
    /// <param name="profile">The account.</param>
    /// <param name="features">The account's, after live scoring; the same afterwards.</param>
    /// <param name="reports">All reports about it.</param>
    /// <param name="context">The platform's scoring with this policy alone, in the version.</param>
    /// <param name="at">The time of scoring.</param>
    public RiskExplanation Judge(ShadowUse? use, AccountProfile profile, AccountFeatures features, ReportTally reports, ScoringContext context, DateTimeOffset at)
    {
        if (use is null) return scorer.Apply(profile, features, reports, [], context, at).Risks[0];
        var (kept, rulesKept) = (features.Policies.GetValueOrDefault(policy), features.Rules);
        if (use.Of(policy) is { } replaced)
        {
            features.Policies.Remove(policy);
            if (replaced.Posts > 0) features.Policies[policy] = replaced;
        }
        if (use.MeetsRules) features.Rules = new RuleMemory { Uses = new(rulesKept is null ? use.Rules!.Uses : rulesKept.Uses.Concat(use.Rules!.Uses).ToDictionary()) };
        var labelled = use.Relabel(features.Texts, policy);
        try
        {
            return scorer.Apply(profile, features, reports, [], context, at).Risks[0];
        }
        finally
        {
            foreach (var (text, policies) in labelled) text.Policies = policies;
            features.Policies.Remove(policy);
            if (kept is not null) features.Policies[policy] = kept;
            features.Rules = rulesKept;
        }
    }

    private PolicyHits? Hits(PostInput post, TermMatcher matcher)
    {
        observed.Read(post, matcher, LinkBank.Empty);
        return observed.Hits.Find(hits => hits.Policy == policy);
    }

    private static bool Same(PolicyHits? a, TermMatcher termsOfA, PolicyHits? b, TermMatcher termsOfB) =>
        a is null || b is null
            ? a is null && b is null
            : a.Weight == b.Weight && a.OwnShare == b.OwnShare && a.Cue == b.Cue && a.Threat == b.Threat && Ids(a, termsOfA).SetEquals(Ids(b, termsOfB));

    private static HashSet<string> Ids(PolicyHits hits, TermMatcher matcher) => hits.Hits.Select(hit => matcher.Terms[hit.Term].Id).ToHashSet(StringComparer.Ordinal);
}
