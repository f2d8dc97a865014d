namespace ModerationHub.Detection.Text;

/// <summary>From a raw score to a probability: 1 / (1 + e^−(slope·score + offset)) (Platt 1999).</summary>
/// <param name="Slope">Above 0.</param>
/// <param name="Offset">Any finite number.</param>
public readonly record struct TextCalibration(double Slope, double Offset)
{
    /// <summary>The calibrated log-odds of a raw score.</summary>
    public double LogOdds(double score) => (Slope * score) + Offset;
}
