namespace ModerationHub.Detection.Signals.Detectors;

/// <summary>The account was under two weeks old when it last posted.</summary>
public sealed class YoungAccountDetector : Detector
{
    private const double GrownDays = 14;

    /// <inheritdoc />
    public override string Key => "young_account";

    /// <inheritdoc />
    public override EvidenceKind Kind => EvidenceKind.Circumstance;

    /// <inheritdoc />
    public override double Weight => 0.6;

    /// <inheritdoc />
    public override IEnumerable<Signal> Assess(Assessment account)
    {
        if (account.Profile.CreatedAt is not { } created) yield break;
        var at = account.Features.Posts > 0 ? DateTimeOffset.FromUnixTimeSeconds(account.Features.LastAt) : account.Now;
        var days = Math.Max(0, (at - created).TotalDays);
        if (days < GrownDays) yield return Found(Signal.AnyPolicy, 1 - (days / GrownDays), 0.8, $"The account was {Age(days)} old when it last posted.");
    }

    private static string Age(double days) => days < 1 ? "less than a day" : days < 2 ? "one day" : $"{Math.Floor(days):0} days";
}
