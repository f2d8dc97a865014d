using ModerationHub.Detection.Media;
using ModerationHub.Detection.Risk;
using ModerationHub.Detection.Rules;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Signals;

/// <summary>A policy as scoring needs it: one published version.</summary>
/// <param name="Key">The policy's key.</param>
/// <param name="Parameters">The version's parameters.</param>
/// <param name="ConductAlone">
/// Whether conduct offends by itself (spam, manipulation). Otherwise conduct counts only where the texts concerned use the policy's terms.
/// </param>
/// <param name="Severity">How grave a breach is; a person's clearing covers policies up to the gravity that was looked at.</param>
public sealed record ScoringPolicy(string Key, RiskParameters Parameters, bool ConductAlone = false, int Severity = 0);

/// <summary>A bank of hashes.</summary>
/// <param name="Name">Its name, for the evidence.</param>
/// <param name="Policies">Keys of the policies that it serves.</param>
public sealed record HashBank(string Name, IReadOnlyList<string> Policies);

/// <summary>Everything about one platform that scoring depends on. Shared by all of the platform's workers; the windows are thread-safe.</summary>
public sealed class ScoringContext
{
    /// <summary>Sets up scoring for one platform.</summary>
    /// <exception cref="ArgumentException">Two policies share a key.</exception>
    public ScoringContext(
        IReadOnlyList<ScoringPolicy> policies, TermMatcher terms, CrossAccountWindow? window = null, CreationWindow? creations = null, DetectorSet? detectors = null,
        LinkBank? links = null, OutreachWindow? outreach = null, IReadOnlyList<TextModel>? textModels = null)
    {
        if (policies.Select(policy => policy.Key).Distinct(StringComparer.Ordinal).Count() != policies.Count)
            throw new ArgumentException("Two policies share a key.", nameof(policies));
        (Policies, Terms, Window, Creations, Detectors) = (policies, terms, window ?? new(), creations ?? new(), detectors ?? DetectorSet.Default);
        (Links, Outreach) = (links ?? LinkBank.Empty, outreach ?? new());
        TextModels = textModels ?? [];
        TermsByKey = terms.Terms.GroupBy(term => StableHash.Of(term.Id)).ToDictionary(group => group.Key, group => group.First());
    }

    /// <summary>The policies in force.</summary>
    public IReadOnlyList<ScoringPolicy> Policies { get; }

    /// <summary>The terms of all banks of these policies.</summary>
    public TermMatcher Terms { get; }

    /// <summary>The text models in force, at most one a policy.</summary>
    public IReadOnlyList<TextModel> TextModels { get; }

    /// <summary>The rules of these policies.</summary>
    public RuleSet Rules { get; init; } = RuleSet.Empty;

    /// <summary>Recent texts across accounts.</summary>
    public CrossAccountWindow Window { get; }

    /// <summary>Recent account creations.</summary>
    public CreationWindow Creations { get; }

    /// <summary>Recent accounts by the patterns of their handles.</summary>
    public HandleWindow Handles { get; init; } = new();

    /// <summary>Which apps whom serve.</summary>
    public ClientWindow Clients { get; init; } = new();

    /// <summary>The labelled hashes of all the platform's banks; null when there are none.</summary>
    public KnownMedia? KnownMedia { get; init; }

    /// <summary>The banks of hashes that serve a policy in force, by id; hashes of other banks tell nothing about an account.</summary>
    public IReadOnlyDictionary<string, HashBank> HashBanks { get; init; } = new Dictionary<string, HashBank>();

    /// <summary>
    /// Ids of banks' entries that were stopped: their images count for nothing, and neither does what accounts remember of their links.
    /// Terms, links and rules in force are compiled without them.
    /// </summary>
    public IReadOnlySet<Guid> Stopped
    {
        get;
        init => (field, StoppedKeys) = (value, value.Select(id => StableHash.Of(id.ToString())).ToHashSet());
    } = new HashSet<Guid>();

    /// <summary>Tells the language of posts whose platform did not.</summary>
    public LanguageTeller Languages { get; init; } = LanguageTeller.None;

    /// <summary>The links of all banks of these policies.</summary>
    public LinkBank Links { get; }

    /// <summary>Whom accounts with an outreach pattern wrote to.</summary>
    public OutreachWindow Outreach { get; }

    /// <summary>The detectors.</summary>
    public DetectorSet Detectors { get; }

    internal Dictionary<uint, Term> TermsByKey { get; }

    /// <summary>Hashes of the ids in <see cref="Stopped"/>.</summary>
    internal IReadOnlySet<uint> StoppedKeys { get; private init; } = new HashSet<uint>();
}
