namespace ModerationHub.Detection.Signals;

/// <summary>A person looked at the account's evidence and cleared it.</summary>
/// <param name="Severity">Policies of this severity and below are covered.</param>
/// <param name="Seen">Offending posts, and pieces of evidence that lie on the account itself, that the person had before them.</param>
/// <param name="Fresh">The same since then, as counted before the posts now being scored.</param>
/// <param name="CountedFrom">The features' <see cref="AccountFeatures.EvidenceCount"/> at that moment.</param>
public sealed record SeenEvidence(int Severity, long Seen, long Fresh, long CountedFrom);
