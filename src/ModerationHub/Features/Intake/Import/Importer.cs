using System.Net;
using System.Text.Json;
using System.Threading.Channels;

namespace ModerationHub.Features.Intake.Import;

/// <summary>Streams a file's rows to a hub: one reader, few requests in flight, nothing held but the batches on their way.</summary>
public sealed class Importer(IntakeClient client, ImportKind kind, RejectedRows rejected, TimeProvider time)
{
    readonly Lock _gate = new();

    public ImportTotals Totals { get; private set; } = new();

    /// <summary>Days that the platform keeps posts; null when it keeps them for good or the rows are no posts.</summary>
    public int? KeptDays { get; private set; }

    /// <summary>When what arrives now leaves, at the earliest.</summary>
    public DateTimeOffset? LeavesAt => time.GetUtcNow() + (KeptDays is { } days ? TimeSpan.FromDays(days) : null);

    /// <exception cref="ImportException">The file is damaged; all rows before the damage were sent.</exception>
    /// <exception cref="IntakeRefusedException">The hub takes no more.</exception>
    public async Task RunAsync(IEnumerable<ImportRow> rows, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var batches = Channel.CreateBounded<ImportBatch>(kind.InFlight);
        var reading = Task.Run(() => ReadAsync(rows, batches.Writer, stop.Token), CancellationToken.None);
        var sending = Enumerable.Range(0, kind.InFlight).Select(_ => SendAllAsync(batches.Reader, stop)).ToArray();
        try
        {
            await Task.WhenAll(sending);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAny(reading);
        }
        await reading;
    }

    async Task ReadAsync(IEnumerable<ImportRow> rows, ChannelWriter<ImportBatch> batches, CancellationToken cancel)
    {
        var batch = new ImportBatch();
        try
        {
            foreach (var row in rows)
            {
                if (row.Problem is not null)
                {
                    Reject(row, null, row.Problem);
                    continue;
                }
                if (!batch.HasRoomFor(row))
                {
                    await batches.WriteAsync(batch, cancel);
                    batch = new ImportBatch();
                }
                batch.Add(row);
            }
        }
        finally
        {
            // Also when the file breaks off: what was read before is good.
            if (batch.Rows.Count > 0 && !cancel.IsCancellationRequested) await batches.WriteAsync(batch, cancel);
            batches.Complete();
        }
    }

    async Task SendAllAsync(ChannelReader<ImportBatch> batches, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var batch in batches.ReadAllAsync(stop.Token)) await SendAsync(batch, stop.Token);
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    async Task SendAsync(ImportBatch batch, CancellationToken cancel)
    {
        try
        {
            Count(batch, await client.SendAsync(kind.Name, batch.Body(), cancel));
        }
        catch (IntakeRefusedException refused) when (refused.Status == HttpStatusCode.RequestEntityTooLarge)
        {
            if (batch.Rows.Count == 1)
            {
                Reject(batch.Rows[0], null, refused.Message);
                return;
            }
            var (first, second) = batch.Halves();
            await SendAsync(first, cancel);
            await SendAsync(second, cancel);
        }
    }

    void Count(ImportBatch batch, IntakeAnswer answer)
    {
        var named = answer.Errors.Where(error => error.Line >= 1 && error.Line <= batch.Rows.Count).GroupBy(error => error.Line).ToArray();
        foreach (var errors in named)
            Reject(batch.Rows[errors.Key - 1], errors.First().Field, string.Join("; ", errors.Select(error => error.Message)));
        var unnamed = Math.Max(0, answer.Rejected - named.Length);
        if (unnamed == batch.Rows.Count)
            foreach (var row in batch.Rows) Reject(row, null, "The hub rejected the row without naming a reason.");
        else
            Add(new ImportTotals(Rejected: unnamed));
        Add(new ImportTotals(answer.Accepted, answer.Updated, answer.Duplicates));
        if (answer.KeptDays is not { } days)
            return;
        lock (_gate) KeptDays = days;
        var before = time.GetUtcNow().AddDays(-days);
        var refused = named.Select(errors => errors.Key).ToHashSet();
        Add(new ImportTotals(Old: batch.Rows.Where((row, index) => !refused.Contains(index + 1) && WrittenAt(row) < before).Count()));
    }

    static DateTimeOffset? WrittenAt(ImportRow row)
    {
        var json = new Utf8JsonReader(row.Json);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 1)
                continue;
            var found = json.ValueTextEquals("created_at"u8);
            json.Read();
            if (found)
                return json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out var at) ? at : null;
            json.Skip();
        }
        return null;
    }

    void Reject(ImportRow row, string? field, string message)
    {
        rejected.Add(row, field, message);
        Add(new ImportTotals(Rejected: 1));
    }

    void Add(ImportTotals more)
    {
        lock (_gate) Totals += more;
    }
}
