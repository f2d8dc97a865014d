namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>
/// Reports, weighed by who reports. Users count by their reliability squared and saturate; a mass list or a brigade adds next
/// to nothing; a trusted flagger and a partner add more; an authority adds nothing (its report opens an order).
/// </summary>
public sealed class ReportDetector : Detector
{
    /// <inheritdoc />
    public override string Key => "reports";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Report;

    /// <inheritdoc />
    public override double Weight => 2.5;

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        var reports = account.Reports;
        var silence = (1 - (0.4 * Saturate(reports.UserTrust / 0.5)))
            * (1 - (0.6 * Saturate(reports.TrustedFlaggers)))
            * (1 - (0.45 * Saturate(reports.Partners)))
            * (1 - (0.03 * Saturate(reports.Listed / 10.0)));
        if (silence >= 1) yield break;
        yield return Found(Signal.AnyPolicy, 1 - silence, 0.8, $"Reported by {Words(reports)}.");
    }

    private static double Saturate(double amount) => 1 - Math.Exp(-amount);

    private static string Words(ReportTally reports) => string.Join(", ", new[]
    {
        (reports.TrustedFlaggers, "trusted flagger", "trusted flaggers"), (reports.Partners, "partner", "partners"),
        (reports.Users, "user", "users"), (reports.Listed, "name on mass lists", "names on mass lists"),
    }.Where(part => part.Item1 > 0).Select(part => Counted.Of(part.Item1, part.Item2, part.Item3)));
}
