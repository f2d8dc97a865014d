using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>A policy as scoring needs it: one published version.</summary>
/// <param name="Key">The policy's key.</param>
/// <param name="Parameters">The version's parameters.</param>
/// <param name="ConductAlone">
/// Whether conduct offends by itself (spam, manipulation). Otherwise conduct counts only where the texts concerned use the policy's terms.
/// </param>
public sealed record ScoringPolicy(string Key, RiskParameters Parameters, bool ConductAlone = false);

/// <summary>Everything about one platform that scoring depends on. Shared by all of the platform's workers; the windows are thread-safe.</summary>
public sealed class ScoringContext
{
    /// <summary>Sets up scoring for one platform.</summary>
    /// <exception cref="ArgumentException">Two policies share a key.</exception>
    public ScoringContext(
        IReadOnlyList<ScoringPolicy> policies, TermMatcher terms, CrossAccountWindow? window = null, CreationWindow? creations = null, DetectorSet? detectors = null,
        IReadOnlyList<TextModel>? textModels = null)
    {
        if (policies.Select(policy => policy.Key).Distinct(StringComparer.Ordinal).Count() != policies.Count)
            throw new ArgumentException("Two policies share a key.", nameof(policies));
        (Policies, Terms, Window, Creations, Detectors) = (policies, terms, window ?? new(), creations ?? new(), detectors ?? DetectorSet.Default);
        TextModels = textModels ?? [];
        TermsByKey = terms.Terms.GroupBy(term => PolicyUse.TermKey(term.Id)).ToDictionary(group => group.Key, group => group.First());
    }

    /// <summary>The policies in force.</summary>
    public IReadOnlyList<ScoringPolicy> Policies { get; }

    /// <summary>The terms of all banks of these policies.</summary>
    public TermMatcher Terms { get; }

    /// <summary>The text models in force, at most one a policy.</summary>
    public IReadOnlyList<TextModel> TextModels { get; }

    /// <summary>Recent texts across accounts.</summary>
    public CrossAccountWindow Window { get; }

    /// <summary>Recent account creations.</summary>
    public CreationWindow Creations { get; }

    /// <summary>The detectors.</summary>
    public DetectorSet Detectors { get; }

    internal Dictionary<uint, Term> TermsByKey { get; }
}
