namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// A person cleared the account. That outranks the machine on the evidence that was seen; as much again of new evidence, or
/// evidence under a graver policy, and the account counts anew.
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
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        if (account.Profile.Cleared is not { } cleared) yield break;
        var fresh = cleared.Fresh + Math.Max(0, account.Features.EvidenceCount - cleared.CountedFrom);
        var share = cleared.Seen + fresh == 0 ? 1 : cleared.Seen / (double)(cleared.Seen + fresh);
        foreach (var policy in account.Context.Policies)
            if (policy.Severity <= cleared.Severity)
                yield return Found(policy.Key, share * share * share, 1,
                    fresh == 0 ? "A reviewer looked at all of this and cleared the account." : $"A reviewer cleared the account after {cleared.Seen} such posts; {fresh} came since.");
    }
}
