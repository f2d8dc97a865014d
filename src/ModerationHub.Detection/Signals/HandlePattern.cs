using System.Globalization;

namespace ModerationHub.Detection.Signals;

/// <summary>What a handle may have in common with others of one series.</summary>
/// <param name="Word">The handle in lower case with its last number as '#' ("ember_07" is "ember_#"); empty without a number or with fewer than three letters.</param>
/// <param name="Number">That number; -1 if there is none or it has more than 15 digits.</param>
/// <param name="Form">Each letter as 'a' and each digit as '0' ("rose_4711" is "aaaa_0000"); empty with fewer than four digits, as many people's handles are alike then.</param>
public readonly record struct HandlePattern(string Word, long Number, string Form)
{
    private const int Longest = 64;
    private const int FewestLetters = 3;
    private const int FewestDigits = 4;
    private const int MostDigits = 15;

    /// <summary>Reads a handle; what lies beyond 64 units is left out.</summary>
    public static HandlePattern Of(string handle)
    {
        var text = handle.Length <= Longest ? handle : handle[..Longest];
        var form = string.Create(text.Length, text, static (form, text) =>
        {
            for (var i = 0; i < form.Length; i++) form[i] = char.IsLetter(text[i]) ? 'a' : char.IsDigit(text[i]) ? '0' : text[i];
        });
        var (letters, digits) = (form.Count(c => c == 'a'), form.Count(c => c == '0'));
        var end = form.LastIndexOf('0') + 1;
        var start = end;
        while (start > 0 && form[start - 1] == '0') start--;
        var word = end > 0 && letters >= FewestLetters ? $"{text[..start]}#{text[end..]}".ToLowerInvariant() : "";
        return new HandlePattern(word, end == 0 ? -1 : Value(text.AsSpan(start, end - start)), digits >= FewestDigits ? form : "");
    }

    private static long Value(ReadOnlySpan<char> digits)
    {
        if (digits.Length > MostDigits) return -1;
        var value = 0L;
        foreach (var digit in digits) value = (value * 10) + CharUnicodeInfo.GetDecimalDigitValue(digit);
        return value;
    }
}
