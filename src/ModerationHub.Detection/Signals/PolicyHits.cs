using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>What one post says in one policy's terms.</summary>
/// <param name="Policy">Key of the policy.</param>
/// <param name="Hits">The hits, at least one.</param>
/// <param name="Weight">Noisy-or of the different terms' weights, 0–1.</param>
/// <param name="Cue">Strength of the context cues around them, 0–1.</param>
/// <param name="Threat">Whether a term threatens life.</param>
/// <param name="OwnShare">How far the post counts as the account's own voice, 0–1.</param>
/// <param name="Cues">The cues, for the evidence.</param>
public sealed record PolicyHits(
    string Policy, IReadOnlyList<TermHit> Hits, double Weight, double Cue, bool Threat, double OwnShare, IReadOnlyList<ContextCue> Cues);
