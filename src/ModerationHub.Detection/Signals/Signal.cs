using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>One detector's finding about an account.</summary>
/// <param name="Detector">The detector's key.</param>
/// <param name="Policy">Key of the policy it concerns, or <see cref="AnyPolicy"/>.</param>
/// <param name="Kind">Sort of evidence.</param>
/// <param name="Strength">How much there is of it, 0–1.</param>
/// <param name="Confidence">How sure the detector is, 0–1.</param>
/// <param name="Evidence">One sentence for the reviewer. Holds bank terms and client names, so it is text to be escaped and not to be logged.</param>
/// <param name="PostIds">Some of the posts that show it, newest last; may be empty.</param>
public sealed record Signal(
    string Detector, string Policy, EvidenceKind Kind, double Strength, double Confidence, string Evidence, IReadOnlyList<string> PostIds)
{
    /// <summary>Policy of signals that bear on every policy.</summary>
    public const string AnyPolicy = "*";

    /// <summary>An imminent threat to life: it crosses the threshold by itself, and nothing exculpatory lowers it.</summary>
    public bool ThreatToLife { get; init; }

    /// <summary>Tells evidence that lies on the account and in no single post from other such evidence of the detector, so that what a person saw of it is known; null for the rest.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string? Mark { get; init; }
}

/// <summary>One detector's finding in one post, stored with the post.</summary>
/// <param name="PostId">The post.</param>
/// <param name="Detector">The detector's key.</param>
/// <param name="Policy">Key of the policy it concerns.</param>
/// <param name="Kind">Sort of evidence.</param>
/// <param name="Strength">0–1.</param>
/// <param name="Confidence">0–1.</param>
/// <param name="Evidence">One sentence for the reviewer.</param>
/// <param name="Highlights">Where in the original text; empty when the finding lies in tags or links alone.</param>
public sealed record PostSignal(
    string PostId, string Detector, string Policy, EvidenceKind Kind, double Strength, double Confidence, string Evidence,
    IReadOnlyList<Highlight> Highlights)
{
    /// <summary>Ids of the banks' entries that the post uses (terms, links, images) or of the rules that it meets, each once; not stored with the signal.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyCollection<string> Terms { get; init; } = [];
}

/// <summary>A stretch of a post's original text to mark.</summary>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="Length">Number of units.</param>
/// <param name="TermId">Id of the bank's term; empty for context cues.</param>
public sealed record Highlight(int Start, int Length, string TermId)
{
    internal static Highlight Of(TextSpan span, string term) => new(span.Start, span.Length, term);
}
