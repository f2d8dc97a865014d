using System.Globalization;
using System.Text.RegularExpressions;
using ModerationHub.Detection.Signals;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Rules;

/// <summary>A rule in force.</summary>
public sealed class CompiledRule
{
    private readonly RuleNode when;

    internal CompiledRule(string policy, PolicyRule rule, RuleNode when)
    {
        (Policy, Rule, this.when) = (policy, rule, when);
        Key = KeyOf(rule);
        OfPost = RuleChecker.IsOfPost(rule.When);
        Kind = RuleChecker.EvidenceOf(rule.When) == RuleEvidence.Content ? EvidenceKind.Content : EvidenceKind.Conduct;
    }

    /// <summary>Key of the policy that it serves.</summary>
    public string Policy { get; }

    /// <summary>The rule.</summary>
    public PolicyRule Rule { get; }

    /// <summary>What accounts remember it by: another condition is another rule, another name or strength is not.</summary>
    public uint Key { get; }

    /// <summary>Whether each post that meets it says so itself; otherwise it counts that it was ever met.</summary>
    public bool OfPost { get; }

    /// <summary>Content or conduct.</summary>
    public EvidenceKind Kind { get; }

    /// <summary>What accounts remember a rule by.</summary>
    public static uint KeyOf(PolicyRule rule) => StableHash.Of(rule.Id + RuleJson.Write(rule.When));

    internal Truth Holds(RuleReading reading) => when.Holds(reading);

    internal void Mark(RuleReading reading, RuleMarks marks) => when.Mark(reading, marks);
}

/// <summary>The rules of a platform's policies, compiled once and shared between threads. What they share (words, patterns, counts) is looked for once a post.</summary>
public sealed class RuleSet
{
    private readonly List<CompiledRule> rules = [];
    private readonly List<Regex> patterns = [];
    private readonly Dictionary<string, int> patternIndex = new(StringComparer.Ordinal);
    private readonly List<Term> words = [];
    private readonly Dictionary<string, int> wordIndex = new(StringComparer.Ordinal);
    private readonly SortedDictionary<uint, RuleCount> counts = [];

    private RuleSet(IEnumerable<(string Policy, PolicyRule Rule)> given)
    {
        foreach (var (policy, rule) in given)
            rules.Add(new CompiledRule(policy, rule, Compile(rule.When, policy)));
        Words = TermMatcher.Compile(words);
        ByPolicy = [.. rules.GroupBy(rule => rule.Policy, StringComparer.Ordinal)];
    }

    /// <summary>No rules.</summary>
    public static RuleSet Empty { get; } = new([]);

    /// <summary>The rules, in the order given.</summary>
    public IReadOnlyList<CompiledRule> Rules => rules;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => rules.Count == 0;

    internal IReadOnlyList<IGrouping<string, CompiledRule>> ByPolicy { get; }

    internal TermMatcher Words { get; }

    internal IReadOnlyList<Regex> Patterns => patterns;

    internal IEnumerable<RuleCount> Counts => counts.Values;

    internal bool HasCounts => counts.Count > 0;

    /// <summary>Compiles rules that <see cref="RuleChecker"/> found no fault with.</summary>
    /// <exception cref="ArgumentException">A rule cannot be used.</exception>
    /// <exception cref="NotSupportedException">A pattern cannot be matched in linear time.</exception>
    public static RuleSet Compile(IEnumerable<(string Policy, PolicyRule Rule)> rules) => new(rules);

    /// <summary>Whether any rule could be met by a post, whoever its account is: false only if none can.</summary>
    /// <param name="post">The post, read.</param>
    public bool MayMatch(ObservedPost post)
    {
        if (IsEmpty) return false;
        post.Rules.Start(post, null, this);
        foreach (var rule in rules)
            if (rule.Holds(post.Rules) != Truth.No) return true;
        return false;
    }

    private RuleNode Compile(RuleCondition condition, string policy) => condition switch
    {
        GroupCondition group => Group(group, policy),
        CountCondition count => Counting(count, policy),
        FieldCondition field => Field(field, policy),
        _ => throw new ArgumentException("An unknown kind of condition.", nameof(condition)),
    };

    private RuleNode Group(GroupCondition group, string policy)
    {
        RuleNode[] parts = [.. group.Parts.Select(part => Compile(part, policy)).OrderBy(part => part.Cost)];
        return group.Kind switch { GroupKind.All => new AllNode(parts), GroupKind.Any => new AnyNode(parts), _ => new NoneNode(parts) };
    }

