using System.Globalization;
using System.IO.Compression;
using ModerationHub.Detection.Text;
using ModerationHub.Features.Intake.Import;
using ModerationHub.Infrastructure.CommandLine;
using Sylvan.Data.Csv;

namespace ModerationHub.Features.Evaluation;

/// <summary>A row by the names in the file's header; a column that is not there reads as empty.</summary>
sealed class EvalCells(Dictionary<string, int> columns, string[] cells)
{
    public string this[string column] => columns.TryGetValue(column, out var i) && i < cells.Length ? cells[i] : "";

    /// <summary>A label: 1, 0 or neither (null).</summary>
    public bool? Label(string column) => this[column] switch { "1" => true, "0" => false, _ => null };

    /// <summary>A time in one of the forms that the sets have, the longest of which is Twitter's; null when it is none.</summary>
    public DateTimeOffset? Time(string column) => DateTimeOffset.TryParse(this[column], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        || DateTimeOffset.TryParseExact(this[column], "ddd MMM dd HH:mm:ss zzz yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out at) ? at : null;

    public long? Whole(string column) => long.TryParse(this[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>NaN when it is none.</summary>
    public double Number(string column) => double.TryParse(this[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}

static class EvalRows
{
    /// <summary>The rows that can be read; how many cannot is named.</summary>
    public static List<EvalCells> Readable(this List<EvalCells> rows, string file, Action<string> skip, Predicate<EvalCells> can)
    {
        var read = rows.FindAll(can);
        if (read.Count < rows.Count) skip($"{file}: {rows.Count - read.Count} of {rows.Count} rows unreadable");
        return read;
    }
}

/// <summary>The folder that is measured and the one that trains (null: the measured one).</summary>
sealed class EvalSource(string folder, string? train)
{
    public bool Apart => train is not null;

    readonly Dictionary<string, TextClassifier?> _models = [];

    /// <summary>A classifier that several figures ask for is trained once.</summary>
    public TextClassifier? Model(string name, Func<TextClassifier?> train) => _models.TryGetValue(name, out var known) ? known : _models[name] = train();

    /// <summary>Files of which only the beginning could be read.</summary>
    public List<string> Damaged { get; } = [];

    public List<EvalCells> Measured(string set, string file) => Read(Path.Combine(folder, set), file);

    /// <summary>Names of the measured set's files that end so, without the ending (and without .csv), in order.</summary>
    public IEnumerable<string> MeasuredNames(string set, string ending) => Names(Path.Combine(folder, set), ending);

    /// <summary>The same of the set that trains.</summary>
    public IEnumerable<string> TrainingNames(string set, string ending) => Names(Path.Combine(train ?? folder, set), ending);

    /// <summary>Where a measured file that is no table lies; null when it is not there.</summary>
    public string? Locate(string set, string name) => Path.Combine(folder, set, name) is var path && File.Exists(path) ? path : null;

    /// <summary>Why a measured file gave no rows.</summary>
    public string Without(string set, string file) => PathOf(Path.Combine(folder, set), file) is null ? $"there is no {file}" : $"{file} holds no rows";

    /// <summary>Whether the measured file is there and has a header at least: a list without rows says that there are none.</summary>
    public bool Lists(string set, string file)
    {
        if (PathOf(Path.Combine(folder, set), file) is not { } path) return false;
        using var text = Open(path);
        return text.Peek() >= 0;
    }

    /// <summary>Rows to learn from; with a training folder of its own, less the texts that the measured files hold.</summary>
    /// <param name="measured">The measured files of the set; the same file when none is named.</param>
    public List<EvalCells> Training(string set, string file, params string[] measured)
    {
        var rows = Read(Path.Combine(train ?? folder, set), file);
        if (train is null) return rows;
        var seen = (measured.Length == 0 ? [file] : measured).SelectMany(name => Measured(set, name)).Select(r => r["text"]).Where(text => text.Length > 0).ToHashSet();
        return [.. rows.Where(r => !seen.Contains(r["text"]))];
    }

    /// <summary>Rows that somebody else published: of the measured folder or, where it has none, of the one that trains.</summary>
    public List<EvalCells> Published(string set, string file) => Measured(set, file) is { Count: > 0 } rows ? rows : Read(Path.Combine(train ?? folder, set), file);

    static IEnumerable<string> Names(string folder, string ending) => !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder).Select(Path.GetFileName)
        .Select(name => name!.EndsWith(".csv.gz", StringComparison.Ordinal) ? name[..^7] : name.EndsWith(".csv", StringComparison.Ordinal) ? name[..^4] : "")
        .Where(name => name.Length > ending.Length && name.EndsWith(ending, StringComparison.Ordinal)).Select(name => name[..^ending.Length]).Distinct().Order(StringComparer.Ordinal);

    static string? PathOf(string folder, string file) => Array.Find([Path.Combine(folder, file + ".csv.gz"), Path.Combine(folder, file + ".csv")], File.Exists);

    static StreamReader Open(string path) =>
        new(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress) : File.OpenRead(path));

    /// <summary>The rows of FILE.csv or FILE.csv.gz; none when neither is there. What comes before damage is kept.</summary>
    List<EvalCells> Read(string folder, string file)
    {
        if (PathOf(folder, file) is not { } path) return [];
        var rows = new List<EvalCells>();
        try
        {
            using var text = Open(path);
            // A stray quote costs no more than its cell, and a row that begins with a hashtag is no comment.
            using var csv = CsvDataReader.Create(text, new CsvDataReaderOptions { BufferSize = 1 << 16, MaxBufferSize = 1 << 24, CsvStyle = CsvStyle.Lax, Comment = CsvRows.NoComment });
            var columns = Enumerable.Range(0, csv.FieldCount).DistinctBy(csv.GetName).ToDictionary(csv.GetName, i => i, StringComparer.OrdinalIgnoreCase);
            while (csv.Read()) rows.Add(new EvalCells(columns, [.. Enumerable.Range(0, csv.RowFieldCount).Select(csv.GetString)]));
            return rows;
        }
        catch (CsvMissingHeadersException)
        {
            return [];
        }
        catch (Exception damaged) when (damaged is InvalidDataException or CsvFormatException or CsvRecordTooLargeException or IOException or UnauthorizedAccessException)
        {
            if (rows.Count == 0) throw new SetupException(ExitCode.Failed, $"The file {path} cannot be read: {damaged.Message}", damaged);
            Damaged.Add($"the file {path} cannot be read beyond row {rows.Count}: {damaged.Message}");
            return rows;
        }
    }
}
