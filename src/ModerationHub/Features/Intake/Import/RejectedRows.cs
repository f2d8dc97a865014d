using System.Text.Encodings.Web;
using System.Text.Json;

namespace ModerationHub.Features.Intake.Import;

/// <summary>Keeps what the hub did not take, with the reason, beside the file; made only when there is something to keep.</summary>
public sealed class RejectedRows(string path) : IAsyncDisposable
{
    static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Lock _gate = new();
    FileStream? _file;

    /// <summary>Where the rows are: beside the file, or in the working folder when that one cannot be written.</summary>
    public string Path { get; private set; } = path;

    public long Count { get; private set; }

    public void Add(ImportRow row, string? field, string message)
    {
        lock (_gate)
        {
            _file ??= Create();
            Count++;
            using (var json = new Utf8JsonWriter(_file, Relaxed))
            {
                json.WriteStartObject();
                json.WriteNumber("row", row.Number);
                if (field is not null) json.WriteString("field", field);
                json.WriteString("message", message);
                json.WritePropertyName("record");
                json.WriteRawValue(row.Json, skipInputValidation: true);
                json.WriteEndObject();
            }
            _file.Write("\n"u8);
        }
    }

    /// <summary>An older run's rejects say nothing about this one.</summary>
    public void Clear()
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            Path = System.IO.Path.GetFileName(Path);
            File.Delete(Path);
        }
    }

    FileStream Create()
    {
        try
        {
            return new FileStream(Path, FileMode.Create, FileAccess.Write);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            Path = System.IO.Path.GetFileName(Path);
            return new FileStream(Path, FileMode.Create, FileAccess.Write);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null) await _file.DisposeAsync();
    }
}
