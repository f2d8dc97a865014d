namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>Accounts with an outreach pattern wrote to this one: whoever is cultivated is a possible victim. Slight, because anybody can write to anybody.</summary>
public sealed class SoughtOutDetector : Detector
{
    /// <inheritdoc />
    public override string Key => "sought_out";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Exculpatory;

    /// <inheritdoc />
    public override double Weight => 0.5;

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        var by = account.Context.Outreach.SoughtBy(account.Profile.Id);
        if (by > 0)
            yield return Found(Signal.AnyPolicy, by / 2.0, 0.7,
                $"{(by == 1 ? "An account" : $"{by} accounts")} with a pattern of inviting strangers to private channels wrote to this one; its owner may be a victim.");
    }
}
