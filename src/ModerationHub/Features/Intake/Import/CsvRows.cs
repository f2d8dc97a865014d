using System.Text.Encodings.Web;
using System.Text.Json;
using Sylvan.Data.Csv;

namespace ModerationHub.Features.Intake.Import;

static class CsvRows
{
    /// <summary>A character that begins no row: unless told otherwise, the reader takes rows that begin with a hashtag for comments.</summary>
    public const char NoComment = '\uFFFF';

    static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    static readonly JsonSerializerOptions AsText = new() { Encoder = Relaxed.Encoder };

    public static IEnumerable<ImportRow> Read(TextReader text, ColumnMap map)
    {
        CsvDataReader csv;
        try
        {
            // One cell may be a whole page; a buffer that ends at a cell of 16 MiB still ends a runaway quote.
            csv = CsvDataReader.Create(text, new CsvDataReaderOptions { BufferSize = 1 << 16, MaxBufferSize = 1 << 24, OwnsReader = false, Comment = NoComment });
        }
        catch (Exception damaged) when (damaged is InvalidDataException or CsvFormatException or FormatException)
        {
            throw ImportFile.Damaged(damaged);
        }
        return Read(csv, map);
    }

    static IEnumerable<ImportRow> Read(CsvDataReader csv, ColumnMap map)
    {
        using var open = csv;
        var columns = Enumerable.Range(0, csv.FieldCount).Select(csv.GetName).ToArray();
        var fields = map.Assign(columns);
        if (Array.TrueForAll(fields, field => field is null))
            throw new ImportException($"None of the columns {string.Join(", ", columns)} is known; name them with --map FIELD=COLUMN.");
        for (var number = 1L; Next(csv); number++)
        {
            if (IsBlank(csv))
                continue;
            yield return csv.RowFieldCount == columns.Length
                ? new ImportRow(number, ToJson(csv, fields))
                : new ImportRow(number, AsFound(csv), $"The row has {csv.RowFieldCount} cells, the header {columns.Length}.");
        }
    }

    /// <summary>An empty line, as many files end with one.</summary>
    static bool IsBlank(CsvDataReader csv) => csv.RowFieldCount == 0 || (csv.RowFieldCount == 1 && string.IsNullOrWhiteSpace(csv.GetString(0)));

    static bool Next(CsvDataReader csv)
    {
        try
        {
            return csv.Read();
        }
        catch (Exception damaged) when (damaged is InvalidDataException or CsvFormatException or CsvRecordTooLargeException)
        {
            throw ImportFile.Damaged(damaged);
        }
    }

    static byte[] ToJson(CsvDataReader csv, ImportField?[] fields)
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, Relaxed))
        {
            json.WriteStartObject();
            for (var i = 0; i < fields.Length; i++)
                if (fields[i] is { } field && csv.GetString(i) is { Length: > 0 } cell) FieldWriter.Write(json, field, cell);
            json.WriteEndObject();
        }
        return body.WrittenSpan.ToArray();
    }

    static byte[] AsFound(CsvDataReader csv) => JsonSerializer.SerializeToUtf8Bytes(
        string.Join(',', Enumerable.Range(0, csv.RowFieldCount).Select(csv.GetString)), AsText);
}
