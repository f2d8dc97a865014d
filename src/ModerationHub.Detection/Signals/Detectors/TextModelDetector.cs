using System.Globalization;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// Texts like those that moderators decided against, by the policy's model in force. Strength grows with the calibrated
/// probability, with the number of different texts and with their share since the first; it saturates, and saying the same
/// again adds nothing. One text alone never makes a candidate, whatever its probability.
/// </summary>
public sealed class TextModelDetector : Detector
{
    // Weight of different texts at which 63 % of the strength is reached.
    private const double VolumeScale = 1.5;
    private const int WordsShown = 3;
    private const int LongestWord = 30;

    /// <inheritdoc />
    public override string Key => "text_model";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Content;

    /// <inheritdoc />
    public override double Weight => 6;

    /// <inheritdoc />
    public override void Observe(ObservedPost post, AccountFeatures features, ScoringContext context, List<PostSignal> found)
    {
        foreach (var model in context.TextModels)
        {
            var use = Standing(model, features);
            if (use is not null) Continue(use, model, features);
            var probability = model.Probability(post);
            if (probability < model.Threshold) continue;
            var reasons = model.Reasons(post, WordsShown).Where(reason => reason.Ngram is [not '@', ..]).ToArray();
            var cue = Cue(post, model.Policy, reasons);
            var own = post.Own(cue);
            var strength = Strength(probability, model.Threshold);
            if (use?.Version != model.Version)
                features.Models[model.Policy] = use = new ModelUse { Version = model.Version, Before = features.Posts - 1, Former = use?.Lasts(features) == true ? use : null };
            use.Note(post.Post.Id, probability, own, new PolicyUse.Voice(post.Sketch, Math.Round(strength * own, 3), post.Client), reasons.Select(reason => Cut(reason.Ngram)));
            var named = reasons.Length == 0 ? "" : $" What counts most: {Named(reasons.Select(reason => Cut(reason.Ngram)))}.";
            found.Add(new PostSignal(post.Post.Id, Key, model.Policy, Kind, strength, 1 - cue,
                $"The text model {model.Version} gives {Percent(probability)} that this is the policy's.{named}",
                [.. reasons.Where(reason => reason.Ngram.Length > 0).Select(reason => Highlight.Of(post.Text.Original(reason.Start, reason.Ngram.Length), ""))]));
        }
    }

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        foreach (var model in account.Context.TextModels)
        {
            var use = Standing(model, account.Features);
            if (use is not null && (use.Version == model.Version || use.Lasts(account.Features)) && Judge(account, model, use) is { } found) yield return found;
            if (use?.Version == model.Version && use.Former is { } former && former.Version == model.Former && former.Lasts(account.Features) && Judge(account, model, former) is { } before) yield return before;
        }
    }

    // What a model found that was taken back is gone, and what its predecessor had found is there again.
    private static ModelUse? Standing(TextModel model, AccountFeatures features)
    {
        var use = features.Models.GetValueOrDefault(model.Policy);
        while (use is not null && use.Version != model.Version && use.Version != model.Former) use = use.Former;
        return use;
    }

    // Notes at the first post that a model reads where the one before it ended. What was posted while another was in force it has not read.
    private static void Continue(ModelUse use, TextModel model, AccountFeatures features)
    {
        features.Models[model.Policy] = use;
        if (use.Version != model.Version) (use.End, use.Former) = (use.End ?? features.Posts - 1, null);
        else if (use.End is { } end) (use.Before, use.End) = (use.Before + features.Posts - 1 - end, null);
        if (use.Former?.Lasts(features) == false) use.Former = null;
    }

    private Signal? Judge(Assessment account, TextModel model, ModelUse use)
    {
        var voices = use.Voices.Where(voice => !account.SpokenByApp(voice.Client)).ToArray();
        var posts = use.Read(account.Features);
        if (voices.Length == 0 || posts <= 0 || use.Own <= 0) return null;
        var strength = Strength(voices.Sum(voice => voice.Weight), VolumeScale, Math.Min(1, use.Own / posts));
        var named = use.Words.Count == 0 ? "" : $"; what counts most: {Named(use.Words)}";
        return Found(model.Policy, strength, 0.9,
            $"The text model {use.Version}{(model.FromDecisions ? ", learned from decisions," : "")} takes {use.Posts} of the last {posts} posts for the policy's, at best with {Percent(use.Highest)}{named}; {voices.Length} different texts.",
            use.PostIds);
    }

    /// <summary>0 at the threshold, 1 at certainty: monotone in the probability.</summary>
    private static double Strength(double probability, double threshold) => Math.Clamp((probability - threshold) / (1 - threshold), 0.05, 1);

    // The cues that shield a bank's terms shield the words that the model goes by.
    private static double Cue(ObservedPost post, string policy, TextReason[] reasons)
    {
        var hits = reasons.Where(reason => reason.Ngram.Length > 0).Select(reason => new TermHit(0, reason.Start, reason.Ngram.Length)).ToList();
        var near = hits.Count == 0 ? [] : ContextCues.Find(post.Post.Text, post.Text, hits, hits.Count).Where(cue => cue.Covers(hits));
        var cue = ContextCues.Strength(near);
        return post.Hits.Find(known => known.Policy == policy) is { } terms ? Math.Max(cue, terms.Cue) : cue;
    }

    private static string Named(IEnumerable<string> words) => string.Join(", ", words.Select(Quoted.Of));

    private static string Cut(string word) => word.Length <= LongestWord ? word : word[..LongestWord] + "…";

    private static string Percent(double probability) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(probability * 100):0} %");
}
