using System.Text.Json;
using ModerationHub.Data;
using ModerationHub.Detection.Risk;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Learning;
using ModerationHub.Features.Cases;
using ModerationHub.Infrastructure.Operations;

namespace ModerationHub.Features.Learning.Risk;

/// <summary>What was on the table when somebody decided, kept with the decision: the case's own explanation changes when the account comes back.</summary>
public static class DecidedFindings
{
    /// <param name="case">The case as it is decided.</param>
    /// <param name="policy">Of the decision; under another one than the case's the findings say nothing.</param>
    public static string? Of(Case @case, string policy)
    {
        if (@case.Lane == CaseLane.Sealed || policy != @case.PolicyKey)
            return null;
        var found = JsonSerializer.Deserialize<ExplanationPart[]>(@case.Explanation, Operation.Json)!
            .Where(part => part is { Strength: > 0 } && part.Share != 0).Select(part => new DecidedFinding(part.Detector, Kind(part), part.Strength!.Value)).ToList();
        return found.Count > 0 ? JsonSerializer.Serialize(found, Operation.Json) : null;
    }

    public static IReadOnlyList<RiskFinding> Read(string findings) => [.. JsonSerializer.Deserialize<DecidedFinding[]>(findings, Operation.Json)!
        .DistinctBy(f => (f.Detector, f.Kind)).Select(f => new RiskFinding(f.Detector, SnakeCase.Parse<Detection.Signals.EvidenceKind>(f.Kind), f.Strength))];

    // The page calls both context; which it was shows in the sign.
    static string Kind(ExplanationPart part) => part.Kind != "context" ? part.Kind
        : SnakeCase.Of(part.Share < 0 ? Detection.Signals.EvidenceKind.Exculpatory : Detection.Signals.EvidenceKind.Circumstance);
}
