using System.Diagnostics;
using System.Globalization;
using ModerationHub.Features.Media;
using ModerationHub.Harness;
using SkiaSharp;

namespace ModerationHub.Benchmarks;

/// <summary>What an uploaded image costs on one core: read within the limits, turned upright and hashed (PDQ), against decoding it alone at full size.</summary>
public static class ImageBench
{
    static readonly (int Width, int Height)[] Sizes = [(640, 480), (1920, 1080), (4000, 3000)];

    /// <summary>Runs all measurements and prints a table.</summary>
    public static void Run(TextWriter output)
    {
        Table.Header("image", "bytes", "hashed/s", "ms an image", "decoded at full size/s", "ratio");
        foreach (var (width, height) in Sizes)
            foreach (var (name, format) in new[] { ("JPEG", SKEncodedImageFormat.Jpeg), ("PNG", SKEncodedImageFormat.Png), ("WebP", SKEncodedImageFormat.Webp) })
            {
                var file = Image(width, height, format);
                var (hashed, decoded) = (PerSecond(() => ImageReader.Hash(file)), PerSecond(() =>
                {
                    using var bitmap = SKBitmap.Decode(file);
                }));
                Table.Row($"{name} {width} × {height}", $"{file.Length:N0}", Text($"{hashed:0}"), Text($"{1000 / hashed:0.0}"), Text($"{decoded:0}"), Text($"{hashed / decoded:0.00}"));
            }
        output.Flush();
    }

    // Shapes and grain, as a photograph has both.
    static byte[] Image(int width, int height, SKEncodedImageFormat format)
    {
        var random = new Random(3);
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.SteelBlue);
        using var paint = new SKPaint { IsAntialias = true };
        for (var i = 0; i < 400; i++)
        {
            paint.Color = new SKColor((uint)random.Next()).WithAlpha(160);
            canvas.DrawCircle(random.Next(width), random.Next(height), random.Next(4, height / 6), paint);
        }
        using var encoded = bitmap.Encode(format, 85);
        return encoded.ToArray();
    }

    static double PerSecond(Action work)
    {
        work();
        var best = 0.0;
        for (var round = 0; round < 3; round++)
        {
            var (clock, count) = (Stopwatch.StartNew(), 0);
            do
            {
                work();
                count++;
            }
            while (clock.Elapsed.TotalMilliseconds < 400);
            best = Math.Max(best, count / clock.Elapsed.TotalSeconds);
        }
        return best;
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
