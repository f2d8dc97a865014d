using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.Localization;
using ModerationHub.Components;
using ModerationHub.Detection.Signals;
using ModerationHub.Domain.Cases;
using ModerationHub.Features.Administration;
using ModerationHub.Features.Audit;
using ModerationHub.Features.Cases.Views;

namespace ModerationHub.Tests.Components;

public partial class TranslationTests
{
    // Names of pages reach the localizer through a table, not as literals.
    static readonly string[] places = ["Triage", "Accounts", "Orders", "Audit", "Appeals", "Policies", "Banks", "Models", "Administration"];

    [Fact]
    public void Every_sentence_has_an_Arabic_one_with_the_same_blanks()
    {
        var arabic = Arabic();
        var keys = Sources().SelectMany(path => Key().Matches(File.ReadAllText(path)).Select(match => Regex.Unescape(match.Groups[1].Value))).Concat(places).Distinct().ToArray();

        Assert.True(keys.Length > 200, "The collector found hardly any sentence.");
        Assert.DoesNotContain(keys, key => !arabic.TryGetValue(key, out var value) || string.IsNullOrWhiteSpace(value));
        Assert.DoesNotContain(keys, key => !Blanks(key).SetEquals(Blanks(arabic[key])));
    }

    /// <summary>One word for one thing: what stands beside another in English is not the same word in Arabic, and nothing has two.</summary>
    [Theory]
    [InlineData(@"\bhub\b", "منصة|نظام|كونسول")]
    [InlineData(@"\bhandles?\b(?!.*\bid\b)", "معرّف|معرف")]
    [InlineData(@"(?<!edge )\bcases?\b", "حالة|حالات")]
    [InlineData(@"\bterms?\b", "مصطلح|عبار")]
    [InlineData(@"^(?!.*\bcopy\b).*\bversions?\b", "نسخ")]
    [InlineData(@"\bbanks?\b", "قائمة")]
    [InlineData(@"\bexhibits?\b", "قرائن|قرينة|مستند")]
    [InlineData(@"\bsealed\b", "مغلق")]
    [InlineData(@"\bsuspen", "موقوف|إيقاف|حظر|تجميد")]
    public void The_Arabic_glossary_has_one_word_for_one_thing(string english, string forbidden)
    {
        var about = Arabic().Where(pair => Regex.IsMatch(pair.Key, english, RegexOptions.IgnoreCase)).ToArray();
        Assert.NotEmpty(about);
        Assert.DoesNotContain(about, pair => Regex.IsMatch(pair.Value, forbidden));
    }

    /// <summary>Resources are compiled without regard to case: of two names that differ in nothing else one is lost.</summary>
    [Fact]
    public void No_two_sentences_differ_in_case_alone() =>
        Assert.DoesNotContain(Arabic().Keys.GroupBy(key => key, StringComparer.OrdinalIgnoreCase), same => same.Count() > 1);

    /// <summary>What stands in somebody's way is said in their language: every rule that the program can break.</summary>
    [Fact]
    public void Every_sentence_of_a_rule_has_an_Arabic_one()
    {
        var arabic = Arabic();
        var rules = new[] { typeof(Domain.Rule).Assembly, typeof(Program).Assembly }.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(Domain.Rule)).Select(field => ((Domain.Rule)field.GetValue(null)!).Sentence).ToArray();

