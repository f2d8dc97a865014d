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
