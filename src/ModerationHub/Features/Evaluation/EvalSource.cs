using System.IO.Compression;
using ModerationHub.Infrastructure.CommandLine;
using Sylvan.Data.Csv;

namespace ModerationHub.Features.Evaluation;

/// <summary>A row by the names in the file's header; a column that is not there reads as empty.</summary>
sealed class EvalCells(Dictionary<string, int> columns, string[] cells)
{
    public string this[string column] => columns.TryGetValue(column, out var i) && i < cells.Length ? cells[i] : "";
}

/// <summary>The folder that is measured and the one that trains (null: the measured one).</summary>
sealed class EvalSource(string folder, string? train)
{
    public bool Apart => train is not null;

    public List<EvalCells> Measured(string set, string file) => Read(Path.Combine(folder, set), file);

    /// <summary>Names of the measured set's files that end so, without the ending (and without .csv), in order.</summary>
    public IEnumerable<string> MeasuredNames(string set, string ending) => Names(Path.Combine(folder, set), ending);

    /// <summary>The same of the set that trains.</summary>
    public IEnumerable<string> TrainingNames(string set, string ending) => Names(Path.Combine(train ?? folder, set), ending);

    /// <summary>Where a measured file that is no table lies; null when it is not there.</summary>
    public string? Locate(string set, string name) => Path.Combine(folder, set, name) is var path && File.Exists(path) ? path : null;

    /// <summary>Rows to learn from; with a training folder of its own, less the texts that the measured files hold.</summary>
    /// <param name="measured">The measured files of the set; the same file when none is named.</param>
    public List<EvalCells> Training(string set, string file, params string[] measured)
    {
        var rows = Read(Path.Combine(train ?? folder, set), file);
        if (train is null) return rows;
        var seen = (measured.Length == 0 ? [file] : measured).SelectMany(name => Measured(set, name)).Select(r => r["text"]).Where(text => text.Length > 0).ToHashSet();
        return [.. rows.Where(r => !seen.Contains(r["text"]))];
    }

    static IEnumerable<string> Names(string folder, string ending) => !Directory.Exists(folder) ? [] : Directory.EnumerateFiles(folder).Select(Path.GetFileName)
        .Select(name => name!.EndsWith(".csv.gz", StringComparison.Ordinal) ? name[..^7] : name.EndsWith(".csv", StringComparison.Ordinal) ? name[..^4] : "")
        .Where(name => name.Length > ending.Length && name.EndsWith(ending, StringComparison.Ordinal)).Select(name => name[..^ending.Length]).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The rows of FILE.csv or FILE.csv.gz; none when neither is there.</summary>
    static List<EvalCells> Read(string folder, string file)
    {
        var path = Array.Find([Path.Combine(folder, file + ".csv.gz"), Path.Combine(folder, file + ".csv")], File.Exists);
        if (path is null) return [];
        try
        {
            using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal)
                ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress)
                : File.OpenRead(path);
            using var text = new StreamReader(stream);
            using var csv = CsvDataReader.Create(text, new CsvDataReaderOptions { BufferSize = 1 << 16, MaxBufferSize = 1 << 24 });
            var columns = Enumerable.Range(0, csv.FieldCount).DistinctBy(csv.GetName).ToDictionary(csv.GetName, i => i, StringComparer.OrdinalIgnoreCase);
            var rows = new List<EvalCells>();
            while (csv.Read()) rows.Add(new EvalCells(columns, [.. Enumerable.Range(0, csv.RowFieldCount).Select(csv.GetString)]));
            return rows;
        }
        catch (CsvMissingHeadersException)
        {
            return [];
        }
        catch (Exception damaged) when (damaged is InvalidDataException or CsvFormatException or CsvRecordTooLargeException or IOException or UnauthorizedAccessException)
        {
            throw new SetupException(ExitCode.Failed, $"The file {path} cannot be read: {damaged.Message}", damaged);
        }
    }
}
