using ModerationHub.Detection.Signals;

namespace ModerationHub.Detection.Risk;

/// <summary>How urgent a risk is, for people.</summary>
public enum RiskBand
{
    /// <summary>Nothing to look at.</summary>
    Low,

    /// <summary>Below the threshold, yet no longer ordinary.</summary>
    Elevated,

    /// <summary>A candidate.</summary>
    High,

    /// <summary>A candidate beyond much doubt.</summary>
    Severe,
}

/// <summary>What one detector contributed.</summary>
/// <param name="Detector">The detector's key.</param>
/// <param name="Kind">Sort of evidence.</param>
/// <param name="LogOdds">What it adds; negative where it speaks against. After all limits: the shares sum to <see cref="RiskExplanation.LogOdds"/> less the prior.</param>
/// <param name="Evidence">The sentence.</param>
/// <param name="PostIds">The posts.</param>
public sealed record RiskShare(string Detector, EvidenceKind Kind, double LogOdds, string Evidence, IReadOnlyList<string> PostIds)
{
    /// <summary>Strength times confidence of the finding, 0–1: what was found before any weight, for learning from.</summary>
    public double Strength { get; init; }
}

/// <summary>An account's risk under one policy, and why.</summary>
/// <param name="Policy">The policy's key.</param>
/// <param name="Risk">0–1.</param>
/// <param name="LogOdds">The same as log-odds.</param>
/// <param name="Prior">Log-odds before any evidence.</param>
/// <param name="Threshold">The version's threshold.</param>
/// <param name="Band">In words.</param>
/// <param name="ThreatToLife">Whether a signal says that a life is threatened.</param>
/// <param name="Shares">Largest first, what speaks against included.</param>
public sealed record RiskExplanation(
    string Policy, double Risk, double LogOdds, double Prior, double Threshold, RiskBand Band, bool ThreatToLife, IReadOnlyList<RiskShare> Shares)
{
    /// <summary>Whether the account is a candidate.</summary>
    public bool Crosses => Risk >= Threshold;
}
