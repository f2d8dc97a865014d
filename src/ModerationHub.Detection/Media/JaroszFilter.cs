using System.Numerics;
using System.Runtime.InteropServices;

namespace ModerationHub.Detection.Media;

/// <summary>Box filters along rows and columns, repeated: nearly a tent, at a cost that does not depend on its width (PDQ specification, section 2).</summary>
internal static class JaroszFilter
{
    // The window is a 128th of the side: half of what remains when 64 samples are taken.
    private const int Windows = 128;

    /// <summary>Smooths in place.</summary>
    internal static void Smooth(Span<float> pixels, int width, int height, int passes)
    {
        var (alongRows, alongColumns) = (Window(width), Window(height));
        // A window of one pixel changes nothing.
        if (alongRows == 1 && alongColumns == 1) return;
        var other = new float[pixels.Length];
        for (var pass = 0; pass < passes; pass++)
        {
            for (var row = 0; row < height; row++) Row(pixels.Slice(row * width, width), other.AsSpan(row * width, width), alongRows);
            Columns(other, pixels, width, height, alongColumns);
        }
    }

    private static int Window(int side) => (side + Windows - 1) / Windows;

    private static void Row(ReadOnlySpan<float> from, Span<float> to, int window)
    {
        var (sum, count, ahead) = (0f, 0, window / 2);
        for (var i = 0; i < ahead; i++, count++) sum += from[i];
        for (var i = 0; i < to.Length; i++)
        {
            if (i + ahead < from.Length)
            {
                sum += from[i + ahead];
                count++;
            }
            if (i + ahead - window >= 0)
            {
                sum -= from[i + ahead - window];
                count--;
            }
            to[i] = sum / count;
        }
    }

    // Row by row with one sum a column: the same additions in the same order as column by column, but memory is read in order.
    private static void Columns(ReadOnlySpan<float> from, Span<float> to, int width, int height, int window)
    {
        Span<float> sums = new float[width];
        var (count, ahead) = (0, window / 2);
        for (var row = 0; row < ahead; row++, count++) Add(sums, from.Slice(row * width, width));
        for (var row = 0; row < height; row++)
        {
            if (row + ahead < height)
            {
                Add(sums, from.Slice((row + ahead) * width, width));
                count++;
            }
            if (row + ahead - window >= 0)
            {
                Subtract(sums, from.Slice((row + ahead - window) * width, width));
                count--;
            }
            Divide(sums, count, to.Slice(row * width, width));
        }
    }

    private static void Add(Span<float> sums, ReadOnlySpan<float> row)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(sums);
        var right = MemoryMarshal.Cast<float, Vector<float>>(row);
        for (var i = 0; i < left.Length; i++) left[i] += right[i];
        for (var i = left.Length * Vector<float>.Count; i < sums.Length; i++) sums[i] += row[i];
    }

    private static void Subtract(Span<float> sums, ReadOnlySpan<float> row)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(sums);
        var right = MemoryMarshal.Cast<float, Vector<float>>(row);
        for (var i = 0; i < left.Length; i++) left[i] -= right[i];
        for (var i = left.Length * Vector<float>.Count; i < sums.Length; i++) sums[i] -= row[i];
    }

    private static void Divide(ReadOnlySpan<float> sums, int count, Span<float> row)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(sums);
        var right = MemoryMarshal.Cast<float, Vector<float>>(row);
        var divisor = new Vector<float>(count);
        for (var i = 0; i < left.Length; i++) right[i] = left[i] / divisor;
        for (var i = left.Length * Vector<float>.Count; i < sums.Length; i++) row[i] = sums[i] / count;
    }
}
