namespace ModerationHub.Detection.Text;

/// <summary>
/// The normalised form of one text and the way back to the original. A buffer meant to be reused by one thread:
/// what was read from it is void after the next <see cref="TextNormaliser.Normalise(ReadOnlySpan{char}, NormalisedText)"/>.
/// </summary>
public sealed class NormalisedText
{
    private char[] chars = new char[256];
    private int[] starts = new int[256];
    private int[] ends = new int[256];
    private readonly List<TextSpan> links = [];

    /// <summary>Number of normalised UTF-16 units.</summary>
    public int Length { get; internal set; }

    /// <summary>The normalised units: folded letters and digits, single spaces, '#' and '@' before a word, pictographs.</summary>
    public ReadOnlySpan<char> Span => chars.AsSpan(0, Length);

    /// <summary>Where links (scheme://…) lie in the original.</summary>
    public IReadOnlyList<TextSpan> Links => links;

    /// <summary>The stretch of the original that a stretch of the normalised text came from, marks and invisible units included.</summary>
    /// <param name="start">First normalised unit.</param>
    /// <param name="length">Number of normalised units, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stretch is empty or reaches outside the text.</exception>
    public TextSpan Original(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length);
        return new TextSpan(starts[start], ends[start + length - 1] - starts[start]);
    }

    /// <summary>The normalised text as a new string.</summary>
    public override string ToString() => new(Span);

    internal Span<char> Chars => chars.AsSpan(0, Length);

    /// <summary>Digits that were read as letters, and where.</summary>
    internal List<(int At, char Digit)> Leets { get; } = [];

    internal ReadOnlySpan<int> Starts => starts.AsSpan(0, Length);

    internal void Clear()
    {
        Length = 0;
        links.Clear();
        Leets.Clear();
    }

    internal void AddLink(TextSpan link) => links.Add(link);

    internal void Append(char c, int start, int end)
    {
        if (Length == chars.Length) Grow();
        chars[Length] = c;
        starts[Length] = start;
        ends[Length++] = end;
    }

    /// <summary>Lets the last unit's stretch include a dropped mark that follows it.</summary>
    internal void Extend(int end)
    {
        if (Length > 0) ends[Length - 1] = end;
    }

    internal void Move(int from, int to) => (chars[to], starts[to], ends[to]) = (chars[from], starts[from], ends[from]);

    private void Grow()
    {
        Array.Resize(ref chars, Length * 2);
        Array.Resize(ref starts, Length * 2);
        Array.Resize(ref ends, Length * 2);
    }

    internal int Width(int index) => ends[index] - starts[index];
}
