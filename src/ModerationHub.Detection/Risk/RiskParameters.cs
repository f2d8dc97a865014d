using System.Text.Json;
using ModerationHub.Detection.Signals;

namespace ModerationHub.Detection.Risk;

/// <summary>
/// The numbers of one policy version. All weights are written out, so that a detector added later does not change the scores
/// of an older version: what a version does not name does not count.
/// </summary>
public sealed record RiskParameters
{
    /// <summary>No weight is over this.</summary>
    public const double Heaviest = 20;

    /// <summary>Log-odds of an account of which nothing is known; -4 is a risk of 0.018.</summary>
    public double Prior { get; init; } = -4;

    /// <summary>Risk from which on an account is a candidate, over 0 and under 1.</summary>
    public double Threshold { get; init; } = 0.7;

    /// <summary>Risk from which on the band is elevated.</summary>
    public double Elevated { get; init; } = 0.35;

    /// <summary>Risk from which on the band is severe.</summary>
    public double Severe { get; init; } = 0.9;

    /// <summary>Most that circumstances and reports may add where there is no evidence of content or conduct; log-odds.</summary>
    public double SupportFloor { get; init; } = 0.8;

    /// <summary>How much more they may add for each unit of content and conduct.</summary>
    public double SupportRatio { get; init; } = 0.4;

    /// <summary>Most that circumstances and reports may add at all.</summary>
    public double SupportCeiling { get; init; } = 2;

    /// <summary>
    /// Log-odds of each detector at full strength and confidence, by key. 0 or more; the kind gives the sign. What threatens life
    /// counts for as much as the threshold asks, however little this says.
    /// </summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = Pin(DetectorSet.Default);

    /// <summary>The weights that the detectors themselves propose.</summary>
    public static IReadOnlyDictionary<string, double> Pin(DetectorSet detectors) =>
        new SortedDictionary<string, double>(detectors.All.ToDictionary(detector => detector.Key, detector => detector.Weight), StringComparer.Ordinal);

    /// <summary>Checks that the numbers keep the model's promises.</summary>
    /// <exception cref="ArgumentException">A number lies outside its range, or circumstances and reports alone could cross the threshold.</exception>
    public void Check()
    {
        if (!(double.IsFinite(Prior) && double.IsFinite(SupportRatio) && double.IsFinite(SupportCeiling))) throw new ArgumentException("A number is infinite.");
        if (Threshold is not (> 0 and < 1)) throw new ArgumentException("A threshold lies between 0 and 1.");
        if (Weights.Values.Any(weight => !(weight is >= 0 and <= Heaviest))) throw new ArgumentException("A weight lies between 0 and 20.");
        if (SupportFloor < 0 || SupportRatio < 0 || SupportCeiling < SupportFloor) throw new ArgumentException("The limits of supporting evidence are not in order.");
        if (Logit.Probability(Prior + SupportFloor) >= Threshold) throw new ArgumentException("Circumstances and reports alone could cross the threshold.");
    }

    /// <summary>Reads parameters stored with a policy version.</summary>
    /// <exception cref="JsonException">The text is not such JSON or names no weights.</exception>
    public static RiskParameters FromJson(string json) =>
        DetectionJson.Read(json, DetectionJson.Default.RiskParameters) is not { } read ? new()
        // What is left out is read as null, whatever it is set to above.
        : read.Weights is null ? throw new JsonException("The weights are missing.") : read;

    /// <summary>JSON to store with a policy version.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DetectionJson.Default.RiskParameters);
}