    private CountNode Counting(CountCondition count, string policy)
    {
        var window = CountWindow.Of(count.Within) ?? throw new ArgumentException($"There is no window {count.Within}.", nameof(count));
        var key = StableHash.Of(RuleJson.Write(count));
        counts[key] = new RuleCount(key, window.Seconds, (int)count.AtLeast, count.Of is null ? null : Compile(count.Of, policy), RuleChecker.EvidenceOf(count) == RuleEvidence.Content);
        return new CountNode(key, window.Seconds, (int)count.AtLeast);
    }

    private RuleNode Field(FieldCondition field, string policy)
    {
        var (text, number, flag) = (field.Value.Text ?? "", field.Value.Number ?? 0, field.Value.Flag ?? false);
        if (field.Field.StartsWith(RuleField.SignalPrefix, StringComparison.Ordinal)) return new SignalNode(field.Field[RuleField.SignalPrefix.Length..], policy, number);
        var atLeast = field.Operator == RuleField.AtLeast;
        return (field.Field, field.Operator) switch
        {
            ("post.text", RuleField.Contains) => new WordsNode(Word(text)),
            ("post.text", RuleField.Matches) => new PatternNode(Pattern(text), this),
            ("post.hashtag", _) => new HashtagNode(text.TrimStart('#', '＃')),
            ("post.link_domain", _) => new HostNode(WebAddress.Of(text)?.Host ?? text.ToLowerInvariant()),
            ("post.has_link", _) => Ask(r => r.Post.Urls.Count > 0 == flag),
            ("post.has_media", _) => Ask(r => r.Input.HasMedia || r.Input.Media.Count > 0 ? flag : !flag),
            ("post.is_reply", _) => Ask(r => r.Input.InReplyTo is not null == flag),
            ("post.is_quote", _) => Ask(r => r.Input.QuoteOf is not null == flag),
            ("post.is_repost", _) => Ask(r => r.Input.RepostOf is not null == flag),
            ("post.language", _) => Ask(r => r.Input.Language is { Length: > 0 } language ? IsLanguage(language, text) : null),
            ("post.client", _) => Ask(r => r.Input.Client is { } client ? string.Equals(client, text, StringComparison.OrdinalIgnoreCase) : null),
            ("account.age_days", _) => Amount(r => r.Account?.Profile.CreatedAt is { } created ? Math.Max(0, (r.Input.CreatedAt - created).TotalDays) : null),
            ("account.followers", _) => Amount(r => r.Account?.Profile.Followers),
            ("account.following", _) => Amount(r => r.Account?.Profile.Following),
            ("account.posts", _) => Amount(r => r.Account?.Profile.Posts),
            ("account.has_bio", _) => Ask(r => r.Account?.Profile is { Handle: not null, CreatedAt: not null } profile ? string.IsNullOrWhiteSpace(profile.Bio) != flag : null),
            ("account.has_picture", _) => Ask(r => r.Account?.Profile.HasAvatar is { } has ? has == flag : null),
            ("account.verified", _) => Ask(r => r.Account is { } account ? account.Profile.Standing.HasFlag(AccountStanding.Verified) == flag : null),
            ("account.handle", _) => Handle(text),
            _ => throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"There is no field {field.Field}."), nameof(field)),
        };

        AskNode Amount(Func<RuleReading, double?> amount) => Ask(r => amount(r) is { } known ? (atLeast ? known >= number : known <= number) : null);
        static AskNode Ask(Func<RuleReading, bool?> ask) => new(ask);
    }

    private static AskNode Handle(string pattern)
    {
        var regex = RulePattern.Compile(pattern);
        return new AskNode(r => r.Account?.Profile.Handle is { } handle ? regex.IsMatch(handle) : null, 100);
    }

    private static bool IsLanguage(string language, string tag) =>
        language.StartsWith(tag, StringComparison.OrdinalIgnoreCase) && (language.Length == tag.Length || language[tag.Length] is '-' or '_');

    private int Word(string text)
    {
        if (!wordIndex.TryGetValue(text, out var index))
        {
            wordIndex[text] = index = words.Count;
            words.Add(new Term(index.ToString(CultureInfo.InvariantCulture), "", "", text));
        }
        return index;
    }

    private int Pattern(string text)
    {
        if (!patternIndex.TryGetValue(text, out var index))
        {
            patternIndex[text] = index = patterns.Count;
            patterns.Add(RulePattern.Compile(text));
        }
        return index;
    }
}

/// <summary>A count that some rule asks for; one of what posts say (<see cref="OfContent"/>) takes only what they say in the account's own voice.</summary>
internal sealed record RuleCount(uint Key, long Seconds, int Most, RuleNode? Of, bool OfContent);
