using System.IO.Compression;
using System.Text;

namespace ModerationHub.Features.Intake.Import;

/// <summary>A CSV or NDJSON file, plain or gzip, told apart by what is in it and never by its name.</summary>
public sealed class ImportFile : IDisposable
{
    readonly FileStream _file;
    readonly StreamReader _text;

    ImportFile(FileStream file, StreamReader text) => (_file, _text) = (file, text);

    public long Length => _file.Length;

    /// <summary>Bytes of the file read so far, compressed ones if it is compressed.</summary>
    public long Position => _file.Position;

    /// <exception cref="ImportException">There is no such file, or it cannot be read.</exception>
    public static ImportFile Open(string path)
    {
        try
        {
            var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 16 });
            if (!file.CanSeek)
            {
                file.Dispose();
                throw new ImportException($"{path} is a pipe; an import reads a file, so that it can be run again.");
            }
            var zipped = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            Stream content = zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
            return new ImportFile(file, new StreamReader(content, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ImportException(problem is FileNotFoundException or DirectoryNotFoundException
                ? $"There is no file {path}." : $"The file {path} cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>The rows one by one; a damaged file gives the rows before the damage and then the exception.</summary>
    public IEnumerable<ImportRow> Rows(ColumnMap map)
    {
        int first;
        try
        {
            while ((first = _text.Peek()) >= 0 && char.IsWhiteSpace((char)first)) _text.Read();
        }
        catch (InvalidDataException damaged)
        {
            throw Damaged(damaged);
        }
        return first switch
        {
            -1 => throw new ImportException("The file is empty."),
            '{' => NdjsonRows.Read(_text, map),
            '[' => throw new ImportException("The file is one JSON array; an import takes NDJSON (one object a line) or CSV."),
            _ => CsvRows.Read(_text, map),
        };
    }

    internal static ImportException Damaged(Exception cause) =>
        new("The file is damaged or cut short here; the rows before were sent. " + cause.Message, cause);

    public void Dispose()
    {
        _text.Dispose();
        _file.Dispose();
    }
}
