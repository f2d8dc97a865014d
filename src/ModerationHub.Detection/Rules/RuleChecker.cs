using System.Globalization;
using System.Text.RegularExpressions;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Rules;

/// <summary>Finds what is wrong with rules before they count: types, ranges, patterns, size, and whether something that an account says or does carries each way in which a rule can be met.</summary>
public static partial class RuleChecker
{
    /// <summary>Most rules of a version.</summary>
    public const int MostRules = 40;

    /// <summary>Most conditions of a rule, those inside counts included.</summary>
    public const int MostConditions = 32;

    /// <summary>How deep groups may lie, the outermost included.</summary>
    public const int Deepest = 4;

    /// <summary>Most different patterns of a version.</summary>
    public const int MostPatterns = 12;

    /// <summary>Most different counts of a version.</summary>
    public const int MostCounts = 8;

    private const int LongestName = 80;
    private const int LongestText = 200;

    /// <summary>The faults of a version's rules, in the order of their paths; empty when they can be used.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="conductAlone">Whether conduct offends by itself under the policy.</param>
    public static IReadOnlyList<RuleFault> Check(IReadOnlyList<PolicyRule> rules, bool conductAlone)
    {
        List<RuleFault> faults = [];
        if (rules.Count > MostRules) faults.Add(RuleFault.Of("rules", RuleFaults.TooMany));
        for (var i = 0; i < Math.Min(rules.Count, MostRules + 1); i++)
        {
            if (rules.Take(i).Any(other => other.Id == rules[i].Id)) faults.Add(RuleFault.Of($"rules[{i}]", RuleFaults.Twice));
            faults.AddRange(Check(rules[i], $"rules[{i}]", conductAlone));
        }
        var all = rules.Take(MostRules).SelectMany(rule => Within(rule.When)).ToList();
        if (all.OfType<FieldCondition>().Where(field => field.Operator == RuleField.Matches).Select(field => field.Value.Text).Distinct().Count() > MostPatterns)
            faults.Add(RuleFault.Of("rules", RuleFaults.TooManyPatterns));
        if (all.OfType<CountCondition>().Select(Said).Distinct().Count() > MostCounts) faults.Add(RuleFault.Of("rules", RuleFaults.TooManyCounts));
        return faults;
    }

    /// <summary>The faults of one rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="conductAlone">Whether conduct offends by itself under the policy.</param>
    public static IReadOnlyList<RuleFault> Check(PolicyRule rule, string path, bool conductAlone)
    {
        List<RuleFault> faults = [];
        if (!Guid.TryParseExact(rule.Id, "D", out _)) faults.Add(RuleFault.Of(path + ".id", RuleFaults.Id));
        if (TextNormaliser.Letters(rule.Name) == 0 || rule.Name.Length > LongestName || rule.Name.Any(char.IsControl) || !TextNormaliser.IsWellFormed(rule.Name)) faults.Add(RuleFault.Of(path + ".name", RuleFaults.Name));
        if (!(rule.Weight is >= 0.05 and <= 1)) faults.Add(RuleFault.Of(path + ".weight", RuleFaults.Weight));
        if (Within(rule.When).Count() > MostConditions) faults.Add(RuleFault.Of(path + ".when", RuleFaults.TooLarge));
        Check(rule.When, path + ".when", 1, new(), faults);
        if (faults.Count > 0) return faults;
        switch (EvidenceOf(rule.When))
        {
            case RuleEvidence.None: faults.Add(RuleFault.Of(path + ".when", RuleFaults.NothingCarries)); break;
            case RuleEvidence.Conduct when !conductAlone: faults.Add(RuleFault.Of(path + ".when", RuleFaults.ConductAlone)); break;
        }
        return faults;
    }

    /// <summary>The least that is known of an account for whom the condition holds, in whichever way.</summary>
    public static RuleEvidence EvidenceOf(RuleCondition condition) => condition switch
    {
        GroupCondition { Parts.Count: 0 } => RuleEvidence.None,
        GroupCondition { Kind: GroupKind.All } group => group.Parts.Max(EvidenceOf),
        GroupCondition { Kind: GroupKind.Any } group => group.Parts.Min(EvidenceOf),
        // That something is absent is no evidence.
        GroupCondition => RuleEvidence.None,
        CountCondition { Of: { } of } when EvidenceOf(of) == RuleEvidence.Content => RuleEvidence.Content,
        CountCondition count => IsBurst(count) ? RuleEvidence.Conduct : RuleEvidence.None,
        FieldCondition field => RuleField.Of(field.Field)?.Evidence ?? RuleEvidence.None,
        _ => RuleEvidence.None,
    };

    // Posting now and then is what everybody does, whatever else a rule asks of them.
    private static bool IsBurst(CountCondition count) => count.Within switch
    {
        "1h" => count.AtLeast >= 10,
        "24h" => count.AtLeast >= 20,
        _ => false,
    };

