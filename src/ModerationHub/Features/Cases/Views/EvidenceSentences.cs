using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;

namespace ModerationHub.Features.Cases.Views;

/// <summary>
/// The detectors' sentences in the language of the console. A stored explanation keeps the one sentence that its detector
/// gave, so that it can be computed again and compared; only when it is shown are its words found among the sentences here
/// and said again with the same numbers and names. What no sentence here fits is shown as it is.
/// </summary>
public static class EvidenceSentences
{
    /// <summary>Whole sentences: keys of the translations, with blanks for what differs.</summary>
    public static IReadOnlyList<string> Sentences { get; } =
    [
        "{0} accounts with a handle of the same shape were created within the same hour; an hour usually brings {1}.",
        "The wording suggests {0}.",
        "The wording of posts with these terms suggests reporting, research, quotation, counter-speech or mockery ({0} % on average).",
        "The profile is bare: {0}.",
        "{0} of {1} posts came through the app {2}, which posted the same texts through {3} accounts; the owner may not know.",
        "Posted nearly the same text {0} times within an hour.",
        "Reported by {0}.",
        "{0} accounts posted nearly the same text within a day.",
        "All posts with these terms came through the app {0}; {1} posts through other apps use none.",
        "The account is declared as {0}.",
        "Uses a term that threatens life.",
        "Uses {0}.",
        "{0} of {1} of the bank {2}: {3}; {4}.",
        "One post uses a term that threatens life.",
        "{0} posts use a term that threatens life.",
        "One post uses a term that threatens life. That alone makes a case, whatever the policy's threshold is.",
        "{0} posts use a term that threatens life. That alone makes a case, whatever the policy's threshold is.",
        "The account was {0} old when it last posted.",
        "The wording of posts with these terms suggests reporting, research, quotation, testimony, counter-speech or mockery ({0} % on average).",
        "Its last {0} intervals between posts are nearly all {1} long.",
        "{0} of {1} posts came within {2} seconds of the one before.",
        "It posted for {0} hours without a pause of three hours.",
        "{0} posts were deleted within an hour and {1} edited later on the day they came, of {2} seen.",
        "{0} of {1} accounts looked at that it follows are suspended.",
        "Links to {0}, which the bank {1} lists.",
        "The profile links to {0}, which the bank {1} lists.",
        "{0} of {1} posts link to what a bank lists; {2} different links.",
        "{0} of {1} posts carry a shortened link, which hides where it leads.",
        "Wrote first to {0} young accounts that do not follow it and invited {1} of them to a private channel.",
        "An account with a pattern of inviting strangers to private channels wrote to this one; its owner may be a victim.",
        "{0} accounts with a pattern of inviting strangers to private channels wrote to this one; its owner may be a victim.",
        "Shows an image that the bank {0} labels {1} ({2}).",
        "The account's picture is an image that the bank {0} labels {1} ({2}).",
        "1 post shows an image that the bank {0} labels {1} ({2}).",
        "{0} posts show an image that the bank {1} labels {2} ({3}).",
        "The text model {0} gives {1} % that this is the policy's. What counts most: {2}.",
        "The text model {0} gives {1} % that this is the policy's.",
        "The text model {0}, learned from decisions, takes {1} of the last {2} posts for the policy's, at best with {3} %; what counts most: {4}; {5} different texts.",
        "The text model {0}, learned from decisions, takes {1} of the last {2} posts for the policy's, at best with {3} %; {4} different texts.",
        "The text model {0} takes {1} of the last {2} posts for the policy's, at best with {3} %; what counts most: {4}; {5} different texts.",
        "The text model {0} takes {1} of the last {2} posts for the policy's, at best with {3} %; {4} different texts.",
        "{0} accounts created within twelve hours of it have the handle {1} with running numbers.",
        "{0} accounts created within twelve hours of it have the handle {1} with different numbers; a day usually brings {2}.",
        "{0} accounts created within twelve hours of it have a handle of exactly the form {1}; a day usually brings {2}.",
        "All {0} posts came through the app {1}, which about {2} of {3} accounts use; about {4} of them use nothing else and offend.",
        "A reviewer looked at all of this and cleared the account.",
        "A reviewer cleared the account after {0} such posts; {1} came since.",
        "A reviewer cleared the account before it showed or did what it shows or does now.",
        "Meets the policy's rules: {0}.",
        "Posts meet the policy's rules, so many each: {0}; {1}.",
        "What it does meets the policy's rules, so often each: {0}.",
        "Risk is {0} over the policy's threshold, from {1} of evidence.",
        "Risk is below the policy's threshold, from {0} of evidence.",
        "The policy's severity is {0}.",
        "A life may be in danger.",
        "The account reaches {0} follower.",
        "The account reaches {0} followers.",
    ];

    /// <summary>Parts that stand in a sentence's blanks, alone or in a list.</summary>
    public static IReadOnlyList<string> Phrases { get; } =
    [
        "1 trusted flagger", "{0} trusted flaggers", "1 partner", "{0} partners", "1 user", "{0} users", "1 name on mass lists", "{0} names on mass lists",
        "reporting", "research", "counter-speech", "mockery", "quotation",
        "no description", "no name of its own", "no picture", "a handle that ends in digits",
        "press", "a researcher", "verified", "protected",
        "less than a day", "one day", "{0} days",
        "1 post uses 1 term", "1 post uses {0} different terms", "{0} posts uses 1 term", "{0} posts uses {1} different terms", "{0} posts use 1 term", "{0} posts use {1} different terms",
        "1 text", "{0} different texts",
        "{0} of 256 bits differ", "the same file", "mirrored", "sources dispute the label", "testimony", "{0} seconds", "{0} minutes", "{0} hours",
        "just", "well", "far", "1 kind", "{0} kinds", "low", "medium", "high", "severe",
    ];

    static readonly (string Key, Regex Pattern)[] WholeOnes = [.. Sentences.Select(key => (key, Pattern(key, "(.+)")))];

    // Numbers alone: a name of somebody's choosing is never taken for a phrase of ours with a blank.
    static readonly (string Key, Regex Pattern)[] Parts = [.. Phrases.Select(key => (key, Pattern(key, "([0-9]+)")))];

    public static string Say(string evidence, IStringLocalizer<Strings> L) => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName != "en" && Find(WholeOnes, evidence) is { } found
        ? L[found.Key, [.. found.Values.Select(value => List(value, L))]]
        : evidence;

    static string List(string value, IStringLocalizer<Strings> L)
    {
        var parts = value.Split(", ");
        List<string> said = new(parts.Length);
        foreach (var part in parts)
            if (Find(Parts, part) is { } found)
                said.Add(found.Values is [var number] && long.TryParse(number, CultureInfo.InvariantCulture, out var count) ? L.Count(count, found.Key, found.Key) : L[found.Key, [.. found.Values]]);
            else
                return value;
        return string.Join(L[", "], said);
    }

    static (string Key, string[] Values)? Find((string Key, Regex Pattern)[] among, string text)
    {
        foreach (var (key, pattern) in among)
            if (pattern.Match(text) is { Success: true } match)
                return (key, [.. match.Groups.Values.Skip(1).Select(group => group.Value)]);
        return null;
    }

    /// <summary>Without backtracking: bank terms and names of apps stand in these sentences, and they are anybody's words.</summary>
    static Regex Pattern(string key, string blank)
    {
        var pattern = new StringBuilder("^");
        foreach (var piece in Regex.Split(key, @"(\{\d\})"))
            pattern.Append(piece is ['{', _, '}'] ? blank : Regex.Escape(piece));
        return new(pattern.Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }
}
