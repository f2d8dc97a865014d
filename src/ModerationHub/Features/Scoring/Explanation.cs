using System.Text.Json;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Signals;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Scoring;

/// <summary>A risk in the words and shares that reviewers see.</summary>
public static class Explanation
{
    /// <summary>Null while the risk is too low for anybody to ask why.</summary>
    public static string? ForAccount(RiskExplanation risk) => risk.Band == RiskBand.Low ? null : ForCase(risk);

    /// <summary>The risks beside the main one that somebody may ask about; null when there are none.</summary>
    public static string? ForOthers(ScoredAccount account, IReadOnlyDictionary<string, LivePolicy> policies)
    {
        if (account.Result.Risks.All(static r => r.Band == RiskBand.Low))
            return null;
        var others = account.Result.Risks.Where(r => r.Band != RiskBand.Low && r.Policy != account.Main?.Policy).OrderByDescending(r => r.Risk)
            .Select(r => (Risk: r, Policy: policies[r.Policy]))
            .Select(r => new OtherRisk(r.Policy.Key, r.Policy.Version, Math.Round(r.Risk.Risk, 4), r.Policy.Learned?.Version, r.Policy.TextModel, [.. Parts(r.Risk)])).ToList();
        return others.Count == 0 ? null : JsonSerializer.Serialize(others, Operation.Json);
    }

    public static string ForCase(RiskExplanation risk) => JsonSerializer.Serialize(Parts(risk), Operation.Json);

    public static IEnumerable<ExplanationPart> Parts(RiskExplanation risk)
    {
        // Shares of what speaks for the risk; what speaks against is measured by the same rod.
        var whole = risk.Shares.Where(s => s.LogOdds > 0).Sum(s => s.LogOdds);
        return risk.Shares.Where(s => s.LogOdds != 0).Select(s => new ExplanationPart(s.Detector, Kind(s.Kind),
            whole > 0 ? Math.Round(Math.Clamp(s.LogOdds / whole, -1, 1), 3) : 0, s.Evidence, [.. s.PostIds], Math.Round(s.Strength, 4)));
    }

    /// <summary>How many independent kinds of evidence there are, for the case's priority.</summary>
    public static int Sources(RiskExplanation risk) => risk.Shares.Count(s => s.LogOdds > 0);

    static string Kind(EvidenceKind kind) => kind switch
    {
        EvidenceKind.Content => "content",
        EvidenceKind.Conduct => "conduct",
        EvidenceKind.Report => "report",
        _ => "context",
    };
}
