using System.Globalization;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Detection.Rules;
using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Features.Policies.Rules;

/// <summary>Rules in words.</summary>
public static class RuleWords
{
    public static string Field(string key, IStringLocalizer<Strings> L) => key switch
    {
        "post.text" => L["Text of the post"],
        "post.hashtag" => L["Hashtag of the post"],
        "post.link_domain" => L["Domain of a link"],
        "post.has_link" => L["Has a link"],
        "post.has_media" => L["Has a picture or film"],
        "post.is_reply" => L["Is a reply"],
        "post.is_quote" => L["Quotes another post"],
        "post.is_repost" => L["Passes another post on"],
        "post.language" => L["Language of the post"],
        "post.client" => L["App that posted it"],
        "account.age_days" => L["Age of the account in days"],
        "account.followers" => L["Followers"],
        "account.following" => L["Accounts it follows"],
        "account.posts" => L["Posts of the account"],
        "account.has_bio" => L["Has a description"],
        "account.has_picture" => L["Has a picture, as far as the platform tells"],
        "account.verified" => L["Is verified"],
        "account.handle" => L["Handle"],
        ConditionForm.Count => L["Number of posts over a time"],
        _ when key.StartsWith(RuleField.SignalPrefix, StringComparison.Ordinal) => L["Signal: {0}", CaseViewOf.DetectorName(key[RuleField.SignalPrefix.Length..], L)],
        _ => key,
    };

    public static string Operator(string key, IStringLocalizer<Strings> L) => key switch
    {
        RuleField.AtLeast => L["at least"],
        RuleField.AtMost => L["at most"],
        RuleField.Is => L["is"],
        RuleField.Contains => L["contains the words"],
        RuleField.Matches => L["fits the pattern"],
        _ => key,
    };

    public static string Group(GroupKind kind, IStringLocalizer<Strings> L) => kind switch
    {
        GroupKind.All => L["all of these hold"],
        GroupKind.Any => L["at least one of these holds"],
        _ => L["none of these holds"],
    };

    public static string Window(string key, IStringLocalizer<Strings> L) => key switch
    {
        "1h" => L["an hour"],
        "24h" => L["a day"],
        "7d" => L["a week"],
        _ => key,
    };

    /// <summary>One condition; of groups and counts what stands above their parts.</summary>
    public static string Say(RuleCondition condition, IStringLocalizer<Strings> L) => condition switch
    {
        GroupCondition group => Group(group.Kind, L),
        CountCondition { Of: null } count => L["at least {0} within {1}", Posts(count.AtLeast, L), Window(count.Within, L)],
        CountCondition count => L["at least {0} within {1} of which", Posts(count.AtLeast, L), Window(count.Within, L)],
        FieldCondition { Value.Flag: { } flag } field => L["{0}: {1}", Field(field.Field, L), flag ? L["Yes"] : L["No"]],
        FieldCondition field => L["{0} {1} {2}", Field(field.Field, L), Operator(field.Operator, L), field.Value.Number is { } number ? Number(number) : Isolated(field.Value.Text ?? "")],
        _ => "",
    };

    static string Posts(double number, IStringLocalizer<Strings> L) => L.Count((long)number, "{0} post", "{0} posts");

    public static IReadOnlyList<RuleCondition> Parts(RuleCondition condition) => condition switch
    {
        GroupCondition group => group.Parts,
        CountCondition { Of: { } of } => [of],
        _ => [],
    };

    public static string Strength(PolicyRule rule, IStringLocalizer<Strings> L) => L["strength {0}", rule.Weight.ToString("0.##", CultureInfo.InvariantCulture)];

    /// <summary>A rule with all its conditions, a line each, from the JSON of a difference; nothing where there is none.</summary>
    public static string Whole(string json, IStringLocalizer<Strings> L) =>
        RuleJson.Read(json) is [var rule, ..] ? string.Join('\n', Lines(rule.When, 0, L).Prepend($"{Isolated(rule.Name)} · {Strength(rule, L)}")) : "";

    static IEnumerable<string> Lines(RuleCondition condition, int depth, IStringLocalizer<Strings> L) =>
        Parts(condition).SelectMany(part => Lines(part, depth + 1, L)).Prepend(new string('\u2003', depth) + Say(condition, L));

    static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    // Words in another direction leave the sentence's order alone.
    static string Isolated(string text) => $"“\u2068{text}\u2069”";
}
