namespace ModerationHub.Detection.Signals;

/// <summary>Words of others inside a sentence of ours.</summary>
static class Quoted
{
    /// <summary>In quotation marks and isolated (U+2068 to U+2069), so that words in another direction leave the sentence's order alone (Unicode UAX #9).</summary>
    public static string Of(string text) => $"“\u2068{text}\u2069”";
}
