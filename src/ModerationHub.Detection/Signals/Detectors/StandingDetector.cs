namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>What the team or the platform declared about the account: press, research, counter-speech, verified, protected.</summary>
public sealed class StandingDetector : Detector
{
    private static readonly (AccountStanding Standing, double Strength, string Words)[] Known =
    [
        (AccountStanding.Press, 1, "press"),
        (AccountStanding.Researcher, 1, "a researcher"),
        (AccountStanding.CounterSpeech, 1, "counter-speech"),
        (AccountStanding.Verified, 0.3, "verified"),
        (AccountStanding.Protected, 0.1, "protected"),
    ];

    /// <inheritdoc />
    public override string Key => "standing";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Exculpatory;

    /// <inheritdoc />
    public override double Weight => 2.5;

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        var declared = Known.Where(known => account.Profile.Standing.HasFlag(known.Standing)).ToArray();
        if (declared.Length > 0)
            yield return Found(Signal.AnyPolicy, declared.Max(known => known.Strength), 0.9, $"The account is declared as {string.Join(", ", declared.Select(known => known.Words))}.");
    }
}
