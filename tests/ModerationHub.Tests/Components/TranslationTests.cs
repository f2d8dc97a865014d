using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ModerationHub.Components;
using ModerationHub.Features.Administration;

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

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Blank();
}
