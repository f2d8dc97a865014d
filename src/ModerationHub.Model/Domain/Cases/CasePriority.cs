using ModerationHub.Domain.Policies;

namespace ModerationHub.Domain.Cases;

/// <summary>
/// Why a case stands where it stands: confidence + severity + reach, kept as a rank that ageing does not rewrite.
/// Two cases age alike, so score + rate · (now − opened) orders like score − rate · opened, which never changes.
/// </summary>
public sealed record CasePriority(double Confidence, double Severity, double Reach, string[] Reasons)
{
    /// <summary>Points that a case gains by waiting an hour: a case of the least score overtakes a fresh one of the highest within a day.</summary>
    public const double PointsPerHour = 0.5;

    public double Score => Confidence + Severity + Reach;

    public double RankAt(DateTimeOffset opened) =>
        Score - PointsPerHour * (opened - DateTimeOffset.UnixEpoch).TotalHours;

    /// <summary>Parts of the way from a policy's threshold to certainty, from which on a risk is well or far over it.</summary>
    public const double WellOver = 0.33;
    public const double FarOver = 0.66;

    /// <summary>How much of the way from the threshold to certainty a risk has gone, 0–1: comparable between policies.</summary>
    public static double Over(double risk, double threshold) => threshold >= 1 ? 0 : Math.Clamp((risk - threshold) / (1 - threshold), 0, 1);

    public static CasePriority Of(double risk, double threshold, Severity severity, long followers, int sources)
    {
        var over = Over(risk, threshold);
        var confidence = Math.Min(3, 1 + (sources > 1 ? 0.5 : 0) + 1.5 * over);
        var reach = Math.Clamp(Math.Log10(Math.Max(1, followers)) / 3, 0, 2);
        return new CasePriority(Math.Round(confidence, 2), (double)severity, Math.Round(reach, 2),
        [
            $"Risk is {(risk < threshold ? "below" : over > FarOver ? "far over" : over > WellOver ? "well over" : "just over")} the policy's threshold, from {sources} kind{(sources == 1 ? "" : "s")} of evidence.",
            severity == Policies.Severity.ThreatToLife ? "A life may be in danger." : $"The policy's severity is {severity.ToString().ToLowerInvariant()}.",
            $"The account reaches {followers} follower{(followers == 1 ? "" : "s")}.",
        ]);
    }
}

/// <summary>
/// Bands come before ranks: what crosses its deadline moves up one, sealed cases stand before all ordinary ones, a threat to
/// life stands above all.
/// </summary>
public static class CaseBand
{
    public const short Ordinary = 0;
    public const short Overdue = 1;
    public const short LongOverdue = 2;
    public const short Sealed = 7;
    public const short SealedOverdue = 8;
    public const short ThreatToLife = 9;

    /// <summary>Bands of cases that have crossed a deadline.</summary>
    public static IReadOnlyList<short> Late { get; } = [Overdue, LongOverdue, SealedOverdue];

    /// <summary>The next band of a case whose deadline has passed, and the deadline after which it moves again; null when it stays.</summary>
    public static (short Band, DateTimeOffset? Deadline) After(short band, DateTimeOffset now, TimeSpan target) => band switch
    {
        Ordinary => (Overdue, now + target),
        Overdue => (LongOverdue, null),
        Sealed => (SealedOverdue, null),
        _ => (band, null),
    };
}
