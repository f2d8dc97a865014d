using System.Globalization;

namespace ModerationHub.Detection.Signals;

/// <summary>Numbers with their nouns inside a sentence of ours.</summary>
static class Counted
{
    /// <summary>"1 partner", "2 partners".</summary>
    public static string Of(int number, string one, string many) => $"{number.ToString(CultureInfo.InvariantCulture)} {(number == 1 ? one : many)}";
}
