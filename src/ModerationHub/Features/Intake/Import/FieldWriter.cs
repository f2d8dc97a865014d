using System.Globalization;
using System.Text.Json;

namespace ModerationHub.Features.Intake.Import;

/// <summary>
/// Turns a cell's text into the JSON that the API expects. What cannot be read is passed on as it stands:
/// the hub rejects it, and says why, better than a second set of rules here would.
/// </summary>
public static class FieldWriter
{
    // A comma may be part of an address; between two in quotes it is none.
    static readonly string[] AddressSeparators = [" ", "|", ";", "\t", "','", "\",\""];
    static readonly string[] Separators = [.. AddressSeparators, ","];
    static readonly char[] AroundLists = ['[', ']', '{', '}', ' '], Around = ['"', '\'', ','];
    static readonly string[] TimeFormats = ["ddd MMM dd HH:mm:ss zzz yyyy"];

    public static void Write(Utf8JsonWriter json, ImportField field, string text)
    {
        json.WritePropertyName(field.Name);
        switch (field.Type)
        {
            case FieldType.Number when Number(text) is { } number:
                json.WriteNumberValue(number);
                break;
            case FieldType.Flag when Flag(text) is { } flag:
                json.WriteBooleanValue(flag);
                break;
            case FieldType.Time when Time(text) is { } time:
                json.WriteStringValue(time);
                break;
            case FieldType.List when IsJson(text):
                json.WriteRawValue(text);
                break;
            case FieldType.List:
                json.WriteStartArray();
                foreach (var part in Bare(text).Split(field.Name == "urls" ? AddressSeparators : Separators, StringSplitOptions.RemoveEmptyEntries))
                    if (part.Trim(Around) is { Length: > 0 } item) json.WriteStringValue(item);
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(text);
                break;
        }
    }

    /// <summary>A list without the brackets around it; an address may end in one of its own.</summary>
    static string Bare(string text) => text.TrimStart() is ['[' or '{', ..] ? text.Trim(AroundLists) : text;

    static long? Number(string text)
    {
        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)) return number;
        // Tables that went through a float column say "63466.0".
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && Math.Abs(real) < 1e15 && real == Math.Floor(real) ? (long)real : null;
    }

    static bool? Flag(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "T" or "YES" => true,
        "FALSE" or "0" or "F" or "NO" => false,
        _ => null,
    };

    /// <summary>A time without a zone is UTC; bare numbers are seconds or milliseconds since 1970.</summary>
    static DateTimeOffset? Time(string text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch))
            return text.Length switch
            {
                9 or 10 => DateTimeOffset.FromUnixTimeSeconds(epoch),
                12 or 13 => DateTimeOffset.FromUnixTimeMilliseconds(epoch),
                _ => null,
            };
        if (DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, Utc, out var time)) return time;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out time) ? time : null;
    }

    static bool IsJson(string text)
    {
        if (!text.StartsWith('[')) return false;
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
