using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>A model of texts that is in force for one policy. Immutable and safe for any number of threads.</summary>
/// <param name="policy">Key of the policy.</param>
/// <param name="version">Names the model in explanations: the same version gives the same probability for the same text.</param>
/// <param name="threshold">Probability from which on a text counts as the policy's, 0–1.</param>
public abstract class TextModel(string policy, string version, double threshold)
{
    /// <summary>Key of the policy.</summary>
    public string Policy { get; } = policy;

    /// <summary>Names the model in explanations.</summary>
    public string Version { get; } = version;

    /// <summary>Probability from which on a text counts; never below one half, however rare the training data made it.</summary>
    public double Threshold { get; } = Math.Clamp(threshold, 0.5, 0.9999);

    /// <summary>
    /// Version of the model whose place it took; what that one found counts until this one has read as many of an account's posts. Null if there is none,
    /// and never one that was taken back.
    /// </summary>
    public virtual string? Former => null;

    /// <summary>Whether decisions taught it; what an operator brings was taught elsewhere.</summary>
    public virtual bool FromDecisions => false;

    /// <summary>Calibrated probability that a text is the policy's, 0–1.</summary>
    public abstract double Probability(ObservedPost post);

    /// <summary>The words that speak for it, the weightiest first; asked only of texts that reach the threshold.</summary>
    public abstract IReadOnlyList<TextReason> Reasons(ObservedPost post, int most);
}

/// <summary>A learned classifier in force.</summary>
/// <param name="policy">Key of the policy.</param>
/// <param name="version">Names the model in explanations.</param>
/// <param name="classifier">The classifier.</param>
/// <param name="former">Version of the model whose place it took.</param>
public sealed class LearnedTextModel(string policy, string version, TextClassifier classifier, string? former = null) : TextModel(policy, version, classifier.EvidentFrom)
{
    /// <inheritdoc />
    public override string? Former => former;

    /// <inheritdoc />
    public override bool FromDecisions => true;

    /// <inheritdoc />
    public override double Probability(ObservedPost post) => classifier.Probability(post.Buckets, post.Post.Language);

    /// <inheritdoc />
    public override IReadOnlyList<TextReason> Reasons(ObservedPost post, int most) =>
        [.. classifier.Explain(post.Post.Text, post.Text, most * 3).Where(reason => reason.Weight > 0).Take(most)];
}

/// <summary>
/// A quick model on the way of every post and a heavy one for the few texts that the quick one does not find plainly harmless. What
/// the heavy one says, counts.
/// </summary>
/// <param name="first">The quick model.</param>
/// <param name="second">The heavy model, of the same policy; not asked about what the first gives less than <see cref="From"/>.</param>
public sealed class StagedTextModel(TextModel first, TextModel second) : TextModel(second.Policy, Staged(second.Version, first.Version), second.Threshold)
{
    /// <summary>Probability of the first model from which on the second is asked: far below any threshold.</summary>
    public const double From = 0.1;

    /// <summary>The quick model.</summary>
    public TextModel First => first;

    /// <inheritdoc />
    public override string? Former => first.Former is { } former ? Staged(second.Version, former) : null;

    /// <inheritdoc />
    public override double Probability(ObservedPost post) => first.Probability(post) is var probability && probability < From ? probability : second.Probability(post);

    /// <inheritdoc />
    public override IReadOnlyList<TextReason> Reasons(ObservedPost post, int most) => second.Reasons(post, most);

    private static string Staged(string second, string first) => $"{second} after {first}";
}
