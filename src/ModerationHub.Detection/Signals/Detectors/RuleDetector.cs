using ModerationHub.Detection.Rules;

namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// Rules that a policy's team wrote. Where what meets a rule stands in the post itself, each such post counts like a term of the
/// rule's strength: different texts add up, the same again adds nothing, and their share of all posts counts. Where it shows in
/// what the account does or in its other signals, it counts once. What is known of the account alone never meets a rule.
/// </summary>
public sealed class RuleDetector : Detector
{
    // As for terms: weight of different texts at which 63 % of the strength is reached.
    private const double VolumeScale = 1.8;

    /// <inheritdoc />
    public override string Key => "rules";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Content;

    /// <inheritdoc />
    public override double Weight => 6.3;

    /// <inheritdoc />
    public override void Conclude(ObservedPost post, Assessment account, List<PostSignal> found) =>
        Conclude(post, account, account.Context.Rules, account.Context.Rules, found);

    /// <summary>Notes what a post meets of some rules.</summary>
    /// <param name="post">The post.</param>
    /// <param name="account">The account as it then stands.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="inForce">Those that make no room for them in the account's memory.</param>
    /// <param name="found">Where what is to be stored with the post is appended.</param>
    internal void Conclude(ObservedPost post, Assessment account, RuleSet rules, RuleSet inForce, List<PostSignal> found)
    {
        if (rules.IsEmpty) return;
        post.Rules.Start(post, account, rules);
        if (rules.HasCounts) Count(post, account.Features, rules, inForce);
        foreach (var policy in rules.ByPolicy)
        {
            List<CompiledRule>? met = null;
            foreach (var rule in policy)
                if (rule.Holds(post.Rules) == Truth.Yes) (met ??= []).Add(rule);
            if (met is not null) found.Add(Note(post, account.Features, inForce, policy.Key, met));
        }
    }

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        if (account.Features.Rules is not { Uses.Count: > 0 } memory) yield break;
        foreach (var policy in account.Context.Rules.ByPolicy)
            foreach (var kind in policy.Select(rule => rule.Kind).Distinct())
            {
                var used = policy.Where(rule => rule.Kind == kind && memory.Uses.ContainsKey(rule.Key)).Select(rule => (Rule: rule, Use: memory.Uses[rule.Key])).ToArray();
                if (used.Length > 0 && Judge(account, policy.Key, used) is { Strength: > 0 } signal) yield return signal with { Kind = kind };
            }
    }

    private static void Count(ObservedPost post, AccountFeatures features, RuleSet rules, RuleSet inForce)
    {
        foreach (var count in rules.Counts)
            if (count.Of is null || (count.Of.Holds(post.Rules) == Truth.Yes && (!count.OfContent || post.Own(ContextCues.Around(post, "", MarksOf(post, count.Of.Mark).Hits)) >= TextTrace.OwnVoice)))
                (features.Rules ??= new()).Note(count, post.Post.CreatedAt.ToUnixTimeSeconds(), inForce);
    }

    private PostSignal Note(ObservedPost post, AccountFeatures features, RuleSet inForce, string policy, List<CompiledRule> met)
    {
        var memory = features.Rules ??= new();
        var (rest, weakestCue) = (1.0, 1.0);
        List<Highlight> highlights = [];
        foreach (var rule in met)
        {
            var marks = MarksOf(post, rule.Mark);
            var cue = rule.OfPost ? ContextCues.Around(post, policy, marks.Hits) : 0;
            var own = post.Own(cue);
            memory.UseOf(rule, inForce)?.Note(post.Post.Id, own, rule.OfPost ? new PolicyUse.Voice(post.Sketch, Math.Round(own, 3), post.Client) : null);
            highlights.AddRange(marks.Highlights(post.Text, rule.Rule.Id));
            rest *= 1 - rule.Rule.Weight;
            weakestCue = Math.Min(weakestCue, cue);
        }
        var kind = met.Exists(rule => rule.Kind == EvidenceKind.Content) ? EvidenceKind.Content : EvidenceKind.Conduct;
        var named = string.Join(", ", met.Take(5).Select(rule => Quoted.Of(rule.Rule.Name)));
        return new PostSignal(post.Post.Id, Key, policy, kind, 1 - rest, 1 - weakestCue, $"Meets the policy's rules: {named}.", [.. highlights.Distinct()])
        {
            Terms = [.. met.Select(rule => rule.Rule.Id)],
        };
    }

    private static RuleMarks MarksOf(ObservedPost post, Action<RuleReading, RuleMarks> mark)
    {
        var marks = new RuleMarks();
        mark(post.Rules, marks);
        return marks;
    }

    private Signal Judge(Assessment account, string policy, (CompiledRule Rule, RuleUse Use)[] used)
    {
        var ofPosts = used.Where(one => one.Rule.OfPost).ToArray();
        // Of a text that meets two rules the stronger counts.
        List<PolicyUse.Voice> voices = [];
        foreach (var (rule, use) in ofPosts)
            foreach (var voice in use.Voices)
                if (!account.SpokenByApp(voice.Client)) PolicyUse.Speak(voices, voice with { Weight = voice.Weight * rule.Rule.Weight }, int.MaxValue);
        var share = account.Features.Posts > 0 ? Math.Min(1, ofPosts.Select(one => one.Use.Own).DefaultIfEmpty(0).Max() / account.Features.Posts) : 0;
        var rest = 1 - Strength(voices.Sum(voice => voice.Weight), VolumeScale, share);
        foreach (var (rule, _) in used.Where(one => !one.Rule.OfPost)) rest *= 1 - rule.Rule.Weight;
        var named = string.Join(", ", used.Take(5).Select(one => $"{Quoted.Of(one.Rule.Rule.Name)} ({one.Use.Posts})"));
        var posts = used.SelectMany(one => one.Use.PostIds).Distinct().TakeLast(4).ToArray();
        return Found(policy, 1 - rest, 0.95, ofPosts.Length > 0
            ? $"Posts meet the policy's rules, so many each: {named}; {Counted.Of(voices.Count, "text", "different texts")}."
            : $"What it does meets the policy's rules, so often each: {named}.", posts);
    }
}
