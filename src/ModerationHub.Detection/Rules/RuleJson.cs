using System.Text;
using System.Text.Json;
using ModerationHub.Detection.Text;

namespace ModerationHub.Detection.Rules;

/// <summary>
/// Rules as JSON, version 1: <c>{"version":1,"rules":[{"id":"…","name":"…","weight":0.5,"when":{"all":[{"field":"post.text","op":"contains","value":"…"},
/// {"any":[…]},{"count":{"within":"24h","at_least":3,"of":{"all":[…]}}}]}}]}</c>. Read strictly: what is not expected is refused, not passed over.
/// </summary>
public static class RuleJson
{
    /// <summary>The version that is written.</summary>
    public const int Version = 1;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 40, AllowDuplicateProperties = false };

    /// <summary>Reads rules; null or empty gives none. They may still have faults: see <see cref="RuleChecker"/>.</summary>
    /// <exception cref="RuleFormatException">The text is not such JSON; says where.</exception>
    public static IReadOnlyList<PolicyRule> Read(string? json)
    {
        if (string.IsNullOrEmpty(json)) return [];
        if (!TextNormaliser.IsWellFormed(json)) throw new RuleFormatException("$", "No JSON: half a character stands in it.");
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = Object(document.RootElement, "$", "version", "rules");
            if (root["version"] is not { ValueKind: JsonValueKind.Number } version || !version.TryGetInt32(out var number) || number != Version)
                throw new RuleFormatException("$.version", "Only version 1 of rules is known.");
            return [.. Array(root["rules"], "rules").Select((rule, i) => Rule(rule, $"rules[{i}]"))];
        }
        catch (JsonException broken)
        {
            throw new RuleFormatException("$", $"No JSON: {broken.Message}");
        }
    }

    /// <summary>Writes rules; equal rules give equal text.</summary>
    public static string Write(IEnumerable<PolicyRule> rules) => Written(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("version", Version);
        writer.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            writer.WriteStartObject();
            writer.WriteString("id", rule.Id);
            writer.WriteString("name", rule.Name);
            writer.WriteNumber("weight", rule.Weight);
            writer.WritePropertyName("when");
            Write(writer, rule.When);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>Writes one condition; equal conditions give equal text.</summary>
    public static string Write(RuleCondition condition) => Written(writer => Write(writer, condition));

    private static string Written(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, RuleCondition condition)
    {
        writer.WriteStartObject();
        switch (condition)
        {
            case GroupCondition group:
                writer.WriteStartArray(KindOf(group.Kind));
                foreach (var part in group.Parts) Write(writer, part);
                writer.WriteEndArray();
                break;
            case CountCondition count:
                writer.WriteStartObject("count");
                writer.WriteString("within", count.Within);
                writer.WriteNumber("at_least", count.AtLeast);
                if (count.Of is not null)
                {
                    writer.WritePropertyName("of");
                    Write(writer, count.Of);
                }
                writer.WriteEndObject();
                break;
            case FieldCondition field:
                writer.WriteString("field", field.Field);
                writer.WriteString("op", field.Operator);
                Write(writer, field.Value);
                break;
        }
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, RuleValue value)
    {
        if (value.Flag is { } flag) writer.WriteBoolean("value", flag);
        else if (value.Number is { } number) writer.WriteNumber("value", number);
        else writer.WriteString("value", value.Text ?? "");
    }

    private static PolicyRule Rule(JsonElement json, string path)
    {
        var rule = Object(json, path, "id", "name", "weight", "when");
        return new PolicyRule(Text(rule["id"], path + ".id"), Text(rule["name"], path + ".name"), Number(rule["weight"], path + ".weight"), Group(rule["when"], path + ".when"));
    }

    private static GroupCondition Group(JsonElement json, string path) =>
        Condition(json, path) as GroupCondition ?? throw new RuleFormatException(path, "A group is needed here: all, any or none.");

    private static RuleCondition Condition(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new RuleFormatException(path, "A condition is an object.");
        foreach (var kind in Enum.GetValues<GroupKind>())
            if (json.TryGetProperty(KindOf(kind), out _))
                return new GroupCondition(kind, [.. Array(Object(json, path, KindOf(kind))[KindOf(kind)], $"{path}.{KindOf(kind)}")
                    .Select((part, i) => Condition(part, $"{path}.{KindOf(kind)}[{i}]"))]);
        if (json.TryGetProperty("count", out var counted))
        {
            Object(json, path, "count");
            var of = counted.ValueKind == JsonValueKind.Object && counted.TryGetProperty("of", out var inner) ? Group(inner, path + ".count.of") : null;
            var count = Object(counted, path + ".count", of is null ? ["within", "at_least"] : ["within", "at_least", "of"]);
            return new CountCondition(Text(count["within"], path + ".count.within"), Number(count["at_least"], path + ".count.at_least"), of);
        }
        var field = Object(json, path, "field", "op", "value");
        return new FieldCondition(Text(field["field"], path + ".field"), Text(field["op"], path + ".op"), Value(field["value"], path + ".value"));
    }

    private static RuleValue Value(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.String => RuleValue.Of(json.GetString()!),
        JsonValueKind.Number => RuleValue.Of(Number(json, path)),
        JsonValueKind.True or JsonValueKind.False => RuleValue.Of(json.GetBoolean()),
        _ => throw new RuleFormatException(path, "A value is a text, a number, true or false."),
    };

    private static Dictionary<string, JsonElement> Object(JsonElement json, string path, params string[] names)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new RuleFormatException(path, "An object is needed here.");
        var found = json.EnumerateObject().ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal);
        if (found.Keys.FirstOrDefault(name => !names.Contains(name)) is { } strange) throw new RuleFormatException(path, $"“{strange}” is not known here.");
        return names.FirstOrDefault(name => !found.ContainsKey(name)) is { } missing ? throw new RuleFormatException(path, $"“{missing}” is missing.") : found;
    }

    private static JsonElement.ArrayEnumerator Array(JsonElement json, string path) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray() : throw new RuleFormatException(path, "A list is needed here.");

    private static string Text(JsonElement json, string path) =>
        json.ValueKind == JsonValueKind.String ? json.GetString()! : throw new RuleFormatException(path, "A text is needed here.");

    private static double Number(JsonElement json, string path) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw new RuleFormatException(path, "A number is needed here.");

    internal static string KindOf(GroupKind kind) => kind switch { GroupKind.All => "all", GroupKind.Any => "any", _ => "none" };
}
