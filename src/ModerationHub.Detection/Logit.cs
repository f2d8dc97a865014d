namespace ModerationHub.Detection;

/// <summary>Probabilities as log-odds (natural logarithm), on which evidence adds up, and back.</summary>
public static class Logit
{
    /// <summary>Log-odds of a probability; 0 for one half.</summary>
    /// <param name="probability">Above 0 and below 1; at the ends the answer is infinite.</param>
    public static double Of(double probability) => Math.Log(probability / (1 - probability));

    /// <summary>The probability, 0–1, of any log-odds.</summary>
    public static double Probability(double logOdds) => 1 / (1 + Math.Exp(-logOdds));
}
