using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ModerationHub.Features.Media;

/// <summary>Takes the one file out of a multipart form, in memory: nothing of it touches a disk.</summary>
static class UploadReader
{
    const int BufferBytes = 64 * 1024;
    const int MostParts = 16;

    /// <exception cref="ImageRefusedException">No such form, no file in it, or more bytes than are taken.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || request.Headers.ContentEncoding.ToString().Trim().ToUpperInvariant() is not ("" or "IDENTITY"))
            throw new ImageRefusedException(StatusCodes.Status415UnsupportedMediaType, "media_type", "Send the image as multipart/form-data, without a Content-Encoding.");
        if (request.ContentLength > ImageLimits.RequestBytes)
            throw TooLarge();
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        if (boundary.Length is 0 or > 70)
            throw Unreadable();
        try
        {
            return await FileAsync(new MultipartReader(boundary.ToString(), request.Body), cancellation);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException && !cancellation.IsCancellationRequested && broken is not BadHttpRequestException)
        {
            throw Unreadable();
        }
    }

    static async Task<ReadOnlyMemory<byte>> FileAsync(MultipartReader parts, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte>? file = null;
        long passed = 0;
        for (var count = 0; await parts.ReadNextSectionAsync(cancellation) is { } part; count++)
        {
            if (count == MostParts)
                throw Unreadable();
            var content = await ReadAsync(part.Body, ImageLimits.RequestBytes - passed, cancellation);
            passed += content.Length;
            if (part.GetContentDispositionHeader()?.IsFileDisposition() != true && !IsImage(part))
                continue;
            if (file is not null)
                throw new ImageRefusedException(StatusCodes.Status400BadRequest, "several_files", "Send one image a request.");
            file = content;
        }
        return file ?? throw new ImageRefusedException(StatusCodes.Status400BadRequest, "no_file", "The form holds no file.");
    }

    /// <summary>Some clients give the picture no file name.</summary>
    static bool IsImage(MultipartSection part) => part.ContentType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true;

    static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream part, long most, CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[BufferBytes];
        while (await part.ReadAsync(buffer, cancellation) is var read and > 0)
        {
            if (whole.Length + read > most)
                throw TooLarge();
            whole.Write(buffer, 0, read);
        }
        return whole.TryGetBuffer(out var bytes) ? bytes : whole.ToArray();
    }

    static ImageRefusedException TooLarge() =>
        new(StatusCodes.Status413PayloadTooLarge, "image_bytes", $"A request may have at most {ImageLimits.RequestBytes} bytes.");

    static ImageRefusedException Unreadable() =>
        new(StatusCodes.Status400BadRequest, "form_unreadable", "The form cannot be read: its boundary or a part is broken.");
}
