using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Signals.Detectors;

namespace ModerationHub.Detection.Rules;

/// <summary>What a condition says about somebody: whether it may carry a rule.</summary>
public enum RuleEvidence
{
    /// <summary>What an account or post is like: its age, language, app or form. Narrows a rule, never carries it.</summary>
    None,

    /// <summary>What the account does.</summary>
    Conduct,

    /// <summary>What it says, shows or links.</summary>
    Content,
}

/// <summary>The type of a field's value.</summary>
public enum RuleValueKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>Yes or no.</summary>
    Flag,

    /// <summary>A text.</summary>
    Text,
}

/// <summary>A field that conditions may ask for.</summary>
/// <param name="Key">As it stands in rules: "account.age_days".</param>
/// <param name="Kind">The type of its value.</param>
/// <param name="Evidence">What it says.</param>
/// <param name="Operators">How it may be compared, the usual way first.</param>
public sealed record RuleField(string Key, RuleValueKind Kind, RuleEvidence Evidence, params IReadOnlyList<string> Operators)
{
    /// <summary>A number is this or more.</summary>
    public const string AtLeast = "at_least";

    /// <summary>A number is this or less.</summary>
    public const string AtMost = "at_most";

    /// <summary>Equal, whatever the case of letters.</summary>
    public const string Is = "is";

    /// <summary>Holds the words, found as terms of a bank are.</summary>
    public const string Contains = "contains";

    /// <summary>Fits a pattern, see <see cref="RulePattern"/>.</summary>
    public const string Matches = "matches";

    /// <summary>What the keys of <see cref="Signals"/> begin with; a detector's key follows.</summary>
    public const string SignalPrefix = "signal.";

    /// <summary>What the keys of fields of posts begin with.</summary>
    public const string PostPrefix = "post.";

    /// <summary>Fields of the account: what it is like, never enough by themselves.</summary>
    public static IReadOnlyList<RuleField> OfAccounts { get; } =
    [
        Number("account.age_days"), Number("account.followers"), Number("account.following"), Number("account.posts"),
        Flag("account.has_bio"), Flag("account.has_picture"), Flag("account.verified"),
        new("account.handle", RuleValueKind.Text, RuleEvidence.None, Matches),
    ];

    /// <summary>Fields of the post.</summary>
    public static IReadOnlyList<RuleField> OfPosts { get; } =
    [
        new("post.text", RuleValueKind.Text, RuleEvidence.Content, Contains, Matches),
        new("post.hashtag", RuleValueKind.Text, RuleEvidence.Content, Is),
        new("post.link_domain", RuleValueKind.Text, RuleEvidence.Content, Is),
        Flag("post.has_link"), Flag("post.has_media"), Flag("post.is_reply"), Flag("post.is_quote"), Flag("post.is_repost"),
        new("post.language", RuleValueKind.Text, RuleEvidence.None, Is),
        new("post.client", RuleValueKind.Text, RuleEvidence.None, Is),
    ];

    /// <summary>Strengths of the account's other signals as scored with the post, 0–1.</summary>
    public static IReadOnlyList<RuleField> Signals { get; } = [.. DetectorSet.Default.All.Where(detector => detector is not RuleDetector)
        .Select(detector => new RuleField(SignalPrefix + detector.Key, RuleValueKind.Number, EvidenceOf(detector.Kind), AtLeast))];

    /// <summary>All fields.</summary>
    public static IReadOnlyList<RuleField> All { get; } = [.. OfPosts, .. OfAccounts, .. Signals];

    /// <summary>The field of that key; null if there is none.</summary>
    public static RuleField? Of(string key) => All.FirstOrDefault(field => field.Key == key);

    // What others say and what speaks against never carries a rule.
    private static RuleEvidence EvidenceOf(EvidenceKind kind) => kind switch
    {
        EvidenceKind.Content => RuleEvidence.Content,
        EvidenceKind.Conduct => RuleEvidence.Conduct,
        _ => RuleEvidence.None,
    };

    private static RuleField Number(string key) => new(key, RuleValueKind.Number, RuleEvidence.None, AtLeast, AtMost);

    private static RuleField Flag(string key) => new(key, RuleValueKind.Flag, RuleEvidence.None, Is);
}
