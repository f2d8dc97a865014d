namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>A good part of the accounts that it follows is suspended. Whom somebody follows is never evidence by itself: it only supports, and little.</summary>
public sealed class SuspendedCircleDetector : Detector
{
    private const int Fewest = 5;
    private const double LeastPart = 0.15;
    private const double FullPart = 0.5;

    /// <inheritdoc />
    public override string Key => "suspended_circle";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Circumstance;

    /// <inheritdoc />
    public override double Weight => 0.4;

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        var circle = account.Profile.Circle;
        if (circle.Suspended < Fewest || circle.Suspended < LeastPart * circle.Looked) yield break;
        yield return Found(Signal.AnyPolicy, circle.Suspended / (FullPart * circle.Looked), 0.7,
            $"{circle.Suspended} of {circle.Looked} accounts looked at that it follows are suspended.");
    }
}
