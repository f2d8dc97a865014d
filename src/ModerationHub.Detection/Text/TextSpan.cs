namespace ModerationHub.Detection.Text;

/// <summary>A piece of the original text, in UTF-16 code units as .NET and JavaScript count them.</summary>
/// <param name="Start">Offset of the first unit, 0 or more.</param>
/// <param name="Length">Number of units, 0 or more.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Offset just behind the last unit.</summary>
    public int End => Start + Length;
}
