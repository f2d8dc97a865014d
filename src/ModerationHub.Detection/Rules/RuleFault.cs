namespace ModerationHub.Detection.Rules;

/// <summary>What is wrong with a rule, and where.</summary>
/// <param name="Path">The faulty part: "rules[0].when.all[2]".</param>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Sentence">For whoever wrote the rule.</param>
public sealed record RuleFault(string Path, string Code, string Sentence)
{
    internal static RuleFault Of(string path, (string Code, string Sentence) fault) => new(path, fault.Code, fault.Sentence);
}

/// <summary>Rules that cannot be read at all.</summary>
public sealed class RuleFormatException(string path, string sentence) : FormatException($"{path}: {sentence}")
{
    /// <summary>Where.</summary>
    public string Path { get; } = path;

    /// <summary>What is wrong.</summary>
    public string Sentence { get; } = sentence;
}

/// <summary>The faults that a check can find.</summary>
public static class RuleFaults
{
    /// <summary>All of them: code and sentence.</summary>
    public static IReadOnlyList<(string Code, string Sentence)> All => [
        TooMany, Id, Twice, Name, Weight, TooDeep, TooLarge, EmptyGroup, FieldUnknown, Operator, NeedsNumber, NeedsFlag, NeedsText, Range, TextTooLong, NothingLeft, OneLetter,
        Hashtag, Domain, Language, Window, Count, CountsPosts, CountOfForm, Escape, TooManyCounts, PatternTooLong, PatternBroken, PatternLooks, PatternComplex, PatternEverything,
        TooManyPatterns, NothingCarries, ConductAlone];

    internal static readonly (string, string) TooMany = ("rule_too_many", "A version holds at most 40 rules.");
    internal static readonly (string, string) Id = ("rule_id", "A rule's id is a GUID.");
    internal static readonly (string, string) Twice = ("rule_twice", "Another rule of the version has this id.");
    internal static readonly (string, string) Name = ("rule_name", "A rule needs a name of at most 80 characters that says what it looks for.");
    internal static readonly (string, string) Weight = ("rule_weight", "A rule's strength lies between 0.05 and 1.");
    internal static readonly (string, string) TooDeep = ("rule_too_deep", "Groups may lie at most four deep.");
    internal static readonly (string, string) TooLarge = ("rule_too_large", "A rule holds at most 32 conditions.");
    internal static readonly (string, string) EmptyGroup = ("rule_group_empty", "This group is empty: add a condition or remove the group.");
    internal static readonly (string, string) FieldUnknown = ("rule_field_unknown", "There is no such field.");
    internal static readonly (string, string) Operator = ("rule_operator", "This field cannot be compared like that.");
    internal static readonly (string, string) NeedsNumber = ("rule_needs_number", "A number is needed here.");
    internal static readonly (string, string) NeedsFlag = ("rule_needs_flag", "Yes or no is needed here.");
    internal static readonly (string, string) NeedsText = ("rule_needs_text", "A text is needed here.");
    internal static readonly (string, string) Range = ("rule_number_range", "This number can't be: counts and days are 0 or more, strengths of signals over 0 and at most 1.");
    internal static readonly (string, string) TextTooLong = ("rule_text_too_long", "A text in a condition has at most 200 characters.");
    internal static readonly (string, string) NothingLeft = ("rule_text_nothing_left", "Nothing is left of this text once marks and spaces are taken away.");
    internal static readonly (string, string) OneLetter = ("rule_text_one_letter", "A single letter would hit nearly every post.");
    internal static readonly (string, string) Hashtag = ("rule_hashtag", "A hashtag is one word: letters, digits and underscores.");
    internal static readonly (string, string) Domain = ("rule_domain", "A domain is a host name with a dot, without https:// and path.");
    internal static readonly (string, string) Language = ("rule_language", "The language is a tag of two or three letters, such as ar or en.");
    internal static readonly (string, string) Window = ("rule_window", "Posts are counted over 1h, 24h or 7d.");
    internal static readonly (string, string) Count = ("rule_count_range", "A count is a whole number from 2 to 30.");
    internal static readonly (string, string) CountsPosts = ("rule_counts_posts", "A count asks for fields of posts alone, not for the account, signals or another count.");
    internal static readonly (string, string) CountOfForm = ("rule_count_of_language", "How often somebody posts in a language or through an app is no conduct: count by what the posts say.");
    internal static readonly (string, string) Escape = ("rule_escape", "Inside “none of” a count or a signal of content or conduct would let somebody escape by doing more of it.");
    internal static readonly (string, string) TooManyCounts = ("rule_too_many_counts", "A version holds at most 8 different counts.");
    internal static readonly (string, string) PatternTooLong = ("rule_pattern_too_long", "A pattern has at most 200 characters.");
    internal static readonly (string, string) PatternBroken = ("rule_pattern_broken", "This is no regular expression: a bracket, parenthesis or repetition is not closed or stands in the wrong place.");
    internal static readonly (string, string) PatternLooks = ("rule_pattern_looks_around", "A pattern cannot look ahead or behind or refer back to what it found: such patterns can take for ever.");
    internal static readonly (string, string) PatternComplex = ("rule_pattern_complex", "This pattern repeats too much: written out it would have over 500 parts.");
    internal static readonly (string, string) PatternEverything = ("rule_pattern_everything", "This pattern would hit nearly every post.");
    internal static readonly (string, string) TooManyPatterns = ("rule_too_many_patterns", "A version holds at most 12 different patterns.");
    internal static readonly (string, string) NothingCarries = ("rule_nothing_carries", "This rule could be met without anything that the account says or does: being young, posting in a language, through an app or with a bare profile, or being reported, is never enough. Add a condition on the text, a hashtag, a link, a count or a signal of content or conduct to each way in which it can be met.");
    internal static readonly (string, string) ConductAlone = ("rule_conduct_alone", "Under this policy conduct does not offend by itself: add a condition on the text, a hashtag or a link to each way in which the rule can be met.");
}
