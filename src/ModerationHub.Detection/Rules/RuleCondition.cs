namespace ModerationHub.Detection.Rules;

/// <summary>Something that holds of a post and its account, or does not; unknown where what it asks for is not known.</summary>
public abstract record RuleCondition;

/// <summary>How a group joins its conditions.</summary>
public enum GroupKind
{
    /// <summary>Each of them holds.</summary>
    All,

    /// <summary>At least one holds.</summary>
    Any,

    /// <summary>Not one holds.</summary>
    None,
}

/// <summary>Conditions joined by and, or, or not.</summary>
/// <param name="Kind">How.</param>
/// <param name="Parts">The conditions, at least one in a rule that is checked.</param>
public sealed record GroupCondition(GroupKind Kind, IReadOnlyList<RuleCondition> Parts) : RuleCondition;

/// <summary>One field compared with one value.</summary>
/// <param name="Field">Key of a <see cref="RuleField"/>.</param>
/// <param name="Operator">One of the field's <see cref="RuleField.Operators"/>.</param>
/// <param name="Value">What it is compared with, of the field's type.</param>
public sealed record FieldCondition(string Field, string Operator, RuleValue Value) : RuleCondition;

/// <summary>How many posts of the account there are within a time that ends with the post looked at.</summary>
/// <param name="Within">One of <see cref="CountWindow.All"/>.</param>
/// <param name="AtLeast">From how many on it holds, the post looked at included; whole, 2–30.</param>
/// <param name="Of">Which posts count, by fields of posts alone; null counts each.</param>
public sealed record CountCondition(string Within, double AtLeast, GroupCondition? Of = null) : RuleCondition;

/// <summary>A time over which posts are counted.</summary>
/// <param name="Key">As it stands in rules.</param>
/// <param name="Seconds">Its length.</param>
public sealed record CountWindow(string Key, long Seconds)
{
    /// <summary>An hour, a day, a week.</summary>
    public static IReadOnlyList<CountWindow> All { get; } = [new("1h", 3600), new("24h", 86_400), new("7d", 7 * 86_400)];

    /// <summary>The window of that key; null if there is none.</summary>
    public static CountWindow? Of(string key) => All.FirstOrDefault(window => window.Key == key);
}

/// <summary>A value of one of three types.</summary>
/// <param name="Text">A text; null if it is none.</param>
/// <param name="Number">A number; null if it is none, NaN for what somebody typed that is no number.</param>
/// <param name="Flag">Yes or no; null if it is neither.</param>
public readonly record struct RuleValue(string? Text = null, double? Number = null, bool? Flag = null)
{
    /// <summary>A text.</summary>
    public static RuleValue Of(string text) => new(Text: text);

    /// <summary>A number.</summary>
    public static RuleValue Of(double number) => new(Number: number);

    /// <summary>Yes or no.</summary>
    public static RuleValue Of(bool flag) => new(Flag: flag);
}

/// <summary>A rule as a policy version carries it.</summary>
/// <param name="Id">A GUID, kept through versions, so that stops and counts find it.</param>
/// <param name="Name">What it looks for, in plain words of whoever wrote it; at most 80 units.</param>
/// <param name="Weight">How much a matching post says, 0.05–1, measured as the strength of a term is.</param>
/// <param name="When">What has to hold.</param>
public sealed record PolicyRule(string Id, string Name, double Weight, GroupCondition When);
