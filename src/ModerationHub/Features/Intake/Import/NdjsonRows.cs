using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ModerationHub.Features.Intake.Import;

static class NdjsonRows
{
    static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    static readonly JsonSerializerOptions AsText = new() { Encoder = Relaxed.Encoder };

    public static IEnumerable<ImportRow> Read(TextReader text, ColumnMap map)
    {
        for (var number = 1L; Next(text) is { } line; number++)
            if (!string.IsNullOrWhiteSpace(line)) yield return Row(number, line, map);
    }

    static string? Next(TextReader text)
    {
        try
        {
            return text.ReadLine();
        }
        catch (InvalidDataException damaged)
        {
            throw ImportFile.Damaged(damaged);
        }
    }

    static ImportRow Row(long number, string line, ColumnMap map)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return new ImportRow(number, ToJson(document.RootElement, map));
        }
        catch (JsonException)
        {
            // Said below, with the line itself.
        }
        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair cannot be read as text.
        }
        return new ImportRow(number, JsonSerializer.SerializeToUtf8Bytes(line, AsText), "The line is not one JSON object.");
    }

    static byte[] ToJson(JsonElement row, ColumnMap map)
    {
        // Of a name that comes twice the last counts, as in the API.
        var properties = row.EnumerateObject().Reverse().DistinctBy(property => property.Name).Reverse().ToArray();
        // Lines may leave out what is empty, so a column that the user named need not be in every line.
        var names = properties.Select(property => property.Name).ToArray();
        var fields = map.Assign([.. names, .. map.Given.Except(names, StringComparer.OrdinalIgnoreCase)]);
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, Relaxed))
        {
            json.WriteStartObject();
            foreach (var (index, property) in properties.Index())
                if (fields[index] is { } field) Write(json, field, property.Value);
            json.WriteEndObject();
        }
        return body.WrittenSpan.ToArray();
    }

    static void Write(Utf8JsonWriter json, ImportField field, JsonElement value)
    {
        // Times, lists, numbers in quotes and ids that are numbers have forms in data sets that the API does not know; all else passes untouched.
        if (field.Type != FieldType.Text && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            FieldWriter.Write(json, field, text);
        else if (field.Type is FieldType.Time or FieldType.Text && value.ValueKind == JsonValueKind.Number)
            FieldWriter.Write(json, field, value.GetRawText());
        else if (field.Type == FieldType.List && value.ValueKind == JsonValueKind.Array)
        {
            json.WriteStartArray(field.Name);
            foreach (var item in value.EnumerateArray())
                if (item.ValueKind == JsonValueKind.Number)
                    json.WriteStringValue(item.GetRawText());
                else
                    json.WriteRawValue(item.GetRawText(), skipInputValidation: true);
            json.WriteEndArray();
        }
        else
        {
            json.WritePropertyName(field.Name);
            json.WriteRawValue(value.GetRawText(), skipInputValidation: true);
        }
    }
}
