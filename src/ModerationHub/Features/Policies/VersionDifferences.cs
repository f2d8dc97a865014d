using System.Globalization;
using ModerationHub.Data;
using ModerationHub.Detection.Rules;
using ModerationHub.Domain.Policies;

namespace ModerationHub.Features.Policies;

/// <summary>A term as versions are compared and shown.</summary>
public sealed record VersionTerm(Guid Id, TermKind Kind, string Text, string? Language, double Weight, bool ThreatToLife)
{
    public static VersionTerm Of(BankTerm term) => new(term.Id, term.Kind, term.Text, term.Language, term.Weight, term.ThreatToLife);
}

/// <param name="What">Name of the field; of a weight the detector's key behind "weight:"; of a rule its id behind "rule:", and its JSON before and after.</param>
public sealed record FieldChange(string What, string Before, string After);

public sealed record TermChange(VersionTerm Before, VersionTerm After);

/// <summary>What sets two versions of a policy apart.</summary>
public sealed record VersionDifferences(IReadOnlyList<FieldChange> Fields, IReadOnlyList<VersionTerm> Added, IReadOnlyList<VersionTerm> Removed, IReadOnlyList<TermChange> Changed)
{
    public const string WeightPrefix = "weight:";
    public const string RulePrefix = "rule:";

    public bool IsEmpty => Fields.Count + Added.Count + Removed.Count + Changed.Count == 0;

    public static VersionDifferences Of(VersionContent before, IReadOnlyCollection<VersionTerm> termsBefore, VersionContent after, IReadOnlyCollection<VersionTerm> termsAfter)
    {
        var old = termsBefore.ToDictionary(Key);
        var now = termsAfter.ToDictionary(Key);
        return new VersionDifferences(Of(before, after),
            [.. termsAfter.Where(t => !old.ContainsKey(Key(t))).OrderBy(t => t.Text, StringComparer.Ordinal)],
            [.. termsBefore.Where(t => !now.ContainsKey(Key(t))).OrderBy(t => t.Text, StringComparer.Ordinal)],
            [.. termsBefore.Where(t => now.TryGetValue(Key(t), out var other) && Said(other) != Said(t)).Select(t => new TermChange(t, now[Key(t)])).OrderBy(c => c.Before.Text, StringComparer.Ordinal)]);

        static (TermKind, string) Key(VersionTerm term) => (term.Kind, term.Text);
        static (string?, double, bool) Said(VersionTerm term) => (term.Language, term.Weight, term.ThreatToLife);
    }

    public static IReadOnlyList<FieldChange> Of(VersionContent before, VersionContent after)
    {
        List<FieldChange> changes = [];
        if (before.Severity is { } graveBefore && after.Severity is { } graveAfter)
            Note("severity", SnakeCase.Of(graveBefore), SnakeCase.Of(graveAfter));
        Note("threshold", Number(before.Threshold), Number(after.Threshold));
        Note("target_minutes", Number(before.TargetMinutes), Number(after.TargetMinutes));
        Note("enough_exhibits", Number(before.EnoughExhibits), Number(after.EnoughExhibits));
        Note("strikes", Number(before.Strikes), Number(after.Strikes));
        Note("strike_days", Number(before.StrikeDays), Number(after.StrikeDays));
        Note("allowed_actions", string.Join(", ", before.AllowedActions.Order(StringComparer.Ordinal)), string.Join(", ", after.AllowedActions.Order(StringComparer.Ordinal)));
        Note("conduct_alone", before.ConductAlone ? "yes" : "no", after.ConductAlone ? "yes" : "no");
        foreach (var detector in before.Weights.Keys.Union(after.Weights.Keys).Order(StringComparer.Ordinal))
            Note(WeightPrefix + detector, Number(before.Weights.GetValueOrDefault(detector)), Number(after.Weights.GetValueOrDefault(detector)));
        Note("text", before.Text, after.Text);
        Note("examples", string.Join("\n", before.Examples), string.Join("\n", after.Examples));
        Note("edge_cases", string.Join("\n", before.EdgeCases), string.Join("\n", after.EdgeCases));
        foreach (var id in after.Rules.Concat(before.Rules).Select(r => r.Id).Distinct(StringComparer.Ordinal))
            Note(RulePrefix + id, Rule(before, id), Rule(after, id));
        return changes;

        static string Rule(VersionContent content, string id) => content.Rules.FirstOrDefault(r => r.Id == id) is { } rule ? RuleJson.Write([rule]) : "";

        void Note(string what, string left, string right)
        {
            if (left != right)
                changes.Add(new FieldChange(what, left, right));
        }
    }

    static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
