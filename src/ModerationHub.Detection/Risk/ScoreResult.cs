using ModerationHub.Detection.Signals;

namespace ModerationHub.Detection.Risk;

/// <summary>What scoring an account's new posts gave.</summary>
/// <param name="PostSignals">To store with the posts; empty for most.</param>
/// <param name="Signals">All signals of the account as it now stands; replace the earlier ones.</param>
/// <param name="Risks">One for each policy, in the context's order.</param>
/// <param name="Features">To store with the account.</param>
public sealed record ScoreResult(
    IReadOnlyList<PostSignal> PostSignals, IReadOnlyList<Signal> Signals, IReadOnlyList<RiskExplanation> Risks, AccountFeatures Features)
{
    /// <summary>The risk that matters most: the highest among those that cross, else the highest. Null without policies.</summary>
    public RiskExplanation? Highest => Risks.OrderByDescending(risk => risk.Crosses).ThenByDescending(risk => risk.Risk).FirstOrDefault();
}