    /// <summary>Whether whatever meets the condition says it in the post itself: then each such post counts, otherwise that it was ever met.</summary>
    internal static bool IsOfPost(RuleCondition condition) => condition switch
    {
        GroupCondition { Parts.Count: 0 } => false,
        GroupCondition { Kind: GroupKind.All } group => group.Parts.Any(IsOfPost),
        GroupCondition { Kind: GroupKind.Any } group => group.Parts.All(IsOfPost),
        FieldCondition field => RuleField.Of(field.Field) is { Evidence: RuleEvidence.Content } known && known.Key.StartsWith(RuleField.PostPrefix, StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>The condition and all below it.</summary>
    internal static IEnumerable<RuleCondition> Within(RuleCondition condition) => condition switch
    {
        GroupCondition group => group.Parts.SelectMany(Within).Prepend(group),
        CountCondition { Of: { } of } count => Within(of).Prepend(count),
        _ => [condition],
    };

    private static void Check(RuleCondition condition, string path, int depth, Place place, List<RuleFault> faults)
    {
        switch (condition)
        {
            case GroupCondition group:
                if (depth > Deepest)
                {
                    faults.Add(RuleFault.Of(path, RuleFaults.TooDeep));
                    return;
                }
                if (group.Parts.Count == 0) faults.Add(RuleFault.Of(path, RuleFaults.EmptyGroup));
                for (var i = 0; i < group.Parts.Count; i++) Check(group.Parts[i], $"{path}.{RuleJson.KindOf(group.Kind)}[{i}]", depth + 1, place with { Negated = place.Negated || group.Kind == GroupKind.None }, faults);
                break;
            case CountCondition count:
                if (place.InCount) faults.Add(RuleFault.Of(path, RuleFaults.CountsPosts));
                else if (place.Negated) faults.Add(RuleFault.Of(path, RuleFaults.Escape));
                if (CountWindow.Of(count.Within) is null) faults.Add(RuleFault.Of(path + ".count.within", RuleFaults.Window));
                if (!(count.AtLeast is >= 2 and <= 30 && count.AtLeast == Math.Floor(count.AtLeast))) faults.Add(RuleFault.Of(path + ".count.at_least", RuleFaults.Count));
                if (count.Of is null || place.InCount) break;
                Check(count.Of, path + ".count.of", depth + 1, new(InCount: true), faults);
                if (EvidenceOf(count.Of) != RuleEvidence.Content && Within(count.Of).Any(part => part is FieldCondition { Field: "post.language" or "post.client" }))
                    faults.Add(RuleFault.Of(path + ".count.of", RuleFaults.CountOfForm));
                break;
            case FieldCondition field:
                if (Fault(field, place) is { } fault) faults.Add(RuleFault.Of(path, fault));
                break;
        }
    }

    private static (string, string)? Fault(FieldCondition condition, Place place)
    {
        if (RuleField.Of(condition.Field) is not { } field) return RuleFaults.FieldUnknown;
        if (place.InCount && !field.Key.StartsWith(RuleField.PostPrefix, StringComparison.Ordinal)) return RuleFaults.CountsPosts;
        if (place.Negated && field.Evidence != RuleEvidence.None && field.Key.StartsWith(RuleField.SignalPrefix, StringComparison.Ordinal)) return RuleFaults.Escape;
        if (!field.Operators.Contains(condition.Operator)) return RuleFaults.Operator;
        return field.Kind switch
        {
            RuleValueKind.Number => condition.Value.Number is not { } number || !double.IsFinite(number) ? RuleFaults.NeedsNumber : Fault(field, number),
            RuleValueKind.Flag => condition.Value.Flag is null ? RuleFaults.NeedsFlag : null,
            _ => condition.Value.Text is not { } text || !text.Any(IsSeen) ? RuleFaults.NeedsText : Fault(field, condition.Operator, text),
        };
    }

    private static (string, string)? Fault(RuleField field, double number) =>
        field.Key.StartsWith(RuleField.SignalPrefix, StringComparison.Ordinal) ? (number is > 0 and <= 1 ? null : RuleFaults.Range)
        : number is >= 0 and <= 1e12 ? null : RuleFaults.Range;

    private static (string, string)? Fault(RuleField field, string compare, string text)
    {
        if (text.Any(char.IsControl) || !TextNormaliser.IsWellFormed(text)) return RuleFaults.NeedsText;
        if (compare == RuleField.Matches) return RulePattern.Fault(text);
        if (text.Length > LongestText) return RuleFaults.TextTooLong;
        return field.Key switch
        {
            "post.text" => TextNormaliser.Letters(text) switch { 0 => RuleFaults.NothingLeft, 1 => RuleFaults.OneLetter, _ => null },
            "post.hashtag" => Hashtag().IsMatch(text) ? null : RuleFaults.Hashtag,
            "post.link_domain" => Uri.CheckHostName(text) == UriHostNameType.Dns && text.Contains('.') && !text.StartsWith('.') ? null : RuleFaults.Domain,
            "post.language" => LanguageTag().IsMatch(text) ? null : RuleFaults.Language,
            _ => null,
        };
    }

    // Direction marks, joiners and the like show nothing to whoever reads the rule.
    private static bool IsSeen(char sign) => !char.IsWhiteSpace(sign) && CharUnicodeInfo.GetUnicodeCategory(sign) is not (UnicodeCategory.Format or UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned);

    // Numbers that somebody is still typing cannot be written as JSON.
    private static (string, double, string) Said(CountCondition count) =>
        (count.Within, count.AtLeast, count.Of is null || Within(count.Of).Any(part => part is FieldCondition { Value.Number: { } number } && !double.IsFinite(number)) ? "" : RuleJson.Write(count.Of));

    private readonly record struct Place(bool InCount = false, bool Negated = false);

    [GeneratedRegex(@"\A[#＃]?[\p{L}\p{M}\p{N}_]+\z")]
    private static partial Regex Hashtag();

    [GeneratedRegex(@"\A[A-Za-z]{2,3}\z")]
    private static partial Regex LanguageTag();
}