        Assert.True(rules.Length > 60, "Hardly any rule was found.");
        Assert.DoesNotContain(rules, sentence => !arabic.ContainsKey(sentence));
    }

    /// <summary>What is counted has all the forms that Arabic numbers ask for.</summary>
    [Fact]
    public void Every_counted_word_has_its_Arabic_forms()
    {
        var arabic = Arabic();
        var counted = Sources().SelectMany(path => Counted().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)).Distinct().ToArray();

        Assert.True(counted.Length > 10, "The collector found hardly any count.");
        Assert.DoesNotContain(counted, key => !arabic.ContainsKey(key));
        foreach (var key in counted)
            Assert.DoesNotContain(Counts.ArabicForms, form => !arabic.TryGetValue($"{key}|{form}", out var value) || form is "few" or "many" && !value.Contains("{0}", StringComparison.Ordinal));
    }

    /// <summary>The policies that a platform starts with are read in the console's language.</summary>
    [Fact]
    public void Every_text_of_the_built_in_policies_has_an_Arabic_one()
    {
        var arabic = Arabic();
        var texts = PlatformSetupSeeds.Policies().SelectMany(policy => (string[])[policy.Name, policy.Text, .. policy.Examples, .. policy.EdgeCases]).ToArray();

        Assert.True(texts.Length > 15, "Hardly any text was found.");
        Assert.DoesNotContain(texts, text => !arabic.ContainsKey(text));
    }

    /// <summary>Whatever turns a value of an enum into words, found by its shape: none of the values stays a code.</summary>
    [Fact]
    public void Every_value_that_is_put_into_words_has_Arabic_ones()
    {
        var methods = typeof(Program).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => method.ReturnType == typeof(string) && method.GetParameters() is [{ ParameterType.IsEnum: true }, { ParameterType: var second }] && second == typeof(IStringLocalizer<Strings>)).ToArray();
        Assert.True(methods.Length > 12, "Hardly any such method was found.");
        Assert.Contains(methods, method => method.DeclaringType == typeof(TimelineWords) && method.GetParameters()[0].ParameterType == typeof(CaseEventKind));

        Assert.Empty(InArabic(L => methods.SelectMany(method => Enum.GetValues(method.GetParameters()[0].ParameterType).Cast<object>(), (method, value) => (Key: $"{method.DeclaringType!.Name}.{method.Name}({value})", Said: (string)method.Invoke(null, [value, L])!))
            .Where(word => !IsArabic(word.Said)).Select(word => word.Key).ToArray()));
    }

    /// <summary>Detectors and the owners of escalations are known by keys; each key has a name.</summary>
    [Fact]
    public void Every_detector_and_every_owner_of_an_escalation_has_an_Arabic_name()
    {
        var detectors = typeof(Detector).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Detector)) && !type.IsAbstract).Select(type => ((Detector)Activator.CreateInstance(type)!).Key).ToArray();
        var owners = Enum.GetValues<EscalationKind>().Select(kind => EscalationPlan.Raise(new(Guid.Empty, kind, "x", Guid.Empty, default), Case(), Queue(kind), null).Owner)
            .Concat(Enumerable.Range(0, 4).Select(EscalationPlan.ThreatOwner)).ToArray();
        Assert.True(detectors.Length > 15, "Hardly any detector was found.");

        Assert.Empty(InArabic(L => detectors.Where(key => !IsArabic(CaseViewOf.DetectorName(key, L))).Concat(owners.Where(owner => !IsArabic(EscalationWords.Owner(owner, L)))).ToArray()));

        static Queue Queue(EscalationKind kind) => PlatformSetupSeeds.Queues.Where(seed => seed.Kind == EscalationPlan.Destination(kind)).Select(seed => new Queue { PlatformId = 1, Id = seed.Id, Name = seed.Name, Kind = seed.Kind }).First();
        static Case Case() => new() { PlatformId = 1, Id = Guid.Empty, AccountId = "a", QueueId = "general", PolicyKey = "p", PolicyVersion = 1, OpenedAt = default, ChangedAt = default };
    }

    /// <summary>The record of a decision shows what each entry is: whatever the program writes there.</summary>
    [Fact]
    public void Every_entry_about_a_decision_has_Arabic_words()
    {
        var actions = Sources().SelectMany(path => DecisionEntry().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value)).Distinct().ToArray();
        Assert.True(actions.Length >= 6, "Hardly any entry was found.");
        Assert.Empty(InArabic(L => actions.Where(action => !IsArabic(AuditWords.What(action, L))).ToArray()));
    }

    /// <summary>Sentences that are stored in English and said again to each reader: constants, and the faults of a configuration.</summary>
    [Fact]
    public void Every_stored_sentence_has_an_Arabic_one()
    {
        var arabic = Arabic();
        var constants = typeof(Program).Assembly.GetTypes().SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.IsLiteral && field.FieldType == typeof(string)).Select(field => (string)field.GetRawConstantValue()!).Where(text => Sentence().IsMatch(text)).ToArray();
        var faults = Sources().SelectMany(path => Fault().Matches(File.ReadAllText(path)).Select(match => Numbered(match.Groups[1].Value))).ToArray();

        Assert.Contains(Features.Scoring.CaseDraft.ThreatReason, constants);
        Assert.True(faults.Length > 10, "Hardly any fault was found.");
        Assert.DoesNotContain(constants.Concat(faults), text => !arabic.ContainsKey(text));
        Assert.DoesNotContain(faults, text => !Blanks(text).SetEquals(Blanks(arabic[text])));

        static string Numbered(string text)
        {
            var number = 0;
            return Blanked().Replace(text, _ => $"{{{number++}}}");
        }
    }

    static T InArabic<T>(Func<IStringLocalizer<Strings>, T> ask)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ar");
        try
        {
            return ask(new StringLocalizer<Strings>(new ResourceManagerStringLocalizerFactory(Microsoft.Extensions.Options.Options.Create(new LocalizationOptions()), Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance)));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    static bool IsArabic(string text) => text.Any(letter => letter is >= '\u0600' and <= '\u06FF');

    static Dictionary<string, string> Arabic() => XDocument.Load(Path.Combine(Source, "Components", "Strings.ar.resx")).Root!.Elements("data")
        .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    static IEnumerable<string> Sources() => Directory.EnumerateFiles(Source, "*.*", SearchOption.AllDirectories)
        .Where(path => path.EndsWith(".razor", StringComparison.Ordinal) || path.EndsWith(".cs", StringComparison.Ordinal))
        .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    static HashSet<string> Blanks(string text) => [.. Blank().Matches(text).Select(match => match.Value)];

    static string Source => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../src/ModerationHub"));

    static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex("""\bL\["((?:[^"\\]|\\.)*)""")]
    private static partial Regex Key();

    [GeneratedRegex("""\bL\.Count\(.*?, "[^"]*", "([^"]*)"\)""")]
    private static partial Regex Counted();

    [GeneratedRegex("""\.Audit\("([^"]+)", "decision",""")]
    private static partial Regex DecisionEntry();

    [GeneratedRegex("""faults\.Add\(\$"(.*)"\);""")]
    private static partial Regex Fault();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Blanked();

    [GeneratedRegex(@"^[A-Z][^\n]* [^\n]*\.$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Blank();
}
