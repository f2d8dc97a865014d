using System.Globalization;
using System.Text;

namespace ModerationHub.Features.Demo.Story;

/// <summary>
/// Texts from rules, one a line: <c>name = first choice | second choice</c>. A choice may hold <c>{rule}</c>,
/// a number <c>{2-9}</c> or a random code <c>{#6}</c>. Lines with the same name add up.
/// </summary>
public sealed class Grammar
{
    readonly Dictionary<string, List<string>> _rules = new(StringComparer.Ordinal);

    Grammar(string language) => Language = language;

    public string Language { get; }

    public IReadOnlyCollection<string> Rules => _rules.Keys;

    public static Grammar Parse(string language, string text)
    {
        var grammar = new Grammar(language);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = line.IndexOf(" = ", StringComparison.Ordinal);
            if (equals < 0) throw new FormatException($"Not a rule: {line}");
            var name = line[..equals].Trim();
            if (!grammar._rules.TryGetValue(name, out var choices)) grammar._rules[name] = choices = [];
            choices.AddRange(line[(equals + 3)..].Split(" | ", StringSplitOptions.TrimEntries));
        }
        return grammar;
    }

    public bool Has(string rule) => _rules.ContainsKey(rule);

    public string Expand(string rule, StoryRandom random, IReadOnlyDictionary<string, string>? given = null)
    {
        if (given is not null && given.TryGetValue(rule, out var fixedText)) return fixedText;
        if (!_rules.TryGetValue(rule, out var choices)) throw new KeyNotFoundException($"No rule '{rule}' in {Language}.");
        return Fill(random.Pick(choices), random, given);
    }

    string Fill(string choice, StoryRandom random, IReadOnlyDictionary<string, string>? given)
    {
        var text = new StringBuilder(choice.Length * 2);
        var at = 0;
        HashSet<string>? said = null;
        while (choice.IndexOf('{', at) is var open and >= 0)
        {
            var close = choice.IndexOf('}', open);
            var slot = choice[(open + 1)..close];
            var value = Slot(slot, random, given);
            // "Gardening. Gardening." is what no person writes.
            for (var again = 0; again < 4 && said is not null && said.Contains(value); again++) value = Slot(slot, random, given);
            (said ??= []).Add(value);
            text.Append(choice, at, open - at).Append(value);
            at = close + 1;
        }
        return text.Append(choice, at, choice.Length - at).ToString();
    }

    string Slot(string slot, StoryRandom random, IReadOnlyDictionary<string, string>? given)
    {
        if (slot[0] == '#') return random.Code(int.Parse(slot.AsSpan(1), CultureInfo.InvariantCulture));
        if (!char.IsAsciiDigit(slot[0])) return Expand(slot, random, given);
        var dash = slot.IndexOf('-', StringComparison.Ordinal);
        var from = int.Parse(slot.AsSpan(0, dash), CultureInfo.InvariantCulture);
        var to = int.Parse(slot.AsSpan(dash + 1), CultureInfo.InvariantCulture);
        return random.Next(from, to + 1).ToString(CultureInfo.InvariantCulture);
    }
}
