using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>A banked link in a post.</summary>
/// <param name="Entry">The bank's entry.</param>
/// <param name="Url">The link as posted.</param>
/// <param name="Cue">Strength of the context cues in the post, 0–1.</param>
/// <param name="OwnShare">How far the post counts as the account's own voice, 0–1.</param>
public sealed record LinkHit(LinkEntry Entry, string Url, double Cue, double OwnShare);
