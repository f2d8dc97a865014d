using System.Text.Json;
using ModerationHub.Detection.Signals;

namespace ModerationHub.Detection.Risk;

/// <summary>
/// What decisions taught about a policy's weights, relative to those that its version sets: so it carries over to a version that
/// sets others, and a version and this together give the very numbers that scored.
/// </summary>
/// <param name="PriorShift">Added to the prior, log-odds of 0 or less.</param>
/// <param name="Factors">By detector's key, 0 or more; 1 where a detector is not named.</param>
public sealed record LearnedWeights(double PriorShift, IReadOnlyDictionary<string, double> Factors)
{
    /// <summary>Nothing learned.</summary>
    public static LearnedWeights None { get; } = new(0, new Dictionary<string, double>());

    /// <summary>The numbers to score with: the limits of the version stay, and a weight that it does not name stays unnamed.</summary>
    /// <param name="set">The policy version's numbers.</param>
    public RiskParameters ApplyTo(RiskParameters set) => set with
    {
        Prior = set.Prior + Math.Min(0, PriorShift),
        Weights = new SortedDictionary<string, double>(set.Weights.ToDictionary(w => w.Key, w => Math.Min(RiskParameters.Heaviest, w.Value * Factor(w.Key))), StringComparer.Ordinal),
    };

    /// <summary>A detector's factor.</summary>
    public double Factor(string detector) => Math.Max(0, Factors.GetValueOrDefault(detector, 1));

    /// <summary>Reads what was stored.</summary>
    /// <exception cref="JsonException">The text is not such JSON.</exception>
    public static LearnedWeights FromJson(string json)
    {
        // One that names no factors has none: the parameter may be left out.
        if (DetectionJson.Read(json, DetectionJson.Default.LearnedWeights) is not { Factors: not null } read) return None;
        return double.IsFinite(read.PriorShift) && read.Factors.Values.All(double.IsFinite) ? read : throw new JsonException("A learned number is infinite.");
    }

    /// <summary>JSON to store.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DetectionJson.Default.LearnedWeights);
}
