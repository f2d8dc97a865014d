using System.Text.Json;
using ModerationHub.Domain;
using ModerationHub.Domain.Learning;
using ModerationHub.Features.Intake.Import;
using Sylvan.Data.Csv;

namespace ModerationHub.Features.Learning;

/// <summary>A row of a labelled file.</summary>
public sealed record LabelledRow(string Text, bool Positive, string? Language);

/// <summary>CSV with a header, or NDJSON, with the fields text, label and, if known, language. Rows without text or with a label that is neither are left out and counted.</summary>
public static class ReadLabelledFile
{
    public const int MostBytes = 20 << 20;
    public const int MostRows = 50_000;
    const int LongestText = 20_000;

    static readonly string[] Yes = ["1", "true", "yes", "positive"];
    static readonly string[] No = ["0", "false", "no", "negative"];

    public static (IReadOnlyList<LabelledRow> Rows, int LeftOut) Read(string content)
    {
        var (rows, leftOut) = (new List<LabelledRow>(), 0);
        foreach (var (text, label, language) in content.AsSpan().TrimStart('\uFEFF').TrimStart().StartsWith("{") ? Ndjson(content) : Csv(content))
        {
            var known = label?.Trim().ToLowerInvariant();
            if (string.IsNullOrWhiteSpace(text) || text.Length > LongestText || text.Contains('\0') || (!Yes.Contains(known) && !No.Contains(known)))
                leftOut++;
            else
                rows.Add(new(text, Yes.Contains(known), string.IsNullOrWhiteSpace(language) || language.Length > 35 ? null : language.Trim()));
            if (rows.Count + leftOut > MostRows)
                throw new RuleBrokenException(LearningRules.FileTooLarge);
        }
        return (rows, leftOut);
    }

    static IEnumerable<(string? Text, string? Label, string? Language)> Ndjson(string content)
    {
        using var lines = new StringReader(content.TrimStart('\uFEFF'));
        while (lines.ReadLine() is { } line)
            if (!string.IsNullOrWhiteSpace(line))
                yield return Row(line);
    }

    static (string?, string?, string?) Row(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? (Field(document.RootElement, "text"), Field(document.RootElement, "label"), Field(document.RootElement, "language"))
                : default;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return default;
        }
    }

    static string? Field(JsonElement row, string name) => row.TryGetProperty(name, out var value)
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
        : null;

    static List<(string?, string?, string?)> Csv(string content)
    {
        try
        {
            using var csv = CsvDataReader.Create(new StringReader(content.TrimStart('\uFEFF')), new CsvDataReaderOptions { BufferSize = 1 << 16, MaxBufferSize = 1 << 24, Comment = CsvRows.NoComment });
            var columns = Enumerable.Range(0, csv.FieldCount).DistinctBy(csv.GetName).ToDictionary(csv.GetName, i => i, StringComparer.OrdinalIgnoreCase);
            if (!columns.TryGetValue("text", out var text) || !columns.TryGetValue("label", out var label))
                throw new RuleBrokenException(LearningRules.FileUnreadable);
            var language = columns.TryGetValue("language", out var l) ? l : -1;
            List<(string?, string?, string?)> rows = [];
            while (csv.Read() && rows.Count <= MostRows)
                rows.Add((Cell(csv, text), Cell(csv, label), Cell(csv, language)));
            return rows;
        }
        catch (Exception e) when (e is InvalidDataException or CsvFormatException or CsvRecordTooLargeException or FormatException)
        {
            throw new RuleBrokenException(LearningRules.FileUnreadable);
        }
    }

    static string? Cell(CsvDataReader csv, int column) => column >= 0 && column < csv.RowFieldCount ? csv.GetString(column) : null;
}
