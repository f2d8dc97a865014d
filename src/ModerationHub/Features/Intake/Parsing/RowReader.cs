using System.Buffers;
using System.Text;
using System.Text.Json;
using ModerationHub.Data;

namespace ModerationHub.Features.Intake.Parsing;

/// <summary>
/// Walks through one row, property by property: <c>while (row.Next()) if (row.Is("id"u8)) … else row.Ignore();</c>
/// What is not as it should be throws <see cref="RowRefusedException"/> (or JsonException when it is no JSON).
/// </summary>
public ref struct RowReader
{
    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    const string NoText = "holds bytes or escapes that are no Unicode text.";
    const int LongestName = 64;

    readonly DateTime _latest;
    Utf8JsonReader _json;
    ReadOnlySpan<byte> _name;

    public RowReader(ReadOnlySpan<byte> row, int line, DateTimeOffset now)
    {
        Line = line;
        _latest = now.UtcDateTime + IntakeLimits.Ahead;
        _json = new Utf8JsonReader(row);
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
            throw new RowRefusedException(null, "A row must be a JSON object.");
    }

    public int Line { get; }

    /// <summary>Moves to the next property; false at the end of the row.</summary>
    public bool Next()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.PropertyName)
        {
            _name = _json.ValueSpan;
            return true;
        }
        // Throws when something follows the object.
        _json.Read();
        return false;
    }

    public readonly bool Is(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    /// <summary>Passes over a property that the hub does not know; what is no text is refused there too.</summary>
    public void Ignore()
    {
        var depth = _json.CurrentDepth;
        CheckText();
        do
        {
            _json.Read();
            CheckText();
        }
        while (_json.CurrentDepth > depth || _json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray);
    }

    readonly void CheckText()
    {
        if (_json.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            return;
        if (_json.ValueIsEscaped)
            Decode();
        else if (!System.Text.Unicode.Utf8.IsValid(_json.ValueSpan))
            throw Refuse(NoText);
    }

    public string? Text(int max)
    {
        _json.Read();
        return _json.TokenType == JsonTokenType.Null ? null : String(max);
    }

    /// <summary>An id of something; empty means none.</summary>
    public string? Id() => Text(IntakeLimits.Id) is { Length: > 0 } id ? id : null;

    /// <summary>Hexadecimal digits, exactly so many; lower case on the way out.</summary>
    public string? Hex(int length)
    {
        var text = Text(length);
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.Length != length || text.AsSpan().ContainsAnyExcept(HexDigits))
            throw Refuse($"must be {length} hexadecimal digits.");
        return text.ToLowerInvariant();
    }

    public long? Count()
    {
        _json.Read();
        return _json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.Number when _json.TryGetInt64(out var number) && number >= 0 => number,
            // Whole numbers may be written otherwise: 10.0, 1e3.
            JsonTokenType.Number when _json.TryGetDecimal(out var written) && written is >= 0 and <= long.MaxValue && decimal.IsInteger(written) => (long)written,
            _ => throw Refuse("must be a whole number that is not negative."),
        };
    }

    public bool? Flag()
    {
        _json.Read();
        return _json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            _ => throw Refuse("must be true or false."),
        };
    }

    public T? OneOf<T>() where T : struct, Enum
    {
        var text = Text(IntakeLimits.Name);
        if (text is null)
            return null;
        return SnakeCase.TryParse<T>(text, out var value)
            ? value
            : throw Refuse($"must be one of {string.Join(", ", Enum.GetValues<T>().Select(SnakeCase.Of))}.");
    }

    public Guid? Uuid()
    {
        var text = Text(IntakeLimits.Id);
        if (text is null)
            return null;
        return Guid.TryParse(text, out var id) ? id : throw Refuse("must be a uuid.");
    }

    /// <summary>A moment in ISO 8601 or RFC 3339, in UTC when it names no offset, cut to the microseconds that the database keeps.</summary>
    public DateTime? Time(DateTime earliest)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.Null)
            return null;
        if (_json.TokenType != JsonTokenType.String || (!_json.TryGetDateTime(out var time) && !LooseTime.TryParse(String(IntakeLimits.Time), out time)))
            throw Refuse("must be a time in ISO 8601, such as 2016-02-05T12:00:00Z.");
        time = time.Kind switch
        {
            DateTimeKind.Utc => time,
            DateTimeKind.Local => _json.GetDateTimeOffset().UtcDateTime,
            _ => DateTime.SpecifyKind(time, DateTimeKind.Utc),
        };
        if (time < earliest)
            throw Refuse($"must not be before {earliest.Year}.");
        if (time > _latest)
            throw Refuse("must not be more than a day ahead.");
        return new DateTime(time.Ticks - time.Ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc);
    }

    /// <summary>Null when the property is null, so that "absent" and "none" stay apart.</summary>
    public string[]? Texts(int maxItems, int maxLength)
    {
        if (!StartsArray())
            return null;
        List<string>? items = null;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            items ??= [];
            Room(items.Count, maxItems);
            items.Add(String(maxLength));
        }
        return items is null ? [] : [.. items];
    }

    /// <summary>Begins an array of objects; afterwards <see cref="NextItem"/> and then <see cref="Next"/> walk through it.</summary>
    public bool StartsArray()
    {
        _json.Read();
        return _json.TokenType switch
        {
            JsonTokenType.Null => false,
            JsonTokenType.StartArray => true,
            _ => throw Refuse("must be an array."),
        };
    }

    public bool NextItem(int have, int maxItems)
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndArray)
            return false;
        Room(have, maxItems);
        return _json.TokenType == JsonTokenType.StartObject ? true : throw Refuse("must hold objects.");
    }

    /// <summary>Moves to the next property of an object inside an array.</summary>
    public bool NextOfItem()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.PropertyName)
            return false;
        _name = _json.ValueSpan;
        return true;
    }

    public static T Required<T>(T? value, string field) where T : class =>
        value ?? throw new RowRefusedException(field, $"{field} is required.");

    public static T Required<T>(T? value, string field) where T : struct =>
        value ?? throw new RowRefusedException(field, $"{field} is required.");

    readonly string String(int max)
    {
        if (_json.TokenType != JsonTokenType.String)
            throw Refuse("must be text.");
        // A character is two escapes of six bytes at most: what can't fit is not even decoded.
        if (_json.ValueSpan.Length > max * 12L)
            throw Refuse($"must have at most {max} characters.");
        var text = Decode();
        return text.Length > max && Runes(text) > max ? throw Refuse($"must have at most {max} characters.") : text;
    }

    readonly string Decode()
    {
        string text;
        try
        {
            text = _json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Refuse(NoText);
        }
        return text.Contains('\0', StringComparison.Ordinal) ? throw Refuse("must not hold the character NUL.") : text;
    }

    /// <summary>An emoji counts once, though it is two UTF-16 units.</summary>
    static int Runes(string text)
    {
        var pairs = 0;
        foreach (var c in text)
            if (char.IsLowSurrogate(c))
                pairs++;
        return text.Length - pairs;
    }

    readonly void Room(int have, int most)
    {
        if (have >= most)
            throw Refuse($"must have at most {most} items.");
    }

    readonly RowRefusedException Refuse(string what)
    {
        // A name that nobody knows may be as long as the row.
        var field = Encoding.UTF8.GetString(_name.Length <= LongestName ? _name : _name[..LongestName]);
        return new(field, $"{field} {what}");
    }
}
