using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ModerationHub.Tests.Components;

public partial class TranslationTests
{
    // Names of pages reach the localizer through a table, not as literals.
    static readonly string[] places = ["Triage", "Accounts", "Orders", "Audit", "Appeals", "Policies", "Models", "Administration"];

    [Fact]
    public void Every_sentence_has_an_Arabic_one_with_the_same_blanks()
    {
        var arabic = XDocument.Load(Path.Combine(Source, "Components", "Strings.ar.resx")).Root!.Elements("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);
        string[] files = [.. Directory.EnumerateFiles(Source, "*.*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".razor", StringComparison.Ordinal) || path.EndsWith(".cs", StringComparison.Ordinal))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))];
        var keys = files.SelectMany(path => Key().Matches(File.ReadAllText(path)).Select(match => Regex.Unescape(match.Groups[1].Value))).Concat(places).Distinct().ToArray();

        Assert.True(keys.Length > 200, "The collector found hardly any sentence.");
        Assert.DoesNotContain(keys, key => !arabic.TryGetValue(key, out var value) || string.IsNullOrWhiteSpace(value));
        Assert.DoesNotContain(keys, key => !Blanks(key).SetEquals(Blanks(arabic[key])));
    }

    /// <summary>What stands in somebody's way is said in their language: every rule that the program can break.</summary>
    [Fact]
    public void Every_sentence_of_a_rule_has_an_Arabic_one()
    {
        var arabic = XDocument.Load(Path.Combine(Source, "Components", "Strings.ar.resx")).Root!.Elements("data").Select(data => data.Attribute("name")!.Value).ToHashSet();
        var rules = new[] { typeof(Domain.Rule).Assembly, typeof(Program).Assembly }.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(Domain.Rule)).Select(field => ((Domain.Rule)field.GetValue(null)!).Sentence).ToArray();

        Assert.True(rules.Length > 60, "Hardly any rule was found.");
        Assert.DoesNotContain(rules, sentence => !arabic.Contains(sentence));
    }

    static HashSet<string> Blanks(string text) => [.. Blank().Matches(text).Select(match => match.Value)];

    static string Source => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../src/ModerationHub"));

    static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex("""\bL\["((?:[^"\\]|\\.)*)""")]
    private static partial Regex Key();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Blank();
}
