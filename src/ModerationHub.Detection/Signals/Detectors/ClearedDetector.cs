namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// A person cleared the account. That outranks the machine on the evidence that was seen; as much again of new evidence, or
/// evidence under a graver policy, and the account counts anew. What its profile shows or it does, and nobody had seen, is as much again
/// as all that was seen.
/// </summary>
public sealed class ClearedDetector : Detector
{
    /// <inheritdoc />
    public override string Key => "cleared";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Exculpatory;

    /// <inheritdoc />
    public override double Weight => 12;

    /// <inheritdoc />
    public override IEnumerable<Signal> Review(Assessment account, IReadOnlyList<Signal> signals)
    {
        if (account.Profile.Cleared is not { } cleared) yield break;
        var features = account.Features;
        var posts = cleared.Fresh + Math.Max(0, features.EvidenceCount - cleared.CountedFrom);
        foreach (var policy in account.Context.Policies)
        {
            if (policy.Severity > cleared.Severity) continue;
            var beside = Math.Min(1, signals.Where(signal => signal.Policy == policy.Key && features.IsNew(signal, cleared.Seen)).Sum(AccountMark.StrengthOf));
            var fresh = posts + (beside * Math.Max(1, cleared.Seen));
            var share = fresh == 0 ? 1 : cleared.Seen / (cleared.Seen + fresh);
            yield return Found(policy.Key, share * share * share, 1,
                beside > 0 ? "A reviewer cleared the account before it showed or did what it shows or does now."
                : fresh == 0 ? "A reviewer looked at all of this and cleared the account."
                : $"A reviewer cleared the account after {cleared.Seen} such posts; {posts} came since.");
        }
    }
}
