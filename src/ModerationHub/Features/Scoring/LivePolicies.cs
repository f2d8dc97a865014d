using System.Text.Json;
using System.Text.Json.Nodes;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;
using ModerationHub.Detection.Text;
using ModerationHub.Domain.Cases;
using ModerationHub.Domain.Policies;
using ModerationHub.Features.Scoring.Shadows;

namespace ModerationHub.Features.Scoring;

/// <summary>A live policy version as scoring and raising need it.</summary>
public sealed record LivePolicy(string Key, int Version, Severity Severity, TimeSpan Target, ScoringPolicy Scoring)
{
    public double Threshold => Scoring.Parameters.Threshold;

    /// <summary>The version's rules that can be used.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; init; } = [];

    /// <summary>What decisions taught about its weights; null while those that it sets are in force. <see cref="Scoring"/> counts it in.</summary>
    public LearnedRisk? Learned { get; init; }

    /// <summary>Version of its text model; null without one.</summary>
    public string? TextModel { get; init; }

    public LivePolicy With(LearnedRisk? learned) => learned is null ? this : this with
    {
        Learned = learned, Scoring = Scoring with { Parameters = learned.Weights.ApplyTo(Scoring.Parameters) },
    };
}

/// <summary>Everything of one platform that scoring depends on: policies, terms, queues, and the windows that outlive a reload.</summary>
/// <param name="Faults">What in the configuration could not be used, for the administrators: sentences whose translations are found by their format.</param>
public sealed record PlatformContext(
    int PlatformId, string Fingerprint, ScoringContext Scoring, IReadOnlyDictionary<string, LivePolicy> Policies,
    IReadOnlyList<Queue> Queues, IReadOnlyList<FormattableString> Faults)
{
    /// <summary>Versions that are scored beside the live ones, without effect.</summary>
    public IReadOnlyList<ShadowPolicy> Shadows { get; init; } = [];

    /// <summary>Entries of banks and rules that were stopped and count for nothing.</summary>
    public IReadOnlySet<Guid> Stopped => Scoring.Stopped;

    /// <summary>Scoring as it is, but of one policy alone and in a version that need not be live.</summary>
    /// <param name="version">The version.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="rules">Its rules.</param>
    public ScoringContext With(LivePolicy version, TermMatcher terms, RuleSet rules)
    {
        var policy = (Scoring.TextModels.Any(m => m.Policy == version.Key) ? TextModels.Counting(version) : version).With(Policies.GetValueOrDefault(version.Key)?.Learned);
        return new([policy.Scoring], terms, Scoring.Window, Scoring.Creations, Scoring.Detectors, Scoring.Links, Scoring.Outreach, Scoring.TextModels)
        {
            KnownMedia = Scoring.KnownMedia, HashBanks = Scoring.HashBanks, Handles = Scoring.Handles, Clients = Scoring.Clients, Languages = Scoring.Languages, Rules = rules,
            Stopped = Scoring.Stopped,
        };
    }
}

/// <summary>A term with the bank and policy that it serves, as it is stored.</summary>
public sealed record StoredTerm(string PolicyKey, Guid Id, string Bank, TermKind Kind, string Text, double Weight, bool ThreatToLife);

/// <summary>
/// Compiles what the team configured. A broken policy version or term is left out and named; it never stops the others,
/// because a typing error must not turn scoring off.
/// </summary>
public static class LivePolicies
{
    /// <summary>Stored beside the risk parameters: whether conduct offends by itself (spam, manipulation).</summary>
    public const string ConductAlone = "conduct_alone";

    static readonly RuleDetector Rule = new();

    public static LivePolicy? Read(PolicyVersion version, Severity severity, List<FormattableString> faults)
    {
        var parameters = new RiskParameters { Threshold = version.Threshold };
        var conductAlone = false;
        try
        {
            if (version.RiskParameters is { } json)
            {
                var given = RiskParameters.FromJson(json) with { Threshold = version.Threshold };
                given.Check();
                parameters = given;
                conductAlone = JsonNode.Parse(json)?[ConductAlone]?.GetValue<bool>() ?? false;
            }
            parameters.Check();
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            faults.Add($"{version.PolicyKey} v{version.Version}: {e.Message} The release's defaults stand in.");
        }
        var rules = ReadRules(version, conductAlone, faults);
        // A version written out before there were rules does not name their weight; that it holds rules says that they count.
        if (rules.Count > 0 && !parameters.Weights.ContainsKey(Rule.Key))
            parameters = parameters with { Weights = new SortedDictionary<string, double>(parameters.Weights.ToDictionary(), StringComparer.Ordinal) { [Rule.Key] = Rule.Weight } };
        return version.Threshold is > 0 and < 1
            ? new LivePolicy(version.PolicyKey, version.Version, severity, TimeSpan.FromMinutes(version.TargetMinutes),
                new ScoringPolicy(version.PolicyKey, parameters, conductAlone, (int)severity)) { Rules = rules }
            : null;
    }

    /// <summary>Compiles the policies' rules, those left out that were stopped.</summary>
    public static RuleSet CompileRules(IEnumerable<LivePolicy> policies, IReadOnlySet<Guid> stopped) =>
        RuleSet.Compile(policies.SelectMany(p => p.Rules.Where(r => !stopped.Contains(Guid.Parse(r.Id))).Select(r => (p.Key, r))));

    static List<PolicyRule> ReadRules(PolicyVersion version, bool conductAlone, List<FormattableString> faults)
    {
        List<PolicyRule> usable = [];
        try
        {
            foreach (var rule in RuleJson.Read(version.Rules).Take(RuleChecker.MostRules))
                if (RuleChecker.Check(rule, rule.Name, conductAlone) is [var fault, ..])
                    faults.Add($"{version.PolicyKey} v{version.Version}: the rule {fault.Path} is left out: {fault.Sentence}");
                else
                    usable.Add(rule);
        }
        catch (RuleFormatException broken)
        {
            faults.Add($"{version.PolicyKey} v{version.Version}: its rules are left out: {broken.Message}");
        }
        return usable;
    }

    public static TermMatcher Compile(IEnumerable<StoredTerm> terms, List<FormattableString> faults)
    {
        var usable = new List<Term>();
        foreach (var term in terms)
            if (term.Weight is > 0 and <= 1 && !string.IsNullOrWhiteSpace(term.Text))
                usable.Add(new Term(term.Id.ToString(), term.Bank, term.PolicyKey, Spelled(term), term.Weight, term.ThreatToLife));
            else
                faults.Add($"A term of the bank {term.Bank} has no text or a weight that says nothing, and is left out.");
        try
        {
            return TermMatcher.Compile(usable);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            faults.Add($"The terms could not be compiled together ({e.Message}); those that fail alone are left out.");
            return TermMatcher.Compile(usable.Where(CompilesAlone));
        }
    }

    public static LinkBank CompileLinks(IEnumerable<LinkEntry> links, List<FormattableString> faults)
    {
        var usable = new List<LinkEntry>();
        foreach (var link in links)
            if (link.Weight is > 0 and <= 1 && WebAddress.Of(link.Text) is not null)
                usable.Add(link);
            else
                faults.Add($"An entry of the bank {link.Bank} is no web address or has a weight that says nothing, and is left out.");
        return LinkBank.Compile(usable);
    }

    static bool CompilesAlone(Term term)
    {
        try
        {
            TermMatcher.Compile([term]);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    static string Spelled(StoredTerm term) =>
        term.Kind == TermKind.Hashtag && !term.Text.StartsWith('#') ? "#" + term.Text : term.Text;
}
