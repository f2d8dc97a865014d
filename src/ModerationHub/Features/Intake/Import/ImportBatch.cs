namespace ModerationHub.Features.Intake.Import;

/// <summary>Rows of one request, well within the API's limits of 10,000 rows and 16 MiB.</summary>
sealed class ImportBatch
{
    public const int MaxRows = 2000;
    const int MaxBytes = 8 << 20;

    readonly List<ImportRow> _rows = [];
    int _bytes;

    public IReadOnlyList<ImportRow> Rows => _rows;

    public bool HasRoomFor(ImportRow row) => _rows.Count == 0 || _rows.Count < MaxRows && _bytes + row.Json.Length < MaxBytes;

    public void Add(ImportRow row)
    {
        _rows.Add(row);
        _bytes += row.Json.Length + 1;
    }

    public byte[] Body()
    {
        var body = new byte[_bytes];
        var at = 0;
        foreach (var row in _rows)
        {
            row.Json.CopyTo(body, at);
            at += row.Json.Length;
            body[at++] = (byte)'\n';
        }
        return body;
    }

    /// <summary>Two halves, for a hub that finds the whole too large.</summary>
    public (ImportBatch, ImportBatch) Halves()
    {
        var (first, second) = (new ImportBatch(), new ImportBatch());
        foreach (var (index, row) in _rows.Index()) (index < _rows.Count / 2 ? first : second).Add(row);
        return (first, second);
    }
}
