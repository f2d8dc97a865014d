using ModerationHub.Detection.Media;
using SkiaSharp;

namespace ModerationHub.Features.Media;

/// <summary>
/// The turn that a camera noted beside the pixels (EXIF). Nothing is turned: the hash of the image as people see it is one of its eight.
/// </summary>
static class Orientation
{
    // The reference's order: as it is, 90, 180, 270, top to bottom, left to right, about the two diagonals.
    static readonly Func<int, int, (int, int)>[] Turns =
    [
        (x, y) => (x, y), (x, y) => (y, -x), (x, y) => (-x, -y), (x, y) => (-y, x),
        (x, y) => (x, -y), (x, y) => (-x, y), (x, y) => (y, x), (x, y) => (-y, -x),
    ];

    public static bool SwapsSides(SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    public static PdqFingerprint Upright(PdqFingerprint stored, SKEncodedOrigin origin)
    {
        var first = origin switch
        {
            SKEncodedOrigin.TopRight => 5,
            SKEncodedOrigin.BottomRight => 2,
            SKEncodedOrigin.BottomLeft => 4,
            SKEncodedOrigin.LeftTop => 6,
            SKEncodedOrigin.RightTop => 3,
            SKEncodedOrigin.RightBottom => 7,
            SKEncodedOrigin.LeftBottom => 1,
            _ => 0,
        };
        return first == 0 ? stored : stored with { Dihedral = [.. Turns.Select(turn => stored.Dihedral[After(Turns[first], turn)])] };
    }

    // Two turns one after the other are one of the eight: the one that moves a point off every axis to the same place.
    static int After(Func<int, int, (int X, int Y)> first, Func<int, int, (int X, int Y)> then)
    {
        var (x, y) = first(1, 2);
        var there = then(x, y);
        return Array.FindIndex(Turns, turn => turn(1, 2) == there);
    }
}
