using System.Runtime.InteropServices;
using ModerationHub.Detection.Media;
using SkiaSharp;

namespace ModerationHub.Features.Media;

/// <summary>An image's size as people see it, and its hash. Its pixels are gone.</summary>
/// <param name="AsStored">The hash without the turn that the camera noted: what tools that know no EXIF compute.</param>
public sealed record HashedImage(int Width, int Height, PdqFingerprint Fingerprint, PdqFingerprint AsStored);

/// <summary>
/// Decodes a hostile file just far enough to hash it: JPEG, PNG, WebP and GIF (of an animation the first picture), told by their first
/// bytes; transparency and colour profiles are left aside, as the reference does, so that hashes of other tools agree.
/// </summary>
public static class ImageReader
{
    /// <exception cref="ImageRefusedException">No image, a damaged one, or one over the limits.</exception>
    public static HashedImage Hash(ReadOnlySpan<byte> file)
    {
        if (!IsKnown(file))
            throw new ImageRefusedException(StatusCodes.Status415UnsupportedMediaType, "image_format", "The file is no JPEG, PNG, WebP or GIF image.");
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data) ?? throw Damaged();
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width > ImageLimits.Side || height > ImageLimits.Side || (long)width * height > ImageLimits.Pixels)
            throw new ImageRefusedException(StatusCodes.Status413PayloadTooLarge, "image_dimensions",
                $"The image declares {width} × {height} pixels; at most {ImageLimits.Side} a side and {ImageLimits.Pixels} in all are decoded.");
        if (width < PdqHasher.SmallestSide || height < PdqHasher.SmallestSide)
            throw new ImageRefusedException(StatusCodes.Status422UnprocessableEntity, "image_too_small",
                $"The image has {width} × {height} pixels; it takes {PdqHasher.SmallestSide} a side to hash one.");
        var luminance = Luminance(codec, out var columns, out var rows);
        var fingerprint = PdqHasher.Hash(luminance, columns, rows);
        var turned = Orientation.Upright(fingerprint, codec.EncodedOrigin);
        return Orientation.SwapsSides(codec.EncodedOrigin)
            ? new(height, width, turned, fingerprint)
            : new(width, height, turned, fingerprint);
    }

    static bool IsKnown(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        || file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8) || (file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..12].SequenceEqual("WEBP"u8));

    static float[] Luminance(SKCodec codec, out int columns, out int rows)
    {
        // JPEG and WebP can come out of the decoder small at once; the others come whole.
        var scale = Math.Min(1, ImageLimits.DecodedSide / (float)Math.Min(codec.Info.Width, codec.Info.Height));
        var size = codec.GetScaledDimensions(scale);
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(info) || codec.GetPixels(info, bitmap.GetPixels()) != SKCodecResult.Success) throw Damaged();
        return Sample(bitmap.GetPixelSpan(), bitmap.RowBytes, size, out columns, out rows);
    }

    // Single pixels, not means of blocks: the reference's way, whose hashes others keep in their banks.
    static float[] Sample(ReadOnlySpan<byte> pixels, int rowBytes, SKSizeI size, out int columns, out int rows)
    {
        var isLarge = size.Width > ImageLimits.HashedSide || size.Height > ImageLimits.HashedSide;
        (columns, rows) = isLarge ? (ImageLimits.HashedSide, ImageLimits.HashedSide) : (size.Width, size.Height);
        var luminance = new float[columns * rows];
        for (var row = 0; row < rows; row++)
        {
            var line = MemoryMarshal.Cast<byte, Pixel>(pixels.Slice(row * size.Height / rows * rowBytes, size.Width * 4));
            for (var column = 0; column < columns; column++)
            {
                var pixel = line[column * size.Width / columns];
                luminance[(row * columns) + column] = PdqHasher.Luminance(pixel.Red, pixel.Green, pixel.Blue);
            }
        }
        return luminance;
    }

    static ImageRefusedException Damaged() =>
        new(StatusCodes.Status422UnprocessableEntity, "image_damaged", "The image is damaged or cut short.");

    readonly record struct Pixel(byte Red, byte Green, byte Blue, byte Alpha);
}
