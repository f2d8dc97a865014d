using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace ModerationHub.Tests.Media;

/// <summary>Invented pictures and broken files, made on the spot: the same seed gives the same picture at every size.</summary>
public static class Pictures
{
    public static byte[] Make(int seed, int width = 480, int height = 360, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg, int quality = 85)
    {
        using var bitmap = Draw(seed, width, height);
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    public static SKBitmap Draw(int seed, int width, int height)
    {
        var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
#pragma warning disable CA5394 // Pictures must be the same each time.
        var random = new Random(seed);
        canvas.Clear(new SKColor((uint)random.Next()).WithAlpha(255));
        for (var i = 0; i < 24; i++)
        {
            using var paint = new SKPaint { Color = new SKColor((uint)random.Next()).WithAlpha(255), IsAntialias = true };
            var (x, y, w, h) = (random.NextSingle() * width, random.NextSingle() * height, random.NextSingle() * width / 3, random.NextSingle() * height / 3);
            if (i % 2 == 0) canvas.DrawOval(x, y, w, h, paint);
            else canvas.DrawRect(x, y, w, h, paint);
        }
#pragma warning restore CA5394
        return bitmap;
    }

    /// <summary>Nothing to tell it by.</summary>
    public static byte[] Flat(int width = 64, int height = 64)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(SKColors.SlateGray);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The same pixels with a camera's note on how to turn them.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0x00, 0x22, .. "Exif\0\0"u8, 0x4D, 0x4D, 0x00, 0x2A, 0x00, 0x00, 0x00, 0x08, 0x00, 0x01,
            0x01, 0x12, 0x00, 0x03, 0x00, 0x00, 0x00, 0x01, 0x00, orientation, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        ];
        return [.. jpeg.AsSpan(0, 2), .. exif, .. jpeg.AsSpan(2)];
    }

    /// <summary>A few hundred bytes that declare, and with <paramref name="rows"/> even hold, a picture of any size.</summary>
    public static byte[] Png(uint width, uint height, int rows = 0)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var row = new byte[(width + 7) / 8 + 1];
            for (var i = 0; i < rows; i++) zlib.Write(row);
        }
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        header[8] = 1;
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    static byte[] Chunk(ReadOnlySpan<byte> kind, byte[] body)
    {
        byte[] named = [.. kind, .. body];
        var chunk = new byte[named.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        named.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(named.Length + 4), Crc(named));
        return chunk;
    }

    static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }
        return ~crc;
    }
}
