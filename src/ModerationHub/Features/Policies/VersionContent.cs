using System.Text.Json;
using System.Text.Json.Nodes;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Domain;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Scoring;

namespace ModerationHub.Features.Policies;

/// <summary>What of a version its editors change besides its terms.</summary>
public sealed record VersionContent
{
    public required string Text { get; init; }
    public IReadOnlyList<string> Examples { get; init; } = [];
    public IReadOnlyList<string> EdgeCases { get; init; } = [];
    /// <summary>The policy's once the version is live; null leaves it.</summary>
    public Severity? Severity { get; init; }

    public required double Threshold { get; init; }
    public required int TargetMinutes { get; init; }
    public required int EnoughExhibits { get; init; }
    /// <summary>That a decision under it counts, and for how many days.</summary>
    public int Strikes { get; init; } = 1;
    public int StrikeDays { get; init; } = 90;

    public IReadOnlyList<string> AllowedActions { get; init; } = [];

    /// <summary>Whether conduct offends by itself (spam, manipulation).</summary>
    public bool ConductAlone { get; init; }

    /// <summary>The rules that its team wrote.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; init; } = [];

    /// <summary>Log-odds of each detector at full strength, by key.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    public static VersionContent Of(PolicyVersion version) => new()
    {
        Text = version.Text, Severity = version.Severity, Examples = version.Examples, EdgeCases = version.EdgeCases, Threshold = version.Threshold, TargetMinutes = version.TargetMinutes,
        EnoughExhibits = version.EnoughExhibits, Strikes = version.Strikes, StrikeDays = version.StrikeDays, AllowedActions = PolicyActions.Of(version.AllowedActions),
        ConductAlone = version.RiskParameters is { } json && (JsonNode.Parse(json)?[LivePolicies.ConductAlone]?.GetValue<bool>() ?? false),
        Weights = ParametersOf(version).Weights, Rules = RulesOf(version),
    };

    /// <summary>Writes the content into a draft, once every number is in its range.</summary>
    public void WriteTo(PolicyVersion draft)
    {
        Check(draft);
        draft.Severity = Severity ?? draft.Severity;
        (draft.Strikes, draft.StrikeDays) = (Strikes, StrikeDays);
        (draft.Text, draft.Threshold, draft.TargetMinutes, draft.EnoughExhibits) = (Stored(Text), Threshold, TargetMinutes, EnoughExhibits);
        (draft.Examples, draft.EdgeCases, draft.AllowedActions) = (Lines(Examples), Lines(EdgeCases), [.. AllowedActions.Distinct(StringComparer.Ordinal)]);
        var json = JsonNode.Parse(Parameters(draft).ToJson())!.AsObject();
        json[LivePolicies.ConductAlone] = ConductAlone;
        draft.RiskParameters = json.ToJsonString();
        draft.Rules = Rules.Count > 0 ? RuleJson.Write(Rules) : null;
    }

    void Check(PolicyVersion draft)
    {
        if (Words.AreMissing(Text) || Text.Length > 10_000)
            throw new RuleBrokenException(PolicyRules.TextRequired);
        if (Severity is { } severity && !Enum.IsDefined(severity))
            throw new RuleBrokenException(PolicyRules.SeverityUnknown);
        if (TooMuch(Examples))
            throw new RuleBrokenException(PolicyRules.Examples);
        if (TooMuch(EdgeCases))
            throw new RuleBrokenException(PolicyRules.EdgeCases);
        if (!(Threshold is > 0 and < 1))
            throw new RuleBrokenException(PolicyRules.Threshold);
        if (TargetMinutes is < 1 or > 30 * 24 * 60)
            throw new RuleBrokenException(PolicyRules.Target);
        if (EnoughExhibits is < 1 or > 50)
            throw new RuleBrokenException(PolicyRules.Exhibits);
        if (Strikes is < 0 or > 10)
            throw new RuleBrokenException(PolicyRules.Strikes);
        if (StrikeDays is < 1 or > 3_650)
            throw new RuleBrokenException(PolicyRules.StrikeDays);
        if (AllowedActions.Count == 0 || AllowedActions.Any(a => !PolicyActions.Known.Contains(a)))
            throw new RuleBrokenException(PolicyRules.NoAction);
        if (Weights.Values.Any(w => !(w is >= 0 and <= 20)))
            throw new RuleBrokenException(PolicyRules.Weight);
        if (Weights.Keys.Any(k => DetectorSet.Default.All.All(d => d.Key != k)))
            throw new RuleBrokenException(PolicyRules.WeightUnknown);
        if (RuleChecker.Check(Rules, ConductAlone) is [var fault, ..])
            throw new RuleBrokenException(new Rule(fault.Code, fault.Sentence));
        try
        {
            Parameters(draft).Check();
        }
        catch (ArgumentException)
        {
            // What is left of the model's promises once single numbers are in range.
            throw new RuleBrokenException(PolicyRules.SupportAlone);
        }
    }

    RiskParameters Parameters(PolicyVersion draft) => ParametersOf(draft) with
    {
        Threshold = Threshold, Weights = new SortedDictionary<string, double>(Weights.ToDictionary(), StringComparer.Ordinal),
    };

    static RiskParameters ParametersOf(PolicyVersion version)
    {
        try
        {
            return version.RiskParameters is { } json ? RiskParameters.FromJson(json) : new RiskParameters();
        }
        catch (JsonException)
        {
            return new RiskParameters();
        }
    }

    static IReadOnlyList<PolicyRule> RulesOf(PolicyVersion version)
    {
        try
        {
            return RuleJson.Read(version.Rules);
        }
        catch (RuleFormatException)
        {
            // Scoring leaves them out and tells the administrators.
            return [];
        }
    }

    // PostgreSQL stores no NUL.
    static string Stored(string text) => text.Replace("\0", "", StringComparison.Ordinal).Trim();

    static bool TooMuch(IEnumerable<string> lines) => Lines(lines) is var kept && (kept.Length > 50 || kept.Any(line => line.Length > 1_000));

    static string[] Lines(IEnumerable<string> lines) => [.. lines.Select(Stored).Where(l => l.Length > 0)];
}
