using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace ModerationHub.Features.Intake.Parsing;

/// <summary>
/// Reads a request's body as it arrives and cuts it into rows: lines of NDJSON or elements of an array. Decompressed bytes
/// are counted on the way, so a bomb is stopped at the limit whatever its size.
/// </summary>
public static class BodyReader
{
    const int BufferBytes = 64 * 1024;

    public static async Task ReadAsync(HttpRequest request, IRowSink rows, CancellationToken cancellation)
    {
        IRowSplitter splitter = IsArray(request) ? new ArraySplitter(rows) : new LineSplitter(rows);
        if (!IsGzip(request))
        {
            if (request.ContentLength > IntakeLimits.Bytes)
                throw TooLarge();
            await ReadAsync(request.BodyReader, splitter, cancellation);
            return;
        }
        await using var plain = new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true);
        var pipe = PipeReader.Create(plain, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        try
        {
            await ReadAsync(pipe, splitter, cancellation);
        }
        catch (InvalidDataException)
        {
            throw new BodyRefusedException(StatusCodes.Status400BadRequest, "body_not_gzip", "The body is not what Content-Encoding says: it cannot be decompressed.");
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    static async Task ReadAsync(PipeReader pipe, IRowSplitter splitter, CancellationToken cancellation)
    {
        long passed = 0;
        var wanted = 1;
        while (true)
        {
            var result = await pipe.ReadAtLeastAsync(wanted, cancellation);
            var buffer = result.Buffer;
            SequencePosition consumed;
            try
            {
                if (passed + buffer.Length > IntakeLimits.Bytes)
                    throw TooLarge();
                consumed = splitter.Split(buffer, result.IsCompleted);
            }
            catch (Exception refused)
            {
                // The server passes over the rest of the body by itself, but only from a reader that was given back.
                pipe.AdvanceTo(buffer.End);
                if (refused is JsonException)
                    throw NotJson();
                throw;
            }
            var rest = buffer.Slice(consumed).Length;
            passed += buffer.Length - rest;
            pipe.AdvanceTo(consumed, buffer.End);
            if (result.IsCompleted)
                return;
            // A row that is not whole yet is looked at again when there is twice as much of it, so that long rows
            // arriving in small pieces cost no more than their length.
            wanted = (int)Math.Min(rest * 2 + 1, IntakeLimits.Bytes + 1);
        }
    }

    static bool IsArray(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && HeaderUtilities.RemoveQuotes(type.Charset).ToString().ToUpperInvariant() is "" or "UTF-8" or "UTF8")
        {
            if (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
                return true;
            if (type.MediaType.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("application/ndjson", StringComparison.OrdinalIgnoreCase))
                return false;
        }
        throw new BodyRefusedException(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
            "Send application/x-ndjson (one object a line) or application/json (an array of objects), in UTF-8.");
    }

    static bool IsGzip(HttpRequest request) => request.Headers.ContentEncoding.ToString().Trim().ToUpperInvariant() switch
    {
        "" or "IDENTITY" => false,
        "GZIP" or "X-GZIP" => true,
        _ => throw new BodyRefusedException(StatusCodes.Status415UnsupportedMediaType, "unsupported_encoding", "The only Content-Encoding taken is gzip."),
    };

    static BodyRefusedException NotJson() =>
        new(StatusCodes.Status400BadRequest, "body_not_an_array", "The body is not a well-formed JSON array; nothing of it was taken.");

    static BodyRefusedException TooLarge() =>
        new(StatusCodes.Status413PayloadTooLarge, "body_too_large", $"A request may have at most {IntakeLimits.Bytes} bytes after decompression.");
}

/// <summary>Cuts what has arrived into rows.</summary>
public interface IRowSplitter
{
    /// <returns>Where the part begins that has to be seen again.</returns>
    SequencePosition Split(in ReadOnlySequence<byte> buffer, bool last);
}
